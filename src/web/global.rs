//! The global object, and what it tells about the platform.
//!
//! Its properties are read each time, not once: tests and polyfills replace them.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::property;

/// Returns a property of an object. Undefined if the object has none, or is none.
fn of(object: &JsValue, name: &str) -> JsValue {
    property::get(object, name).unwrap_or_default()
}

/// Returns a property of the global object of a page, a worker or a server.
fn global(name: &str) -> JsValue {
    of(&js_sys::global(), name)
}

/// Returns the document. Undefined outside pages.
pub(super) fn document() -> JsValue {
    global("document")
}
/// Returns the URL of the page or worker. `None` on a server.
pub(super) fn page_url() -> Option<String> {
    of(&global("location"), "href").as_string()
}

/// Returns `true` if the platform has `fetch`, as jsdom has not.
pub(super) fn has_fetch() -> bool {
    global("fetch").is_function()
}

/// Returns `true` if one request may serve several jobs. Cloudflare Workers and Vercel's edge runtime end a request
/// together with the incoming request that made it, even if other jobs wait for it.
pub(super) fn can_share_requests() -> bool {
    global("WebSocketPair").is_undefined() && global("EdgeRuntime").is_undefined()
}

/// Returns `true` if nobody sees the page or the network is gone.
pub(super) fn is_in_background() -> bool {
    of(&document(), "hidden") == JsValue::TRUE || of(&global("navigator"), "onLine") == JsValue::FALSE
}

/// Returns `true` unless the platform's `Request` lacks an option: older workerd throws on `cache` and `credentials`.
pub(super) fn has_request_option(name: &str) -> bool {
    // The prototype of requests has the options that `fetch` takes. A polyfill may have no `Request`.
    let prototype = of(&global("Request"), "prototype");
    Reflect::has(&prototype, &name.into()).unwrap_or(true)
}
