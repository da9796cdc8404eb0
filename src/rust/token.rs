//! What is needed to follow a job again, later and elsewhere.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::{Error, Json};
use crate::{
    ErrorCode,
    web::{json, time},
};

/// What [`Midjourney::wait`](super::Midjourney::wait) needs to follow a job again: after a reload, in another Worker, or
/// with the JavaScript package, whose tokens are the same.
///
/// Its text is JSON: `to_string` and `parse` are each other's reverse, and serde's form is the same. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    v: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
    base_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submitted_at: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) modal: bool,
}

/// The version of the form.
const VERSION: u8 = 1;

impl Token {
    /// Of a job that starts now, with this marker.
    pub(super) fn of_submit(base_url: &str, state: Option<String>) -> Self {
        Self {
            v: VERSION,
            id: None,
            state,
            base_url: base_url.into(),
            submitted_at: Some(time::now() as u64),
            modal: false,
        }
    }

    /// Of a task of unknown age.
    pub(super) fn of_task(base_url: &str, id: &str) -> Self {
        Self {
            id: Some(id.into()),
            submitted_at: None,
            ..Self::of_submit(base_url, None)
        }
    }

    /// The task's id. None while the submit is open, and where it ended in doubt.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The marker that went with the submit, by which some gateways can find its task.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The gateway's address as its client was given it.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// When the task was submitted, since 1970; none where nobody knows.
    pub fn submitted_at(&self) -> Option<Duration> {
        self.submitted_at.map(Duration::from_millis)
    }

    pub(super) fn to_js(&self) -> JsValue {
        let value = self.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        value.unwrap_or_default()
    }
}

impl fmt::Display for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(Json::of(&self.to_js()).as_str())
    }
}

impl FromStr for Token {
    type Err = Error;

    /// # Errors
    ///
    /// [`InvalidInput`](ErrorCode::InvalidInput) for a text that is no token.
    fn from_str(text: &str) -> Result<Self, Error> {
        let value = json::parse(text).unwrap_or_default();
        match serde_wasm_bindgen::from_value::<Self>(value) {
            Ok(token) if token.v == VERSION => Ok(token),
            _ => Err(Error::of(
                ErrorCode::InvalidInput,
                "token must be the JSON text of a job's token",
            )
            .field_of("token")),
        }
    }
}
