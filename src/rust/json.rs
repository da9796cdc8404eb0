//! JSON whose shape this crate does not know.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use super::Error;
use crate::{
    ErrorCode,
    web::{json, object},
};

/// A JSON value, kept as its text: plain data that can be sent, compared and stored.
///
/// Integers beyond 2^53, which JavaScript would round, are strings of their exact digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Json(String);

impl Json {
    /// The JSON of a value of yours.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](ErrorCode::InvalidInput) where it has none: an integer beyond 2^53, a key that is no text.
    pub fn encode(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let value = value
            .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
            .map_err(|cause| {
                Error::of(ErrorCode::InvalidInput, "A value has no JSON").caused(cause.to_string())
            })?;
        Ok(Self::of(&value))
    }

    /// The value as a type of yours.
    ///
    /// # Errors
    ///
    /// [`BadResponse`](ErrorCode::BadResponse) where it is none.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_wasm_bindgen::from_value(self.to_js()).map_err(|cause| {
            Error::of(
                ErrorCode::BadResponse,
                "A JSON value is not of the type that is asked for",
            )
            .caused(cause.to_string())
        })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// It as a value of JavaScript's.
    pub fn to_js(&self) -> JsValue {
        json::parse(&self.0).unwrap_or_default()
    }

    /// The field of that name, where it is an object that has one.
    pub fn get(&self, name: &str) -> Option<Self> {
        // What an object inherits is no JSON.
        let text = json::stringify(&object::get(&self.to_js(), name))?;
        text.as_string().map(Self)
    }

    /// The JSON of a value that came from JSON; `null` for anything that has none.
    pub(super) fn of(value: &JsValue) -> Self {
        let text = json::stringify(value).and_then(|text| text.as_string());
        Self(text.unwrap_or_else(|| "null".into()))
    }
}

impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
