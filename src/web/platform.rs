//! Requests and pictures: what is easier said in JavaScript, which costs a page a third of the same in WebAssembly.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/web/platform.js")]
extern "C" {
    /// Where a request to an address is made: 0 on a server, 1 in a page or worker, and 2 in one that may not make it.
    pub fn place(address: &str) -> u32;
    /// The pause that the caller's function wants, after it was seen so, for which this one is planned; at least the longest where
    /// nobody sees the page, or the network is gone.
    pub fn pause(planned: u32, longest: u32, strategy: &JsValue, seen: &JsValue) -> f64;
    /// The `href`, `origin` and `pathname` of an address; undefined if it is none. It may be relative to the page or `base`.
    pub fn locate(address: &str, base: Option<&str>) -> JsValue;
    /// A new object, without the fields of a task that say nothing.
    pub fn tidy(raw: &JsValue) -> Object;
    /// A request's `Headers`, by objects of names and values, the later ones stronger; undefined where one of them can be none. `auth`
    /// sets its own.
    #[wasm_bindgen(catch)]
    pub fn headers(
        key: &str,
        auth: &JsValue,
        own: &Object,
        of_client: &JsValue,
        of_call: &JsValue,
    ) -> Result<JsValue, JsValue>;
    /// Whether one task's request may be made for another task too.
    #[wasm_bindgen(js_name = mayShare)]
    pub fn may_share() -> bool;
    /// Calls `hear` when that ends. Gives what stops it.
    pub fn listen(hear: &Closure<dyn FnMut()>) -> Function;
    /// Calls `hear` with what a promise comes to and true, or with why it is rejected and false.
    pub fn settle(promise: &JsValue, hear: &Heard);
    /// A promise of a response's status, text without the key, wait and length.
    pub fn request(fetch: JsValue, url: &str, init: &Object, limit: f64, key: &str) -> JsValue;
    /// A promise of a picture in base64.
    pub fn picture(source: &JsValue, limit: f64, fetch: JsValue, signal: &AbortSignal) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    // As web-sys has it, but for what it cannot throw.
    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> AbortSignal;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);
}

/// Hears how a promise ends.
pub type Heard = Closure<dyn FnMut(JsValue, bool)>;

/// Ends a request when it is dropped, which is when nobody waits for its answer any more.
pub struct AbortOnDrop {
    controller: AbortController,
    is_over: bool,
}

impl AbortOnDrop {
    /// A controller of its own.
    pub fn new() -> Self {
        Self {
            controller: AbortController::new(),
            is_over: false,
        }
    }

    /// The signal that the request gets.
    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// The request has ended by itself: to abort it all the same would make an error that nobody sees.
    pub fn disarm(mut self) {
        self.is_over = true;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.is_over {
            self.controller.abort();
        }
    }
}
