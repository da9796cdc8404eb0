//! The token of a job.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

use super::Error;
use crate::platform::Json;

/// A token that finds a job again: after a reload, in another Worker, or with the JavaScript package, whose tokens are the same.
///
/// [`Midjourney::wait`](super::Midjourney::wait) takes it. Its text is JSON: `to_string` and `parse` are each other's reverse, and
/// serde's form is the same. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    pub(crate) v: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    pub(crate) base_url: String,
    // As a text in the form of JavaScript's numbers this stays an integer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) submitted_at: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) modal: bool,
}

/// Version of the token's form.
pub(crate) const VERSION: u8 = 1;

impl Token {
    /// Creates the token of a submit that starts now.
    pub(super) fn of_submit(base_url: &str, state: Option<String>, now: f64) -> Self {
        Self {
            v: VERSION,
            id: None,
            state,
            base_url: base_url.into(),
            submitted_at: Some(now as u64),
            modal: false,
        }
    }

    /// Creates the token of a task of unknown age.
    pub(super) fn of_task(base_url: &str, id: &str) -> Self {
        Self {
            v: VERSION,
            id: Some(id.into()),
            state: None,
            base_url: base_url.into(),
            submitted_at: None,
            modal: false,
        }
    }

    /// Returns the task's ID. `None` while the submit is open, and where its outcome is unknown.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the marker that was sent with the submit, by which some gateways can find its task.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Returns the gateway's URL as its client got it.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the time of the submit, since 1970. `None` if it is unknown.
    pub fn submitted_at(&self) -> Option<Duration> {
        self.submitted_at.map(Duration::from_millis)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Json::encode(self).unwrap_or_default().fmt(f)
    }
}

impl FromStr for Token {
    type Err = Error;

    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorCode::InvalidInput) for a text that is no token.
    fn from_str(text: &str) -> Result<Self, Error> {
        let token = Json::parse(text).and_then(|json| json.decode::<Self>().ok());
        token
            .filter(|token| token.v == VERSION)
            .ok_or_else(|| Error::invalid_input("token", "the JSON text of a job's token"))
    }
}
