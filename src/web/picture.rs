//! Pictures, in whatever form the caller has them, as data URLs.

use js_sys::{Array, Function, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ReadableStream, Response};

use super::{
    http,
    object::get,
    stream::{self, Unread},
};
use crate::gateway::{base64::Encoder, image};

#[wasm_bindgen]
extern "C" {
    /// A `Response` made of anything that can be a body.
    #[wasm_bindgen(js_name = Response)]
    type Wrapped;
    #[wasm_bindgen(constructor, js_class = "Response", catch)]
    fn new(body: &JsValue) -> Result<Wrapped, JsValue>;
}

/// Why something cannot be sent as a picture.
pub enum Unusable {
    /// None of the forms that are taken.
    Form,
    /// Its bytes are no picture.
    Kind,
    /// No bytes.
    Empty,
    /// More bytes than allowed.
    TooLarge,
    /// It could not be read or downloaded.
    Unreadable(JsValue),
}

/// How many bytes enter the wasm memory at once. It can't shrink, so a picture goes through it in pieces; a multiple
/// of three, so that no piece but the last is padded.
const PIECE: u32 = 24_576;

/// The data URL of a `Blob`, `Response`, stream, buffer, `data:` URL or `https:` URL of at most `limit` bytes.
///
/// A download gets neither key nor credentials nor headers of the caller, but goes through the caller's own `fetch`.
pub async fn data_url(source: &JsValue, limit: f64, fetch: Option<&Function>) -> Result<JsString, Unusable> {
    let address = if source.is_string() { source.clone() } else { get(source, "href") };
    if let Ok(address) = address.dyn_into::<JsString>() {
        let start = String::from(address.slice(0, 512));
        if start.starts_with("data:") {
            return checked(&address, &start, limit);
        }
        if !["https:", "http:", "blob:"].iter().any(|scheme| start.starts_with(scheme)) {
            return Err(Unusable::Form);
        }
        let address = String::from(address);
        let request = http::Request { method: "GET", url: &address, headers: None, body: None, fetch };
        let (response, _open) = http::open(&request).await.map_err(Unusable::Unreadable)?;
        if !response.ok() {
            return Err(Unusable::Unreadable(JsValue::UNDEFINED));
        }
        return encode(&response, limit).await;
    }
    if !source.is_object() {
        return Err(Unusable::Form);
    }
    // What is no Response yet is made one: the platform then reads blobs, buffers and streams alike.
    if source.is_instance_of::<Response>() {
        encode(source, limit).await
    } else {
        let response = Wrapped::new(source).map_err(Unusable::Unreadable)?;
        encode(&response, limit).await
    }
}

fn checked(address: &JsString, start: &str, limit: f64) -> Result<JsString, Unusable> {
    let content = start.find(',').map_or(0, |comma| comma as u32 + 1);
    let letters = address.length().saturating_sub(content);
    if letters == 0 {
        return Err(Unusable::Empty);
    }
    if f64::from(letters) / 4.0 * 3.0 > limit + 2.0 {
        return Err(Unusable::TooLarge);
    }
    let (content, kind) = image::data_url(start).ok_or(Unusable::Kind)?;
    Ok(JsString::from(head(kind)).concat(&address.slice(content as u32, address.length())))
}

async fn encode(response: &JsValue, limit: f64) -> Result<JsString, Unusable> {
    let body = get(response, "body").dyn_into::<ReadableStream>().map_err(|_| Unusable::Empty)?;
    let parts = Array::new();
    let mut start = Vec::new();
    let mut encoder = Encoder::default();
    let read = stream::read(&body, limit, |bytes: &Uint8Array| {
        let mut at = 0;
        while at < bytes.length() {
            let piece = bytes.subarray(at, bytes.length().min(at + PIECE)).to_vec();
            if start.len() < image::START {
                start.extend(piece.iter().take(image::START));
            }
            parts.push(&encoder.push(&piece).into());
            at += PIECE;
        }
    });
    read.await.map_err(|unread| match unread {
        Unread::Broken(cause) => Unusable::Unreadable(cause),
        Unread::TooLong => Unusable::TooLarge,
    })?;
    if start.is_empty() {
        return Err(Unusable::Empty);
    }
    let kind = image::mime(&start).ok_or(Unusable::Kind)?;
    parts.unshift(&head(kind).into());
    parts.push(&encoder.finish().into());
    Ok(parts.join(""))
}

fn head(kind: &str) -> String {
    ["data:", kind, ";base64,"].concat()
}
