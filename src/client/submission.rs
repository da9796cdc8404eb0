//! Accepted submits.

use serde::Serialize;

use super::Token;
use crate::platform::Json;

/// The gateway's response to a submit that it accepted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gateway_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) queue_position: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<Json>,
    #[serde(skip)]
    pub(super) token: Token,
}

impl Submission {
    /// Returns the task's ID.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns all IDs: several, where the gateway made several tasks of one submit.
    pub fn ids(&self) -> &[String] {
        match &self.ids {
            Some(ids) => ids,
            None => std::slice::from_ref(&self.id),
        }
    }

    /// Returns the gateway's code: 1 accepted, 22 queued, 21 exists already or waits for a modal. A reseller's response may have none.
    pub fn gateway_code(&self) -> Option<i32> {
        self.gateway_code
    }

    /// Returns the gateway's own words, often Chinese.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns the number of tasks ahead in the queue.
    pub fn queue_position(&self) -> Option<u32> {
        self.queue_position
    }

    /// Returns what else the gateway says.
    pub fn properties(&self) -> Option<&Json> {
        self.properties.as_ref()
    }

    /// Returns the token that finds the task again, for instance in a later request to your Worker.
    pub fn token(&self) -> Token {
        self.token.clone()
    }
}
