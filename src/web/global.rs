//! The global object, and what it tells about the platform.
//!
//! Its properties are read each time, not once: tests and polyfills replace them.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    /// The global object of a page, a worker or a server.
    #[wasm_bindgen(extends = EventTarget)]
    #[derive(Clone)]
    pub(super) type Global;

    /// The document. `None` outside pages.
    #[wasm_bindgen(method, getter)]
    pub(super) fn document(this: &Global) -> Option<Document>;
    #[wasm_bindgen(extends = EventTarget)]
    pub(super) type Document;
    #[wasm_bindgen(method, getter)]
    fn hidden(this: &Document) -> bool;

    #[wasm_bindgen(method, getter)]
    fn navigator(this: &Global) -> Option<Navigator>;
    type Navigator;
    #[wasm_bindgen(method, getter, js_name = onLine)]
    fn online(this: &Navigator) -> Option<bool>;

    #[wasm_bindgen(method, getter)]
    fn location(this: &Global) -> Option<Location>;
    type Location;
    #[wasm_bindgen(method, getter)]
    fn href(this: &Location) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = WebSocketPair)]
    fn web_socket_pair(this: &Global) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = EdgeRuntime)]
    fn edge_runtime(this: &Global) -> JsValue;

    /// The prototype of requests, whose properties are the options that `fetch` takes. `None` where a polyfill has no
    /// `Request`.
    #[wasm_bindgen(method, getter, js_name = Request)]
    fn request_class(this: &Global) -> Option<RequestClass>;
    type RequestClass;
    #[wasm_bindgen(method, getter)]
    fn prototype(this: &RequestClass) -> JsValue;
}

/// Returns the global object.
pub(super) fn global() -> Global {
    js_sys::global().unchecked_into()
}

/// Returns the URL of the page or worker. `None` on a server.
pub(super) fn page_url() -> Option<String> {
    global().location()?.href().as_string()
}

/// Returns `true` if one request may serve several jobs. Cloudflare Workers and Vercel's edge runtime end a request
/// together with the incoming request that made it, even if other jobs wait for it.
pub(super) fn can_share_requests() -> bool {
    let global = global();
    global.web_socket_pair().is_undefined() && global.edge_runtime().is_undefined()
}

/// Returns `true` if nobody sees the page or the network is gone.
pub(super) fn is_in_background() -> bool {
    let global = global();
    global.document().is_some_and(|document| document.hidden())
        || global.navigator().and_then(|navigator| navigator.online()) == Some(false)
}

/// Returns `true` unless the platform's `Request` lacks an option: older workerd throws on `cache` and `credentials`.
pub(super) fn has_request_option(name: &str) -> bool {
    global()
        .request_class()
        .is_none_or(|request| Reflect::has(&request.prototype(), &name.into()).unwrap_or(true))
}
