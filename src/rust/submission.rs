//! The gateway's answer to a submit.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::{Json, Token};
use crate::web::object::{given, number, text};

/// The gateway's answer to a submit: it has taken the task.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    id: String,
    ids: Vec<String>,
    gateway_code: Option<i32>,
    description: Option<String>,
    queue_position: Option<u32>,
    properties: Option<Json>,
    token: Token,
}

impl Submission {
    /// Of what `client` tells of it.
    pub(super) fn read(shown: &JsValue, mut token: Token) -> Self {
        let id = text(shown, "id").unwrap_or_default();
        token.id = Some(id.clone());
        let ids =
            given(shown, "ids").map(|ids| Array::from(&ids).iter().filter_map(|id| id.as_string()).collect());
        Self {
            ids: ids.unwrap_or_else(|| vec![id.clone()]),
            gateway_code: number(shown, "gatewayCode").map(|code| code as i32),
            description: text(shown, "description"),
            queue_position: number(shown, "queuePosition").map(|position| position as u32),
            properties: given(shown, "properties").map(|properties| Json::of(&properties)),
            token,
            id,
        }
    }

    /// The task's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// All ids, where the gateway made several tasks of one submit; else the one.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The gateway's code: 1 accepted, 22 queued, 21 exists already or waits for a modal.
    pub fn gateway_code(&self) -> Option<i32> {
        self.gateway_code
    }

    /// The gateway's own words, often Chinese.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// How many tasks wait before this one.
    pub fn queue_position(&self) -> Option<u32> {
        self.queue_position
    }

    /// What else the gateway says of it.
    pub fn properties(&self) -> Option<&Json> {
        self.properties.as_ref()
    }

    /// What is needed to follow the task, for instance in a later request to your Worker.
    pub fn token(&self) -> Token {
        self.token.clone()
    }
}
