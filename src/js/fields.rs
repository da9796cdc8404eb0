//! Typed reads of the plain objects that `pkg/` makes of options and arguments.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::platform::Json;

/// An object of `pkg/`. A missing field, null and undefined are the same.
pub(super) struct Fields(Json);

impl Fields {
    /// Reads from an object.
    pub fn of(object: JsValue) -> Self {
        Self(Json::from_js(object))
    }

    /// Returns any value. Undefined if it is missing.
    pub fn value(&self, name: &str) -> JsValue {
        self.given(name).unwrap_or_default()
    }

    /// Returns any value that is given.
    pub fn given(&self, name: &str) -> Option<JsValue> {
        self.0.field(name).map(Json::into_js)
    }

    /// Returns a text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.given(name)?.as_string()
    }

    /// Returns a whole number.
    pub fn number(&self, name: &str) -> Option<u32> {
        Some(self.given(name)?.as_f64()? as u32)
    }

    /// Returns `true` for `true`.
    pub fn is_true(&self, name: &str) -> bool {
        self.value(name) == JsValue::TRUE
    }

    /// Returns a function.
    pub fn function(&self, name: &str) -> Option<Function> {
        self.given(name)?.dyn_into().ok()
    }

    /// Returns an array.
    pub fn array(&self, name: &str) -> Option<Array> {
        let value = self.given(name)?;
        Array::is_array(&value).then(|| value.unchecked_into())
    }

    /// Returns the fields of an object in a field.
    pub fn object(&self, name: &str) -> Fields {
        Self::of(self.value(name))
    }
}
