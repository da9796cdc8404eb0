//! JSON by the platform's own parser.

use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;

use super::object;
use crate::gateway::Json;

/// The value of a text; `None` where it is no JSON.
pub fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

/// The text of a value; `None` where it has none (a function, a cycle, a bigint).
#[inline(never)]
pub fn stringify(value: &JsValue) -> Option<JsValue> {
    JSON::stringify(value)
        .ok()
        .map(JsValue::from)
        .filter(JsValue::is_string)
}

impl Json for JsValue {
    fn field(&self, key: &str) -> Option<Self> {
        object::given(self, key)
    }

    fn has(&self, key: &str) -> bool {
        object::is_given(&object::get(self, key))
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        // Not `to_vec`, for which wasm-bindgen writes JavaScript of its own.
        if !Array::is_array(self) {
            return None;
        }
        let array = self.unchecked_ref::<Array>();
        let mut items = Vec::new();
        for item in array.iter() {
            items.push(item);
        }
        Some(items)
    }

    fn is_object(&self) -> bool {
        JsValue::is_object(self) && !Array::is_array(self)
    }

    fn is_true(&self) -> bool {
        *self == JsValue::TRUE
    }
}
