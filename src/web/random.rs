//! The one source of randomness.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(bytes: &js_sys::Uint8Array) -> Result<JsValue, JsValue>;
}

/// A number from 0 to 1, for jitter.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}

/// 32 hexadecimal digits that nobody can guess, to find a doubtful submit again; `None` where the platform has no
/// generator for it.
pub fn marker() -> Option<String> {
    let bytes = js_sys::Uint8Array::new_with_length(16);
    get_random_values(&bytes).ok()?;
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    bytes.to_vec().into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
