//! Reading a body piece by piece, within a limit.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

use super::object::get;

/// Why a body was not read to its end.
pub enum Unread {
    /// It broke off, or is no stream of bytes.
    Broken(JsValue),
    /// It is longer than allowed.
    TooLong,
}

/// Hands every piece of a stream to `each`, up to `limit` bytes in all.
pub async fn read(
    stream: &ReadableStream,
    limit: f64,
    mut each: impl FnMut(&Uint8Array),
) -> Result<(), Unread> {
    // A stream that somebody else is reading throws here.
    let reader = ReadableStreamDefaultReader::new(stream).map_err(Unread::Broken)?;
    let mut length = 0.0;
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(Unread::Broken)?;
        if get(&piece, "done").is_truthy() {
            return Ok(());
        }
        let bytes = get(&piece, "value").dyn_into::<Uint8Array>().map_err(Unread::Broken)?;
        length += f64::from(bytes.byte_length());
        if length > limit {
            // The promise is nobody's business: the stream is not wanted any more.
            let _ = reader.cancel();
            return Err(Unread::TooLong);
        }
        each(&bytes);
    }
}
