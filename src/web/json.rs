//! JSON, parsed by `JSON.parse`.

use std::fmt;

use js_sys::{Array, JSON, Object};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use super::{Cause, Text, property, tidy};

/// A JSON value in JavaScript.
///
/// Integers beyond 2^53, which JavaScript would round, are strings of their exact digits.
///
/// `Display` and `Debug` show the JSON text, and values with the same text are equal.
#[derive(Clone, Default)]
pub struct Json(JsValue);

impl Json {
    /// Parses JSON. `None` if the text is invalid.
    pub fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// Converts a Rust value.
    ///
    /// # Errors
    ///
    /// Values without JSON: an integer beyond 2^53, a map whose keys are no strings.
    pub fn encode(value: &(impl Serialize + ?Sized)) -> Result<Self, Cause> {
        let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
        value.map(Self).map_err(|error| Cause::from_js(error.into()))
    }

    /// Converts to a Rust value.
    ///
    /// # Errors
    ///
    /// The value is not a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Cause> {
        serde_wasm_bindgen::from_value(self.to_js()).map_err(|error| Cause::from_js(error.into()))
    }

    /// Keeps a JavaScript value as it is.
    pub fn from_js(value: JsValue) -> Self {
        Self(value)
    }

    /// Returns the JavaScript value, which is shared, not copied.
    pub fn to_js(&self) -> JsValue {
        self.0.clone()
    }

    /// Returns the JavaScript value.
    #[cfg(feature = "npm")]
    pub(crate) fn into_js(self) -> JsValue {
        self.0
    }

    pub(crate) fn as_js(&self) -> &JsValue {
        &self.0
    }

    /// Returns a field of an object. `None` if the object does not have it itself.
    pub fn get(&self, name: &str) -> Option<Self> {
        let is_own = self.is_object() && Object::has_own(self.0.unchecked_ref::<Object>(), &name.into());
        let value = is_own.then(|| property::get(&self.0, name).ok())??;
        (!value.is_undefined()).then_some(Self(value))
    }

    /// Returns a field of an object. `None` if it is missing, null or undefined, or if its getter throws.
    pub fn field(&self, key: &str) -> Option<Self> {
        let value = property::get(&self.0, key).ok()?;
        (!value.loose_eq(&JsValue::NULL)).then_some(Self(value))
    }

    /// Returns the text of a string.
    pub fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// Returns the value of a number.
    pub fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// Returns the items of an array.
    pub fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(&self.0).then(|| self.0.unchecked_ref::<Array>().iter().map(Self).collect())
    }

    /// Returns `true` for an object that is no array.
    pub fn is_object(&self) -> bool {
        self.0.is_object() && !Array::is_array(&self.0)
    }

    /// Returns `true` for `true`.
    pub fn is_true(&self) -> bool {
        self.0 == JsValue::TRUE
    }

    /// Returns `true` for `false`.
    pub fn is_false(&self) -> bool {
        self.0 == JsValue::FALSE
    }

    /// Returns `true` for `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Returns the JSON text. `None` for a value without one: a function, a cycle, a bigint.
    pub fn stringify(&self) -> Option<Text> {
        let text = JSON::stringify(&self.0).ok()?;
        text.is_string().then(|| Text::new(text))
    }

    /// Returns a new object: the fields of this task without those that mean "not yet", and over them the fields of
    /// `typed`, a struct that skips what it does not have.
    pub fn tidy_with(&self, typed: &impl Serialize, without: &[&str]) -> Self {
        let tidied = tidy::without_empty(self.as_js(), without);
        if let Ok(typed) = Self::encode(typed) {
            Object::assign(&tidied, typed.0.unchecked_ref());
        }
        Self(tidied.into())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.stringify() == other.stringify()
    }
}

impl Eq for Json {}

impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stringify() {
            Some(text) => formatter.write_str(&String::from(text.as_js())),
            None => formatter.write_str("null"),
        }
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Passes the JavaScript value through serde-wasm-bindgen unchanged.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.0, serializer)
    }
}
