//! Who makes the picture: the bot, and the gateway's account.

use std::fmt;

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

use crate::web::object::{set, set_text};

/// Whose model makes the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BotType {
    /// Midjourney's (`MID_JOURNEY`).
    Midjourney,
    /// Niji's (`NIJI_JOURNEY`).
    Niji,
    /// Another one, by the gateway's word.
    Other(String),
}

impl BotType {
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Midjourney => "MID_JOURNEY",
            Self::Niji => "NIJI_JOURNEY",
            Self::Other(word) => word,
        }
    }
}

/// How fast an account works, and what that costs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// `FAST`
    Fast,
    /// `RELAX`
    Relax,
    /// `TURBO`
    Turbo,
}

/// Which of the gateway's accounts may take a task. Many relays drop it.
#[derive(Default)]
#[must_use = "a filter does nothing until a job gets it"]
pub struct AccountFilter(Object);

impl AccountFilter {
    /// Any account.
    pub fn new() -> Self {
        Self::default()
    }

    /// The account of this Discord channel.
    pub fn channel_id(self, id: impl AsRef<str>) -> Self {
        self.with("channelId", id.as_ref())
    }

    /// The account of this instance.
    pub fn instance_id(self, id: impl AsRef<str>) -> Self {
        self.with("instanceId", id.as_ref())
    }

    /// Accounts of these speeds.
    pub fn modes(self, speeds: impl IntoIterator<Item = Speed>) -> Self {
        let words = speeds.into_iter().map(|speed| match speed {
            Speed::Fast => "FAST",
            Speed::Relax => "RELAX",
            Speed::Turbo => "TURBO",
        });
        let words: Array = words.map(JsValue::from).collect();
        self.with("modes", words)
    }

    /// Accounts with this remark.
    pub fn remark(self, remark: impl AsRef<str>) -> Self {
        self.with("remark", remark.as_ref())
    }

    /// Accounts with remix on, or off.
    pub fn remix(self, is_on: bool) -> Self {
        self.with("remix", is_on)
    }

    /// Accounts with Niji's remix on, or off.
    pub fn niji_remix(self, is_on: bool) -> Self {
        self.with("nijiRemix", is_on)
    }

    /// Whether an account that confirms a remix by itself counts as one without remix.
    pub fn remix_auto_considered(self, is_considered: bool) -> Self {
        self.with("remixAutoConsidered", is_considered)
    }

    /// A field that only this gateway has; plain JSON.
    pub fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        set(&self.0, name, &value.into());
        self
    }

    pub(super) fn set_in(self, options: &Object) {
        set(options, "accountFilter", &self.0);
    }
}

/// Another object: what is set in the one is not set in the other.
impl Clone for AccountFilter {
    fn clone(&self) -> Self {
        Self(Object::assign(&Object::new(), &self.0))
    }
}

impl fmt::Debug for AccountFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AccountFilter").finish_non_exhaustive()
    }
}

/// Sets the bot in the options of a job.
pub(super) fn set_bot(options: &Object, bot: &BotType) {
    set_text(options, "botType", bot.word());
}
