//! Bytes in JavaScript.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::property;

#[wasm_bindgen]
extern "C" {
    /// A `Uint8Array`, with the constructors and methods that may throw.
    #[wasm_bindgen(extends = Uint8Array, js_name = Uint8Array)]
    pub(super) type Bytes;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn of_buffer(buffer: &JsValue, offset: &JsValue, length: f64) -> Result<Bytes, JsValue>;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    pub(super) fn with_length(length: u32) -> Result<Bytes, JsValue>;
    #[wasm_bindgen(method, js_class = "Uint8Array", js_name = set, catch)]
    fn copy_from(this: &Bytes, source: &JsValue, offset: u32) -> Result<(), JsValue>;
    // Copies to wasm memory. `to_vec` of js-sys does too, and links the number formatting of an assertion.
    #[wasm_bindgen(method, js_class = "Uint8Array", js_name = subarray)]
    fn copy_of(this: &Bytes, start: u32, end: u32) -> Vec<u8>;
}

/// Returns the size of an `ArrayBuffer` or of a view. `None` for any other value. They are not recognized by `instanceof`, which fails for
/// those of another realm, as in Jest.
pub(super) fn size(value: &JsValue) -> Option<f64> {
    property::get(value, "byteLength").ok()?.as_f64()
}

impl Bytes {
    /// Views the bytes of a buffer or of another view, without a copy.
    pub fn view(value: &JsValue) -> Result<Self, JsValue> {
        let length = size(value).ok_or_else(|| js_sys::Error::new("not a buffer"))?;
        let buffer = property::get(value, "buffer")?;
        let buffer = if buffer.is_undefined() { value } else { &buffer };
        Self::of_buffer(buffer, &property::get(value, "byteOffset")?, length)
    }

    /// Copies the bytes to wasm memory.
    pub fn to_rust(&self) -> Vec<u8> {
        self.copy_of(0, self.length())
    }

    /// Joins the bytes of an array of views, which are `length` bytes together.
    pub fn join(views: &Array, length: u32) -> Result<Self, JsValue> {
        let first = views.get(0);
        if views.length() == 1 {
            return Ok(first.unchecked_into());
        }
        let joined = Self::with_length(length)?;
        let mut offset = 0;
        for view in views.iter() {
            joined.copy_from(&view, offset)?;
            offset += view.unchecked_ref::<Uint8Array>().length();
        }
        Ok(joined)
    }
}
