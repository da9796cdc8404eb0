//! Images to send.

use std::fmt;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

/// An image to send: PNG, JPEG, GIF or WebP, recognized by its first bytes.
///
/// Made from a [`Blob`] or [`File`], from bytes, or from a string: a `data:` URL, or an `https:` URL, which is downloaded
/// without the API key. The client checks format and size (`max_image_bytes`) when the job starts, before it submits.
///
/// The bytes of a blob never enter wasm memory, which cannot shrink. Bytes from Rust are copied out of it at once.
#[derive(Clone)]
pub struct Image(JsValue);

impl Image {
    /// An image of any other kind that the platform reads: an `ArrayBuffer`, a `ReadableStream`, a `Response`, a `URL`.
    pub fn from_js(value: impl Into<JsValue>) -> Self {
        Self(value.into())
    }

    pub(super) fn as_js(&self) -> &JsValue {
        &self.0
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

impl From<&String> for Image {
    fn from(url: &String) -> Self {
        Self(url.into())
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Image(…)")
    }
}
