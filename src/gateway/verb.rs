//! The gateway's submits.

use super::text;

/// A submit of the protocol.
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
    /// Input for a task that waits for it.
    Modal,
}

impl Verb {
    /// Returns the verb of that name.
    #[cfg(any(all(feature = "npm", target_family = "wasm"), test))]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "imagine" => Self::Imagine,
            "blend" => Self::Blend,
            "describe" => Self::Describe,
            "shorten" => Self::Shorten,
            "action" => Self::Action,
            "modal" => Self::Modal,
            _ => return None,
        })
    }

    /// Returns the path of its endpoint, after `/mj`.
    pub fn path(self) -> &'static str {
        match self {
            Self::Imagine => "/submit/imagine",
            Self::Blend => "/submit/blend",
            Self::Describe => "/submit/describe",
            Self::Shorten => "/submit/shorten",
            Self::Action => "/submit/action",
            Self::Change => "/submit/change",
            Self::Modal => "/submit/modal",
        }
    }

    /// Returns the last part of its path.
    pub fn name(self) -> &'static str {
        let path = self.path();
        path.strip_prefix("/submit/").unwrap_or(path)
    }

    /// Returns `true` if it acts on an earlier task. Then "not found" means that task, else an account.
    pub fn has_parent(self) -> bool {
        matches!(self, Self::Action | Self::Change | Self::Modal)
    }
}

/// Number of pictures that a blend takes.
pub const BLEND: std::ops::RangeInclusive<u32> = 2..=5;

/// Returns `true` for a prompt of blanks only, those of other scripts included: a keyboard for Chinese types U+3000.
pub fn is_blank(prompt: &str) -> bool {
    prompt.chars().all(text::is_blank)
}

#[cfg(test)]
mod tests {
    use super::is_blank;

    #[test]
    fn blanks_of_every_script_are_no_prompt() {
        for prompt in [
            "",
            " ",
            "\t\r\n",
            "\u{3000}\u{3000}",
            "\u{a0}\u{200b}\u{feff}",
            "\u{2003} \u{2028}",
            "\u{3164}\u{2800}\u{ad}",
        ] {
            assert!(is_blank(prompt), "{prompt:?}");
        }
        for prompt in ["cat", "\u{3000}猫", "🐈", "❤\u{fe0f}", "\u{3164}한", " . "] {
            assert!(!is_blank(prompt), "{prompt:?}");
        }
    }
}
