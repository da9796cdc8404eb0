//! Reads of JSON that several decoders need, beyond the platform's own.

use crate::platform::Json;

impl Json {
    /// Returns `true` if the field `key` is there and not null.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.field(key).is_some()
    }

    /// Returns the field `key` if it is a string that is not empty.
    pub(crate) fn filled(&self, key: &str) -> Option<String> {
        self.field(key)?.text().filter(|text| !text.is_empty())
    }
}
