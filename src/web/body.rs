//! Bodies of responses, read up to a size limit.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    bytes::{self, Bytes},
    stream,
};
use crate::platform::SendError;

#[wasm_bindgen]
extern "C" {
    // A response, or any object with some of its members: a custom `fetch` may resolve with one.
    type HasBody;
    #[wasm_bindgen(method, getter, catch)]
    fn body(this: &HasBody) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, js_name = arrayBuffer, catch)]
    fn array_buffer(this: &HasBody) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn text(this: &HasBody) -> Result<JsValue, JsValue>;
}

/// Reads the bytes of a body, up to `max_bytes`. `None` if there is neither `body.getReader` nor `arrayBuffer`.
pub(super) async fn read_bytes(source: &JsValue, max_bytes: u32) -> Result<Option<Bytes>, SendError> {
    let source = source.unchecked_ref::<HasBody>();
    // Not `body` alone: node-fetch has a Node stream there.
    if let Some(reader) = stream::Reader::of(&source.body()?)? {
        return reader.read_all(max_bytes).await.map(Some);
    }
    let Some(buffer) = call(source, source.array_buffer()?)? else {
        return Ok(None);
    };
    let buffer = buffer.await?;
    if bytes::size(&buffer) > Some(max_bytes.into()) {
        return Err(SendError::TooLarge);
    }
    Ok(Some(Bytes::view(&buffer)?))
}

/// Reads a body, up to `max_bytes`, as UTF-8. Empty if the object has no member that reads it.
pub(super) async fn read(source: &JsValue, max_bytes: u32) -> Result<Vec<u8>, SendError> {
    if let Some(bytes) = read_bytes(source, max_bytes).await? {
        return Ok(bytes.to_rust());
    }
    let source = source.unchecked_ref::<HasBody>();
    let text = match call(source, source.text()?)? {
        Some(text) => text.await?.as_string().unwrap_or_default(),
        None => String::new(),
    };
    if text.len() > max_bytes as usize {
        return Err(SendError::TooLarge);
    }
    Ok(text.into())
}

/// Cancels a body that will not be read, so that the platform closes its connection.
pub(super) fn cancel(source: &JsValue) {
    if let Ok(body) = source.unchecked_ref::<HasBody>().body() {
        drop(stream::Reader::of(&body));
    }
}

/// Calls a method if it is one.
fn call(this: &JsValue, method: JsValue) -> Result<Option<JsFuture>, JsValue> {
    if !method.is_function() {
        return Ok(None);
    }
    let outcome = method.unchecked_ref::<Function>().call0(this)?;
    Ok(Some(Promise::resolve(&outcome).into()))
}
