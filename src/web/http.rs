//! The only call of `fetch`: a request in, a status and a text out.

use js_sys::{Date, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStream, Response};

use super::{
    abort::AbortOnDrop,
    clock,
    object::{get, set},
    race::{Either, race},
    sleep::sleep,
    stream::{self, Unread},
};

#[wasm_bindgen]
extern "C" {
    // The global itself, not a window's: the same in pages, workers and servers.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &Object) -> Result<Promise, JsValue>;
}

/// One request.
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// The absolute address.
    pub url: &'a str,
    /// The headers; `None` for a foreign server, which also gets no credentials.
    pub headers: Option<&'a Headers>,
    /// The body, a text.
    pub body: Option<&'a JsValue>,
    /// The caller's own `fetch`.
    pub fetch: Option<&'a Function>,
}

/// An answer, read to its end.
pub struct Answer {
    /// The HTTP status; 0 for the redirect that a page may not see.
    pub status: u16,
    /// The body.
    pub text: String,
    /// How long the server asks to wait, in milliseconds.
    pub retry_after: Option<f64>,
    /// Where a redirect leads to.
    pub location: Option<String>,
}

/// Why there is no answer.
pub enum Failure {
    /// No answer, or it broke off. A rejection of `fetch` that we did not cause is a network error, whatever its words.
    Network(JsValue),
    /// It took too long.
    Timeout,
    /// It is longer than allowed.
    TooLong,
}

/// Sends a request and reads its answer, both within `timeout` milliseconds. Dropping the future ends the request.
pub async fn send(request: &Request<'_>, timeout: u32, limit: f64) -> Result<Answer, Failure> {
    let work = async {
        let (response, _open) = open(request).await.map_err(Failure::Network)?;
        let header = |name| get_header(&response, name);
        Ok(Answer {
            status: response.status(),
            retry_after: header("retry-after").and_then(|value| wait(&value)),
            location: header("location"),
            text: text(&response, limit).await.map_err(|unread| match unread {
                Unread::Broken(cause) => Failure::Network(cause),
                Unread::TooLong => Failure::TooLong,
            })?,
        })
    };
    match race(work, sleep(timeout)).await {
        Either::First(answer) => answer,
        Either::Second(()) => Err(Failure::Timeout),
    }
}

/// Sends a request; the answer's body is still to be read, and ends when the second value is dropped.
pub async fn open(request: &Request<'_>) -> Result<(Response, Option<AbortOnDrop>), JsValue> {
    let init = Object::new();
    let abort = AbortOnDrop::new();
    set(&init, "method", request.method);
    if let Some(abort) = &abort {
        set(&init, "signal", abort.signal());
    }
    match request.headers {
        Some(headers) => {
            set(&init, "headers", headers);
            // A redirect must not carry a key or a paid submit to another place.
            set(&init, "redirect", "manual");
        }
        None => set_where_supported(&init, "credentials", "omit"),
    }
    match request.body {
        Some(body) => set(&init, "body", body),
        // Next.js would serve the first look at a task again and again.
        None => set_where_supported(&init, "cache", "no-store"),
    }
    let promise = match request.fetch {
        Some(fetch) => Promise::resolve(&fetch.call2(&JsValue::UNDEFINED, &request.url.into(), &init)?),
        None => global_fetch(request.url, &init)?,
    };
    let response = JsFuture::from(promise).await?;
    // A caller's own `fetch` may give a look-alike of another realm.
    Ok((response.unchecked_into(), abort))
}

/// workerd throws on the options of `fetch` that it does not have.
fn set_where_supported(init: &Object, option: &str, value: &str) {
    let prototype = get(&get(&js_sys::global(), "Request"), "prototype");
    if js_sys::Reflect::has(&prototype, &option.into()).unwrap_or(false) {
        set(init, option, value);
    }
}

fn get_header(response: &Response, name: &str) -> Option<String> {
    get(response, "headers").dyn_into::<Headers>().ok()?.get(name).ok()?
}

/// `Retry-After` in milliseconds, from seconds or from a date.
fn wait(value: &str) -> Option<f64> {
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = value.bytes().map(|byte| f64::from(byte - b'0'));
        return Some(1_000.0 * digits.fold(0.0, |seconds, digit| seconds * 10.0 + digit));
    }
    Some(Date::parse(value) - clock::now()).filter(|wait| wait.is_finite())
}

async fn text(response: &Response, limit: f64) -> Result<String, Unread> {
    let Ok(body) = get(response, "body").dyn_into::<ReadableStream>() else { return Ok(String::new()) };
    let mut bytes = Vec::new();
    stream::read(&body, limit, |piece| bytes.extend(piece.to_vec())).await?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}
