//! Properties of objects, by their names.
//!
//! Not typed getters: each would be an import of its own, which a page downloads.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // js-sys wants the key as a JavaScript value, which would have to be made first.
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect)]
    pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) -> bool;
}

/// Returns a property. Undefined for a value that is no object. Fails if its getter throws.
pub(super) fn get(value: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    // `Reflect.get` would throw, and wasm-bindgen leaks a slot of its table for each exception of an import that returns a value.
    if value.is_object() || value.is_function() {
        reflect_get(value, name)
    } else {
        Ok(JsValue::UNDEFINED)
    }
}
