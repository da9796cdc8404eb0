//! Requests and pictures: what is easier said in JavaScript, which costs a page a third of the same in WebAssembly.

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen(module = "/src/web/platform.js")]
extern "C" {
    /// The address of the page or worker that this runs in, where there is one.
    pub fn page() -> Option<String>;
    /// The pause that the caller's function wants, after it was seen so, for which this one is planned; at least the longest where
    /// nobody sees the page, or the network is gone.
    pub fn pause(planned: u32, longest: u32, strategy: &JsValue, seen: &JsValue) -> f64;
    /// The `href`, `origin` and `pathname` of an address; undefined if it is none. It may be relative to the page or `base`.
    pub fn locate(address: &str, base: Option<&str>) -> JsValue;
    /// A new object, without the fields that say nothing; 0 says nothing in the `named`, with blanks between.
    pub fn tidy(raw: &JsValue, named: &str) -> Object;
    /// A request's `Headers`, by objects of names and values; undefined where one of them can be none. `auth` sets its own.
    #[wasm_bindgen(catch)]
    pub fn headers(key: &str, auth: &JsValue, own: &Object, more: &Array) -> Result<JsValue, JsValue>;
    /// Whether one task's request may be made for another task too.
    #[wasm_bindgen(js_name = mayShare)]
    pub fn may_share() -> bool;
    /// Calls `hear` when that ends. Gives what stops it.
    pub fn listen(hear: &Closure<dyn FnMut()>) -> Function;
    /// A promise of a response's status, text without the key, wait and length.
    pub fn request(fetch: JsValue, url: &str, init: &Object, limit: f64, key: &str) -> Promise;
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
