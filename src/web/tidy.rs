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

fn is_one_of(names: &[&str], name: &JsValue) -> bool {
    name.as_string().is_some_and(|name| names.contains(&&*name))
}

/// Copies an object without the top-level fields that mean "not yet", null, an empty string and a time of 0, and
/// without those named in `without`.
pub(super) fn without_empty(object: &JsValue, without: &[&str]) -> Object {
    let empty = JsValue::from("");
    let kept = Array::new();
    for entry in entries(object).unwrap_or_default().iter() {
        let pair = entry.unchecked_ref::<Array>();
        let (name, value) = (pair.get(0), pair.get(1));
        let is_empty = value.loose_eq(&JsValue::NULL)
            || value == empty
            || value.as_f64() == Some(0.0) && is_one_of(&TIMES, &name);
        // Names are read only where some are unwanted, which is rare: each read is a copy.
        let is_unwanted = !without.is_empty() && is_one_of(without, &name);
        if !is_empty && !is_unwanted {
            kept.push(&entry);
        }
    }
    from_entries(&kept)
}
