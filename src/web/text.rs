//! Text that stays in JavaScript.

use std::fmt;

use js_sys::JsString;

/// A JavaScript string, kept outside wasm memory, which cannot shrink: an encoded image, or JSON of the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(JsString);

impl Text {
    pub(super) fn new(text: JsString) -> Self {
        Self(text)
    }

    /// Returns the length, in UTF-16 code units.
    pub fn len(&self) -> u32 {
        self.0.length()
    }

    /// Returns `true` if the text is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies the first `length` UTF-16 code units to wasm memory, or all if there are fewer.
    pub fn start(&self, length: u32) -> String {
        self.0.slice(0, length).into()
    }

    /// Returns the JavaScript string.
    pub fn as_js(&self) -> &JsString {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Text(…)")
    }
}
