//! The fields of a task that only Rust programs read.

use std::time::Duration;

use crate::platform::Json;

/// The fields of a task.
#[derive(Clone, Default)]
pub(super) struct Fields {
    pub raw_status: Option<String>,
    pub action: Option<String>,
    pub prompt: Option<String>,
    pub prompt_en: Option<String>,
    pub description: Option<String>,
    pub state: Option<String>,
    pub fail_reason: Option<String>,
    pub final_prompt: Option<String>,
    pub submit_time: Option<Duration>,
    pub start_time: Option<Duration>,
    pub finish_time: Option<Duration>,
    pub queue_position: Option<u32>,
    pub buttons: Vec<Button>,
    pub properties: Option<Json>,
}

impl Fields {
    /// Reads the fields of a task's object.
    pub fn read(json: &Json) -> Self {
        let time = |key| Some(Duration::from_millis(json.field(key)?.number()? as u64));
        let properties = json.field("properties");
        Self {
            raw_status: json.filled("rawStatus"),
            action: json.filled("action"),
            prompt: json.filled("prompt"),
            prompt_en: json.filled("promptEn"),
            description: json.filled("description"),
            state: json.filled("state"),
            fail_reason: json.filled("failReason"),
            final_prompt: properties
                .as_ref()
                .and_then(|properties| properties.filled("finalPrompt")),
            submit_time: time("submitTime"),
            start_time: time("startTime"),
            finish_time: time("finishTime"),
            queue_position: json
                .field("queuePosition")
                .and_then(|position| position.number())
                .map(|position| position as u32),
            buttons: json
                .field("buttons")
                .and_then(|buttons| buttons.items())
                .unwrap_or_default()
                .into_iter()
                .map(Button::read)
                .collect(),
            properties,
        }
    }
}

/// A button of a finished task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    custom_id: String,
    label: String,
    emoji: String,
    json: Json,
}

impl Button {
    fn read(json: Json) -> Self {
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
