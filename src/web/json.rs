//! JSON by the platform's own parser.

use js_sys::{Array, JSON, JsString};
use wasm_bindgen::prelude::*;

use super::object::given;
use crate::gateway::Json;

/// The value of a text; `None` where it is no JSON.
pub fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

/// The text of a value; `None` where it has none (a function, a cycle, a bigint).
pub fn stringify(value: &JsValue) -> Option<JsString> {
    JSON::stringify(value).ok().filter(|text| text.is_string())
}

impl Json for JsValue {
    fn field(&self, key: &str) -> Option<Self> {
        given(self, key)
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.dyn_ref::<Array>().map(|array| array.iter().collect())
    }

    fn is_object(&self) -> bool {
        JsValue::is_object(self) && !Array::is_array(self)
    }

    fn is_true(&self) -> bool {
        *self == JsValue::TRUE
    }
}
