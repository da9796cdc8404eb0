//! The gateway's submits.

use super::text::part;

/// What can be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A picture from a prompt.
    Imagine,
    /// A picture from two to five pictures.
    Blend,
    /// Four prompts from a picture.
    Describe,
    /// What matters in a prompt.
    Shorten,
    /// A button of a task.
    Action,
    /// A button of a task, on gateways that have no buttons.
    Change,
    /// The answer to a task that waits for input.
    Modal,
}

impl Verb {
    /// The verb of that name.
    #[cfg(any(feature = "npm", test))]
    pub fn named(name: &str) -> Option<Self> {
        [
            Self::Imagine,
            Self::Blend,
            Self::Describe,
            Self::Shorten,
            Self::Action,
            Self::Modal,
        ]
        .into_iter()
        .find(|verb| verb.path().strip_prefix("/submit/") == Some(name))
    }

    /// Its path, after `/mj`.
    pub fn path(self) -> &'static str {
        const PATHS: &str = "/submit/imagine|/submit/blend|/submit/describe|/submit/shorten|/submit/action|/submit/change|\
                             /submit/modal";
        part(PATHS, self as usize)
    }

    /// Whether it is about an earlier task: then "not found" means that task, else an account.
    pub fn has_parent(self) -> bool {
        matches!(self, Self::Action | Self::Change | Self::Modal)
    }
}

/// How many pictures a blend takes.
pub const BLEND: std::ops::RangeInclusive<u32> = 2..=5;

/// The shapes of a blend.
pub const DIMENSIONS: [&str; 3] = ["PORTRAIT", "SQUARE", "LANDSCAPE"];

/// Whether a prompt says nothing.
pub fn is_blank(prompt: &str) -> bool {
    prompt.bytes().all(|byte| byte <= b' ')
}
