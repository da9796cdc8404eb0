//! HTTP requests by `fetch`: the global function, or a custom one.

use js_sys::{Function, JsString, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect};

use super::{Cause, abort::AbortOnDrop, body, global, property};
use crate::platform::{Body, ImageError, Part, Request, Response, SendError};

#[wasm_bindgen]
extern "C" {
    // The global name works in a page, a worker and Node.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;

    // `Headers`, or those of what a custom `fetch` resolves with.
    type AnyHeaders;
    #[wasm_bindgen(method, catch)]
    fn get(this: &AnyHeaders, name: &str) -> Result<JsValue, JsValue>;
}

/// What a custom `fetch` resolved with has not what is read of a response.
pub(super) const NOT_A_RESPONSE: SendError = SendError::NotAResponse(
    "It needs a number as status, headers.get, and one of body.getReader, arrayBuffer and text.",
);

impl From<JsValue> for SendError {
    fn from(thrown: JsValue) -> Self {
        Self::Network(Cause::from_js(thrown))
    }
}

/// Sends a request and reads the whole response. Dropping the future aborts the request.
pub(super) async fn send(custom_fetch: Option<&Function>, request: Request) -> Result<Response, SendError> {
    let abort = AbortOnDrop::new();
    let response = exchange(custom_fetch, &request, &abort).await;
    abort.disarm();
    response
}

async fn exchange(
    custom_fetch: Option<&Function>,
    request: &Request,
    abort: &AbortOnDrop,
) -> Result<Response, SendError> {
    let init = RequestInit::new();
    init.set_method(&request.method);
    init.set_headers(&to_headers(&request.headers)?);
    // A redirect must not carry the API key or a paid submit to another server.
    init.set_redirect(RequestRedirect::Manual);
    // Next.js would cache the first poll of a task for ever.
    if global::has_request_option("cache") {
        init.set_cache(RequestCache::NoStore);
    }
    if let Some(body) = &request.body {
        init.set_body(&to_js_string(body));
    }
    let response = match fetch(custom_fetch, &request.url, &init, abort).await {
        Ok(response) => response,
        // A custom `fetch` may have tried again by itself.
        Err(SendError::Network(cause)) if custom_fetch.is_none() && cause.shows_no_connection() => {
            return Err(SendError::NotConnected(cause));
        }
        Err(error) => return Err(error),
    };
    Ok(Response {
        status: status(&response)?,
        retry_after: header(&response, "retry-after"),
        location: header(&response, "location"),
        body: body::read(&response, request.max_response_bytes).await?,
    })
}

/// Requests an image of another server: without API key, headers and cookies. Fails unless the status is successful.
pub(super) async fn download(
    custom_fetch: Option<&Function>,
    url: &str,
    abort: &AbortOnDrop,
) -> Result<JsValue, ImageError> {
    let init = RequestInit::new();
    if global::has_request_option("credentials") {
        init.set_credentials(RequestCredentials::Omit);
    }
    let response = match fetch(custom_fetch, url, &init, abort).await {
        Err(SendError::Network(cause)) => return Err(ImageError::NoResponse(cause)),
        response => response?,
    };
    let status = status(&response)?;
    if !(200..300).contains(&status) {
        body::cancel(&response);
        return Err(ImageError::Status(status));
    }
    Ok(response)
}

async fn fetch(
    custom_fetch: Option<&Function>,
    url: &str,
    init: &RequestInit,
    abort: &AbortOnDrop,
) -> Result<JsValue, SendError> {
    if let Some(signal) = abort.signal() {
        init.set_signal(Some(&signal));
    }
    let response = match custom_fetch {
        Some(fetch) => fetch.call2(&JsValue::UNDEFINED, &url.into(), init)?,
        None if global::has_fetch() => global_fetch(url, init)?,
        None => return Err(SendError::Unavailable),
    };
    // A custom `fetch` need not return a promise.
    Ok(JsFuture::from(Promise::resolve(&response)).await?)
}

/// Returns the status of a response.
pub(super) fn status(response: &JsValue) -> Result<u16, SendError> {
    let status = property::get(response, "status").ok();
    let status = status.and_then(|status| status.as_f64());
    Ok(status.ok_or(NOT_A_RESPONSE)? as u16)
}

fn header(response: &JsValue, name: &str) -> Option<String> {
    let headers: AnyHeaders = property::get(response, "headers").ok()?.unchecked_into();
    headers.get(name).ok()?.as_string()
}

/// Makes `Headers`, or a plain object where the platform has none.
fn to_headers(headers: &[(String, String)]) -> Result<JsValue, JsValue> {
    let Ok(all) = Headers::new() else {
        let all = Object::new();
        for (name, value) in headers {
            property::set(&all, name, &value.into());
        }
        return Ok(all.into());
    };
    for (name, value) in headers {
        all.set(name, value)?;
    }
    Ok(all.into())
}

/// Joins the parts of a body in JavaScript, so that no image is copied to wasm memory.
fn to_js_string(body: &Body) -> JsString {
    body.0.iter().fold("".into(), |text: JsString, part| match part {
        Part::Written(more) => text.concat(&more.into()),
        Part::Held(more) => text.concat(more.as_js()),
    })
}
