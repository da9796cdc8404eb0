//! JavaScript values, by the names of their fields.

use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // The keys are texts of ours, which need not become JavaScript values of their own.
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(object: &JsValue, key: &str) -> Result<JsValue, JsValue>;
    // Fails for frozen objects only, and never throws for an object.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn reflect_set(object: &JsValue, key: &str, value: &JsValue);
}

/// The field `key`; `undefined` where there is none, where there is no object, and where a getter throws.
#[inline(never)]
pub fn get(object: &JsValue, key: &str) -> JsValue {
    reflect_get(object, key).unwrap_or_default()
}

/// The field `key` unless it is undefined or null.
#[inline(never)]
pub fn given(object: &JsValue, key: &str) -> Option<JsValue> {
    Some(get(object, key)).filter(is_given)
}

/// The text of the field `key`, if it is one.
#[inline(never)]
pub fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// The number of the field `key`, if it is one.
#[inline(never)]
pub fn number(object: &JsValue, key: &str) -> Option<f64> {
    get(object, key).as_f64()
}

/// Whether a value is neither undefined nor null.
#[inline(never)]
pub fn is_given(value: &JsValue) -> bool {
    !value.loose_eq(&JsValue::NULL)
}

/// Sets the field `key` of an object of our own.
#[inline(never)]
pub fn set(object: &Object, key: &str, value: &JsValue) {
    reflect_set(object, key, value);
}

/// Sets the field `key` of an object of our own to a text.
#[inline(never)]
pub fn set_text(object: &Object, key: &str, value: &str) {
    set(object, key, &JsValue::from_str(value));
}
