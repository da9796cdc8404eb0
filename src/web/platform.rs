//! Requests and pictures: what is easier said in JavaScript, which costs a page a third of the same in WebAssembly.

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen(module = "/src/web/platform.js")]
extern "C" {
    /// The address of the page or worker that this runs in, where there is one.
    pub fn page() -> Option<String>;
    /// A promise of a response's status, text and wait.
    pub fn request(fetch: JsValue, url: &str, init: &Object, limit: f64) -> Promise;
    /// A promise of a picture in base64.
    pub fn picture(source: &JsValue, limit: f64, fetch: JsValue, signal: &AbortSignal) -> Promise;
}

/// Ends a request when it is dropped, which is when nobody waits for its answer any more.
pub struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    /// A controller of its own.
    pub fn new() -> Result<Self, JsValue> {
        AbortController::new().map(Self)
    }

    /// The signal that the request gets.
    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
