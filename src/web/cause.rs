//! Errors from outside the client.

use std::fmt;

use wasm_bindgen::prelude::*;

use super::property;

/// What JavaScript code threw, or rejected a promise with, unchanged: any value.
///
/// `Display` shows the message of an `Error`, or the text of a string. `Debug` shows neither, because such a message
/// may quote a header with the API key.
#[derive(Clone)]
pub struct Cause(JsValue);

impl Cause {
    /// Makes an `Error` with this message.
    pub fn new(message: &str) -> Self {
        Self(js_sys::Error::new(message).into())
    }

    /// Keeps a thrown value.
    pub fn from_js(thrown: JsValue) -> Self {
        Self(thrown)
    }

    /// Returns the thrown value.
    pub fn as_js(&self) -> &JsValue {
        &self.0
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of an `Error`, perhaps of another realm, where `instanceof` fails.
        let message = || property::get(&self.0, "message").ok()?.as_string();
        let text = self.0.as_string().or_else(message);
        formatter.write_str(&text.unwrap_or_default())
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}
