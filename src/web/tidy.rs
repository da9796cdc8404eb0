//! The fields of a task that say something.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Throws if a getter of the object throws.
    #[wasm_bindgen(js_namespace = Object, catch)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;
    // Not assignments one by one, which would turn a field `__proto__` into the prototype.
    #[wasm_bindgen(js_namespace = Object, js_name = fromEntries)]
    fn from_entries(entries: &Array) -> Object;
}

/// Times that gateways set to 0 while they are unknown.
const TIMES: [&str; 3] = ["submitTime", "startTime", "finishTime"];

/// Copies an object without the top-level fields that mean "not yet", null, an empty string and a time of 0, and
/// without `imageUrl`, which a task has only once it is resolved.
pub(super) fn without_empty(object: &JsValue) -> Object {
    let (image_url, empty) = (JsValue::from("imageUrl"), JsValue::from(""));
    let kept = Array::new();
    for entry in entries(object).unwrap_or_default().iter() {
        let pair = entry.unchecked_ref::<Array>();
        let (name, value) = (pair.get(0), pair.get(1));
        let is_empty = value.loose_eq(&JsValue::NULL)
            || value == empty
            || value.as_f64() == Some(0.0) && name.as_string().is_some_and(|name| TIMES.contains(&&*name));
        if !is_empty && name != image_url {
            kept.push(&entry);
        }
    }
    from_entries(&kept)
}
