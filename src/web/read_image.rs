//! Images of every kind, read and encoded as base64 in JavaScript.

use js_sys::{Function, JsString, Reflect, Symbol};
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
            SendError::Network(cause) => Self::Failed(cause),
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
    let start = String::from(url.slice(0, 6));
    if start.starts_with("data:") {
        return read_data_url(url, max_bytes);
    }
    if !["https:", "http:", "blob:"]
        .into_iter()
        .any(|scheme| start.starts_with(scheme))
    {
        return Err(ImageError::Unsupported);
    }
    let abort = AbortOnDrop::new();
    let bytes = download(custom_fetch, &String::from(url), max_bytes, &abort).await;
    abort.disarm();
    Ok(base64::encode(&bytes?)?)
}

/// What precedes the base64 of a data URL.
const MARK: &str = ";base64,";

/// Returns the base64 of a data URL, as it is.
fn read_data_url(url: &JsString, max_bytes: u32) -> Result<JsString, ImageError> {
    // 0 if there is no comma.
    let start = (url.index_of(",", 0) + 1) as u32;
    if url.slice(start.saturating_sub(MARK.len() as u32), start) != MARK {
        return Err(ImageError::Unsupported);
    }
    let base64 = url.slice(start, url.length());
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
        return Err(ImageError::Unsupported);
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
    Err(ImageError::Unsupported)
}
