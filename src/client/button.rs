//! The buttons of a task.

use crate::platform::Json;

/// A button of a finished task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    custom_id: String,
    label: String,
    emoji: String,
    json: Json,
}

impl Button {
    pub(super) fn read(json: Json) -> Self {
        let text = |key| json.filled(key).unwrap_or_default();
        Self {
            custom_id: text("customId"),
            label: text("label"),
            emoji: text("emoji"),
            json,
        }
    }

    /// Returns what the client sends when it presses the button.
    pub fn custom_id(&self) -> &str {
        &self.custom_id
    }

    /// Returns its label. Empty if it has only an emoji.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns its emoji. Empty if it has none.
    pub fn emoji(&self) -> &str {
        &self.emoji
    }

    /// Returns the whole button, under the gateway's own names.
    pub fn json(&self) -> &Json {
        &self.json
    }
}

/// Its custom ID, which names it wherever a button is wanted.
impl AsRef<str> for Button {
    fn as_ref(&self) -> &str {
        &self.custom_id
    }
}
