//! Base64: encoded by the fastest encoder that the platform has, and made right where others wrote it.

use js_sys::{JsString, RegExp, Uint8Array};
use wasm_bindgen::prelude::*;

use super::bytes::Bytes;

#[wasm_bindgen]
extern "C" {
    // Chrome 140, Firefox 133 and Safari 18.2 have it. It throws where it is missing, as do the next two.
    #[wasm_bindgen(method, js_name = toBase64, catch)]
    fn to_base64(this: &Bytes) -> Result<JsString, JsValue>;

    // Node has it. Named as a property of the global object, because bundlers add a copy of `Buffer` to a page whose
    // code names it alone.
    type NodeBuffer;
    #[wasm_bindgen(js_namespace = ["globalThis", "Buffer"], js_name = from, catch)]
    fn node_buffer(bytes: &Bytes) -> Result<NodeBuffer, JsValue>;
    #[wasm_bindgen(method, js_name = toString, catch)]
    fn to_text(this: &NodeBuffer, encoding: &str) -> Result<JsString, JsValue>;

    // Every other platform has these. `apply`, because spread arguments are passed one by one.
    #[wasm_bindgen(js_namespace = ["String", "fromCharCode"], js_name = apply)]
    fn from_char_codes(this: &JsValue, codes: &Uint8Array) -> JsString;
    #[wasm_bindgen(catch)]
    fn btoa(binary: &JsString) -> Result<JsString, JsValue>;
}

/// Bytes to encode at a time by `btoa`. Engines limit the number of arguments, and each byte is one. A multiple of
/// three, so that only the last chunk is padded.
const CHUNK_BYTES: u32 = 3 << 13;

/// Encodes bytes as base64.
pub(super) fn encode(bytes: &Bytes) -> Result<JsString, JsValue> {
    bytes
        .to_base64()
        .or_else(|_| node_buffer(bytes)?.to_text("base64"))
        .or_else(|_| encode_in_chunks(bytes))
}

/// Changes to the base64 of a data URL, in their order: no blanks and line breaks, also percent-encoded; the letters `+`, `/` and `=` for those that URLs
/// have; no padding. Each pattern passes over the text once.
const CHANGES: [(&str, &str); 5] = [
    (r"\s|%20|%0[AD]", ""),
    ("-|%2B", "+"),
    ("_|%2F", "/"),
    ("%3D", "="),
    ("={1,2}$", ""),
];

/// Returns base64 as [`encode`] writes it. `None` for a text that is no base64.
pub(super) fn normalize(text: JsString) -> Option<JsString> {
    let letters = CHANGES.into_iter().fold(text, |text, (pattern, letter)| {
        text.replace_by_pattern(&RegExp::new(pattern, "gi"), letter)
    });
    let length = letters.length();
    let is_base64 = length % 4 != 1 && letters.search(&RegExp::new(r"[^\w+/]", "")) < 0;
    is_base64.then(|| letters.pad_end(length.div_ceil(4) * 4, "="))
}

fn encode_in_chunks(bytes: &Bytes) -> Result<JsString, JsValue> {
    let mut base64 = JsString::from("");
    let mut start = 0;
    while start < bytes.length() {
        let end = (start + CHUNK_BYTES).min(bytes.length());
        let binary = from_char_codes(&JsValue::NULL, &bytes.subarray(start, end));
        base64 = base64.concat(&btoa(&binary)?.into());
        start = end;
    }
    Ok(base64)
}
