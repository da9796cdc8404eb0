//! Errors from outside the client.

use std::fmt;

use js_sys::Array;
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

    /// Returns `true` if what `fetch` threw proves that no connection was made: Node names the system call that failed. A timeout
    /// proves nothing, because it also comes after sending.
    pub(super) fn shows_no_connection(&self) -> bool {
        let cause = property::get(&self.0, "cause").unwrap_or_default();
        match property::get(&cause, "errors") {
            // An `AggregateError`: one for each address of the host.
            Ok(errors) if Array::is_array(&errors) => {
                let errors: Array = errors.unchecked_into();
                errors.length() > 0 && errors.iter().all(|error| is_of_connecting(&error))
            }
            _ => is_of_connecting(&cause),
        }
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

/// Certificates that were not accepted, by the codes of Node beside those that begin with `CERT_`.
const CERTIFICATES: [&str; 6] = [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

fn is_of_connecting(error: &JsValue) -> bool {
    let text = |name| property::get(error, name).ok()?.as_string();
    let code = text("code").unwrap_or_default();
    match text("syscall").as_deref() {
        Some("connect" | "getaddrinfo") => code != "ETIMEDOUT",
        _ => code.starts_with("CERT_") || CERTIFICATES.contains(&code.as_str()),
    }
}
