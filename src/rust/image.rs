//! A picture to send.

use std::fmt;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

/// A picture to send: PNG, JPEG, GIF or WebP, told by its first bytes.
///
/// Made of a [`Blob`] or [`File`], of bytes, or of a text: a `data:` URL, or an `https:` URL, which is downloaded without the
/// key. Whether it is a picture, and no larger than
/// [`max_image_bytes`](super::MidjourneyBuilder::max_image_bytes), is looked at when the job starts, before it submits.
///
/// A blob's bytes never enter the memory of the WebAssembly, which cannot shrink; bytes from Rust are copied out of it at
/// once.
#[derive(Clone)]
pub struct Image(JsValue);

impl Image {
    /// Whatever else the platform can read: an `ArrayBuffer`, a `ReadableStream`, a `Response`, a `URL`.
    pub fn from_js(value: impl Into<JsValue>) -> Self {
        Self(value.into())
    }

    pub(super) fn into_js(self) -> JsValue {
        self.0
    }
}

impl From<Blob> for Image {
    fn from(blob: Blob) -> Self {
        Self(blob.into())
    }
}

impl From<&Blob> for Image {
    fn from(blob: &Blob) -> Self {
        Self(blob.into())
    }
}

impl From<File> for Image {
    fn from(file: File) -> Self {
        Self(file.into())
    }
}

impl From<&File> for Image {
    fn from(file: &File) -> Self {
        Self(file.into())
    }
}

impl From<&[u8]> for Image {
    fn from(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes).into())
    }
}

impl From<Vec<u8>> for Image {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<&Vec<u8>> for Image {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl<const N: usize> From<&[u8; N]> for Image {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<&str> for Image {
    fn from(url: &str) -> Self {
        Self(url.into())
    }
}

impl From<String> for Image {
    fn from(url: String) -> Self {
        Self(url.into())
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Image").finish_non_exhaustive()
    }
}
