//! Bodies of responses, read up to a size limit.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    bytes::{self, Bytes},
    fetch::NOT_A_RESPONSE,
    property, stream,
};
use crate::platform::SendError;

/// Reads the bytes of a body, up to `max_bytes`. The source is a response, or any object with some of its members: a custom `fetch` may
/// resolve with one. `None` if there is neither `body.getReader` nor `arrayBuffer`.
pub(super) async fn read_bytes(source: &JsValue, max_bytes: u32) -> Result<Option<Bytes>, SendError> {
    // Not `body` alone: node-fetch has a Node stream there.
    if let Some(reader) = stream::Reader::of(&property::get(source, "body")?)? {
        return reader.read_all(max_bytes).await.map(Some);
    }
    let Some(buffer) = call(source, "arrayBuffer")? else {
        return Ok(None);
    };
    let buffer = buffer.await?;
    if bytes::size(&buffer) > Some(max_bytes.into()) {
        return Err(SendError::TooLarge);
    }
    Ok(Some(Bytes::view(&buffer)?))
}

/// Reads a body, up to `max_bytes`, as UTF-8.
pub(super) async fn read(source: &JsValue, max_bytes: u32) -> Result<Vec<u8>, SendError> {
    if let Some(bytes) = read_bytes(source, max_bytes).await? {
        return Ok(bytes.to_rust());
    }
    let text = call(source, "text")?.ok_or(NOT_A_RESPONSE)?.await?;
    let text = text.as_string().ok_or(NOT_A_RESPONSE)?;
    if text.len() > max_bytes as usize {
        return Err(SendError::TooLarge);
    }
    Ok(text.into())
}

/// Cancels a body that will not be read, so that the platform closes its connection.
pub(super) fn cancel(source: &JsValue) {
    if let Ok(body) = property::get(source, "body") {
        drop(stream::Reader::of(&body));
    }
}

/// Calls a method if it is one.
fn call(this: &JsValue, name: &str) -> Result<Option<JsFuture>, JsValue> {
    let method = property::get(this, name)?;
    if !method.is_function() {
        return Ok(None);
    }
    let outcome = method.unchecked_ref::<Function>().call0(this)?;
    Ok(Some(Promise::resolve(&outcome).into()))
}
