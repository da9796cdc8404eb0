//! Randomness that nobody can guess.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill(bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// 32 hexadecimal digits; `None` on a platform without `crypto`.
pub fn marker() -> Option<String> {
    let bytes = Uint8Array::new_with_length(16);
    fill(&bytes).ok()?;
    let digits = bytes.to_vec().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(digit.into(), 16)).collect()
}
