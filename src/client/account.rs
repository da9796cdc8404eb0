//! The bot that makes the image, and the gateway's account.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use crate::platform::Json;

/// The bot that makes the image.
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
    pub(super) fn into_word(self) -> String {
        match self {
            Self::Midjourney => "MID_JOURNEY".into(),
            Self::Niji => "NIJI_JOURNEY".into(),
            Self::Other(word) => word,
        }
    }
}

/// The speed of an account, which decides what its tasks cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Speed {
    /// `FAST`
    Fast,
    /// `RELAX`
    Relax,
    /// `TURBO`
    Turbo,
}

/// A filter for the gateway's accounts that may take a task. Many relays drop it.
#[derive(Clone, Default)]
#[must_use = "a filter does nothing until a job gets it"]
pub struct AccountFilter(BTreeMap<String, Json>);

impl AccountFilter {
    /// Creates a filter that every account passes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires the account of this Discord channel.
    pub fn channel_id(self, id: impl AsRef<str>) -> Self {
        self.with("channelId", id.as_ref())
    }

    /// Requires the account of this instance.
    pub fn instance_id(self, id: impl AsRef<str>) -> Self {
        self.with("instanceId", id.as_ref())
    }

    /// Requires an account of one of these speeds.
    pub fn modes(self, speeds: impl IntoIterator<Item = Speed>) -> Self {
        self.with("modes", &speeds.into_iter().collect::<Vec<_>>())
    }

    /// Requires an account with this remark.
    pub fn remark(self, remark: impl AsRef<str>) -> Self {
        self.with("remark", remark.as_ref())
    }

    /// Requires an account with remix on, or off.
    pub fn remix(self, is_on: bool) -> Self {
        self.with("remix", &is_on)
    }

    /// Requires an account with Niji's remix on, or off.
    pub fn niji_remix(self, is_on: bool) -> Self {
        self.with("nijiRemix", &is_on)
    }

    /// Sets whether an account that confirms a remix by itself counts as one without remix.
    pub fn remix_auto_considered(self, is_considered: bool) -> Self {
        self.with("remixAutoConsidered", &is_considered)
    }

    /// Sets a field that only this gateway has. A value without JSON is left out.
    pub fn with(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        if let Ok(value) = Json::encode(value) {
            self.0.insert(name.into(), value);
        }
        self
    }

    pub(super) fn into_json(self) -> Json {
        Json::encode(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for AccountFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.0).finish()
    }
}
