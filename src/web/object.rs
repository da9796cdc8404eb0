//! JavaScript objects by the names of their fields.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// The field `key`; `undefined` where there is none, where there is no object, and where a getter throws.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The field `key` unless it is undefined or null.
pub fn given(object: &JsValue, key: &str) -> Option<JsValue> {
    Some(get(object, key)).filter(is_given)
}

/// Whether a value is neither undefined nor null.
pub fn is_given(value: &JsValue) -> bool {
    !value.is_undefined() && !value.is_null()
}

/// Sets the field `key` of an object of our own.
pub fn set(object: &Object, key: &str, value: impl Into<JsValue>) {
    // Fails for frozen objects only, and ours are not.
    let _ = Reflect::set(object, &key.into(), &value.into());
}

/// The fields of an object as names and values, in their order.
pub fn entries(object: &JsValue) -> Vec<(String, JsValue)> {
    let Some(object) = object.dyn_ref::<Object>() else { return Vec::new() };
    let pairs = Object::entries(object).into_iter().map(|pair| js_sys::Array::from(&pair));
    pairs.filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1)))).collect()
}
