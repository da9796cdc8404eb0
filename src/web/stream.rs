//! Streams of bytes, read up to a size limit.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{bytes::Bytes, property};
use crate::platform::SendError;

#[wasm_bindgen]
extern "C" {
    type StreamReader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &StreamReader) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn cancel(this: &StreamReader) -> Result<JsValue, JsValue>;
}

/// The reader of a stream, which cancels the stream when it is dropped before the end.
pub(super) struct Reader {
    reader: StreamReader,
    is_at_end: bool,
}

impl Reader {
    /// Locks a `ReadableStream`, or any object with its method. `None` if the value is no stream.
    pub fn of(stream: &JsValue) -> Result<Option<Self>, JsValue> {
        let method = property::get(stream, "getReader").unwrap_or_default();
        if !method.is_function() {
            return Ok(None);
        }
        let reader = method.unchecked_ref::<Function>().call0(stream)?;
        Ok(Some(Self {
            reader: reader.unchecked_into(),
            is_at_end: false,
        }))
    }

    /// Reads the stream to its end, or until it exceeds `max_bytes`.
    pub async fn read_all(mut self, max_bytes: u32) -> Result<Bytes, SendError> {
        let views = Array::new();
        let mut length = 0;
        loop {
            let chunk = JsFuture::from(Promise::resolve(&self.reader.read()?)).await?;
            let value = property::get(&chunk, "value")?;
            if value.loose_eq(&JsValue::NULL) {
                self.is_at_end = true;
                return Ok(Bytes::join(&views, length)?);
            }
            let view = Bytes::view(&value)?;
            length = length.saturating_add(view.length());
            if length > max_bytes {
                return Err(SendError::TooLarge);
            }
            views.push(&view);
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.is_at_end {
            return;
        }
        if let Ok(promise) = self.reader.cancel() {
            // The future handles a rejection, which would otherwise be reported as unhandled.
            drop(JsFuture::from(Promise::resolve(&promise)));
        }
    }
}
