//! Images of every kind, read and encoded as base64 in JavaScript.

use js_sys::{Function, JsString, Reflect, RegExp, Symbol};
use wasm_bindgen::prelude::*;

use super::{
    Cause, Text,
    abort::AbortOnDrop,
    base64, body,
    bytes::{self, Bytes},
    fetch, property,
    stream::Reader,
};
use crate::platform::{ImageError, SendError};

#[wasm_bindgen]
extern "C" {
    type Response;
    #[wasm_bindgen(constructor, catch)]
    fn new(body: &JsValue) -> Result<Response, JsValue>;
}

impl From<JsValue> for ImageError {
    fn from(thrown: JsValue) -> Self {
        Self::Failed(Cause::from_js(thrown))
    }
}

impl From<SendError> for ImageError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::TooLarge => Self::TooLarge,
            SendError::Network(cause) | SendError::NotConnected(cause) => Self::Failed(cause),
            SendError::NotAResponse(_) => Self::Failed(Cause::new("fetch returned no Response")),
            SendError::Unavailable => Self::Failed(Cause::new("fetch is not defined")),
        }
    }
}

/// Reads an image and encodes it as base64. Dropping the future aborts a download and cancels a stream.
pub(super) async fn read(
    custom_fetch: Option<&Function>,
    source: &JsValue,
    max_bytes: u32,
) -> Result<Text, ImageError> {
    // A `URL` has it.
    let href = property::get(source, "href").unwrap_or_default();
    let base64 = match [source, &href].into_iter().find(|value| value.is_string()) {
        Some(url) => read_url(custom_fetch, url.unchecked_ref(), max_bytes).await?,
        None => base64::encode(&read_object(source, max_bytes).await?)?,
    };
    Ok(Text::new(base64))
}

async fn read_url(
    custom_fetch: Option<&Function>,
    url: &JsString,
    max_bytes: u32,
) -> Result<JsString, ImageError> {
    let start = String::from(url.slice(0, 6)).to_ascii_lowercase();
    if start.starts_with("data:") {
        return read_data_url(url, max_bytes);
    }
    if !["https:", "http:", "blob:"]
        .into_iter()
        .any(|scheme| start.starts_with(scheme))
    {
        return Err(ImageError::Unsupported(describe_text(url)));
    }
    let abort = AbortOnDrop::new();
    let bytes = download(custom_fetch, &String::from(url), max_bytes, &abort).await;
    abort.disarm();
    Ok(base64::encode(&bytes?)?)
}

/// Returns what a text is that is none of the URLs.
fn describe_text(text: &JsString) -> &'static str {
    let is_base64 = text.length() > 11 && text.search(&RegExp::new(r"[^\w+/=\s-]", "")) < 0;
    if is_base64 {
        "base64 without a prefix: put data:image/png;base64, before it"
    } else {
        "another text: pass a whole URL, or what the file contains"
    }
}

/// What precedes the base64 of a data URL.
const MARK: &str = ";base64,";

/// Returns the base64 of a data URL.
fn read_data_url(url: &JsString, max_bytes: u32) -> Result<JsString, ImageError> {
    // 0 if there is no comma.
    let start = (url.index_of(",", 0) + 1) as u32;
    let mark = String::from(url.slice(start.saturating_sub(MARK.len() as u32), start));
    if !mark.eq_ignore_ascii_case(MARK) {
        let what = "a data: URL without base64: write data:image/png;base64, and the base64 after it";
        return Err(ImageError::Unsupported(what));
    }
    let base64 = base64::normalize(url.slice(start, url.length()));
    let base64 = base64.ok_or(ImageError::Unsupported(
        "a data: URL whose base64 is damaged: encode the picture again",
    ))?;
    // Four letters are three bytes, of which up to two are padding.
    if f64::from(base64.length()) * 0.75 > f64::from(max_bytes) + 2.0 {
        return Err(ImageError::TooLarge);
    }
    Ok(base64)
}

async fn download(
    custom_fetch: Option<&Function>,
    url: &str,
    max_bytes: u32,
    abort: &AbortOnDrop,
) -> Result<Bytes, ImageError> {
    let response = fetch::download(custom_fetch, url, abort).await?;
    read_object(&response, max_bytes).await
}

async fn read_object(source: &JsValue, max_bytes: u32) -> Result<Bytes, ImageError> {
    if !source.is_object() {
        let is_nothing = source.loose_eq(&JsValue::NULL);
        return Err(ImageError::Unsupported(if is_nothing { "nothing" } else { "" }));
    }
    // The caller's own response, whose body is a text about the failure.
    if property::get(source, "ok").is_ok_and(|is_ok| is_ok == JsValue::FALSE) {
        return Err(ImageError::Status(fetch::status(source)?));
    }
    let buffer_size = bytes::size(source);
    let blob_size = || property::get(source, "size").ok()?.as_f64();
    if buffer_size.or_else(blob_size) > Some(max_bytes.into()) {
        return Err(ImageError::TooLarge);
    }
    if buffer_size.is_some() {
        return Ok(Bytes::view(source)?);
    }
    if let Some(reader) = Reader::of(source)? {
        return Ok(reader.read_all(max_bytes).await?);
    }
    // A `Blob` has `arrayBuffer`, as a response has.
    if let Some(bytes) = body::read_bytes(source, max_bytes).await? {
        return Ok(bytes);
    }
    // Node makes a response of its own streams.
    if Reflect::has(source, &Symbol::async_iterator())? {
        let response = Response::new(source)?;
        if let Some(bytes) = body::read_bytes(&response, max_bytes).await? {
            return Ok(bytes);
        }
    }
    Err(ImageError::Unsupported(describe_object(source)))
}

/// Objects that are taken for images: a property that they have, what they are, and what to pass instead. The first property counts.
const LIKE_IMAGES: [(&str, &str); 17] = [
    ("then", "a promise: await it first"),
    ("toBlob", "a canvas: pass the Blob of canvas.toBlob"),
    ("convertToBlob", "a canvas: pass the Blob of canvas.convertToBlob"),
    ("getFile", "a file handle: pass the File of its getFile"),
    ("originFileObj", "an upload: pass its originFileObj"),
    ("raw", "an upload: pass its raw"),
    ("files", "an input: pass one File of its files"),
    ("src", "an element: pass its src"),
    (
        "width",
        "pixels: draw them on a canvas, and pass the Blob of canvas.toBlob",
    ),
    ("readAsDataURL", "a FileReader: pass the File, or its result"),
    ("url", "an object with a url: pass its url"),
    ("uri", "an object with a uri: pass the Blob of fetch(uri)"),
    ("buffer", "an object with a buffer: pass its buffer"),
    ("data", "an object with data: pass its data"),
    ("path", "an object with a path: pass what that file contains"),
    ("filepath", "an object with a path: pass what that file contains"),
    (
        "length",
        "a list: pass one File of it, or Uint8Array.from(it) of a list of bytes",
    ),
];

/// Returns what an object is that is no image. Empty if it is unknown.
fn describe_object(object: &JsValue) -> &'static str {
    let has = |name| property::get(object, name).is_ok_and(|value| !value.loose_eq(&JsValue::NULL));
    let like = LIKE_IMAGES.into_iter().find(|(name, _)| has(name));
    like.map_or("", |(_, what)| what)
}
