//! A task as a look shows it.

use std::{fmt, str::FromStr, time::Duration};

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::{Error, Json};
use crate::{
    ErrorCode, Status,
    gateway::task::View,
    web::{
        json,
        object::{get, given, number, text},
    },
};

/// A task as a look shows it: plain data, to be sent, compared and stored.
///
/// What is not known yet is `None`, whether the gateway sent null, an empty text or nothing. What this type has no method
/// for is in [`json`](Self::json), under the gateway's own names.
#[derive(Clone, PartialEq, Eq)]
pub struct Task {
    id: String,
    status: Status,
    progress: u8,
    texts: Texts,
    /// Of the submit, the start and the end.
    times: [Option<u64>; 3],
    queue_position: Option<u32>,
    buttons: Vec<Button>,
    properties: Option<Json>,
    json: Json,
}

/// The texts that a task may have.
#[derive(Clone, Default, PartialEq, Eq)]
struct Texts {
    raw_status: Option<String>,
    action: Option<String>,
    prompt: Option<String>,
    prompt_en: Option<String>,
    description: Option<String>,
    state: Option<String>,
    image_url: Option<String>,
    fail_reason: Option<String>,
    final_prompt: Option<String>,
}

impl Task {
    /// Of the object that `client` makes, or of one that was stored.
    pub(super) fn read(value: &JsValue) -> Result<Self, Error> {
        let view = View::read(value);
        let Some((view, id)) = view.and_then(|mut view| view.id.take().map(|id| (view, id))) else {
            return Err(
                Error::of(ErrorCode::InvalidInput, "task must be the JSON text of a task").field_of("task"),
            );
        };
        let properties = given(value, "properties");
        let time = |name| number(value, name).map(|time| time as u64);
        let field = |name| text(value, name);
        Ok(Self {
            id,
            status: view.status,
            progress: view.progress.unwrap_or(0),
            texts: Texts {
                raw_status: field("rawStatus"),
                action: field("action"),
                prompt: field("prompt"),
                prompt_en: field("promptEn"),
                description: field("description"),
                state: field("state"),
                image_url: field("imageUrl"),
                fail_reason: field("failReason"),
                final_prompt: properties
                    .as_ref()
                    .and_then(|properties| text(properties, "finalPrompt")),
            },
            times: ["submitTime", "startTime", "finishTime"].map(time),
            queue_position: number(value, "queuePosition").map(|position| position as u32),
            buttons: Button::read_all(&get(value, "buttons")),
            properties: properties.map(|properties| Json::of(&properties)),
            json: Json::of(value),
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The gateway's word for a status that this crate does not know.
    pub fn raw_status(&self) -> Option<&str> {
        self.texts.raw_status.as_deref()
    }

    /// 0–100; never goes back within a job, and is 100 only at success.
    pub fn progress(&self) -> u8 {
        self.progress
    }

    /// What was done: `IMAGINE`, `UPSCALE` and so on.
    pub fn action(&self) -> Option<&str> {
        self.texts.action.as_deref()
    }

    /// The prompt as it was given.
    pub fn prompt(&self) -> Option<&str> {
        self.texts.prompt.as_deref()
    }

    /// The prompt in English, where the gateway translates.
    pub fn prompt_en(&self) -> Option<&str> {
        self.texts.prompt_en.as_deref()
    }

    /// The prompt that Midjourney shows; the prompts of a describe, and what a shorten says.
    pub fn final_prompt(&self) -> Option<&str> {
        self.texts.final_prompt.as_deref()
    }

    /// The gateway's own words, often Chinese.
    pub fn description(&self) -> Option<&str> {
        self.texts.description.as_deref()
    }

    /// The marker that went with the submit.
    pub fn state(&self) -> Option<&str> {
        self.texts.state.as_deref()
    }

    /// The picture's absolute address; while the task runs, its latest preview's.
    pub fn image_url(&self) -> Option<&str> {
        self.texts.image_url.as_deref()
    }

    /// Why it failed.
    pub fn fail_reason(&self) -> Option<&str> {
        self.texts.fail_reason.as_deref()
    }

    /// When it was submitted, since 1970, by the gateway's clock.
    pub fn submit_time(&self) -> Option<Duration> {
        self.times[0].map(Duration::from_millis)
    }

    /// When it began to run, since 1970, by the gateway's clock.
    pub fn start_time(&self) -> Option<Duration> {
        self.times[1].map(Duration::from_millis)
    }

    /// When it ended, since 1970, by the gateway's clock.
    pub fn finish_time(&self) -> Option<Duration> {
        self.times[2].map(Duration::from_millis)
    }

    /// How many tasks waited before this one when it was queued.
    pub fn queue_position(&self) -> Option<u32> {
        self.queue_position
    }

    /// The buttons under it, for [`Midjourney::action`](super::Midjourney::action).
    pub fn buttons(&self) -> &[Button] {
        &self.buttons
    }

    /// What else Midjourney says of it.
    pub fn properties(&self) -> Option<&Json> {
        self.properties.as_ref()
    }

    /// All of it, under the gateway's own names: what nobody knows is kept. `json().to_string()` and `parse` store and
    /// restore a task.
    pub fn json(&self) -> &Json {
        &self.json
    }
}

impl FromStr for Task {
    type Err = Error;

    /// # Errors
    ///
    /// [`InvalidInput`](ErrorCode::InvalidInput) for a text that is no task.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(&json::parse(text).unwrap_or_default())
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Task").field(&self.json).finish()
    }
}

/// A button under a finished task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    custom_id: String,
    label: String,
    emoji: String,
    json: Json,
}

impl Button {
    fn read_all(buttons: &JsValue) -> Vec<Self> {
        if !Array::is_array(buttons) {
            return Vec::new();
        }
        let field = |button: &JsValue, name| text(button, name).unwrap_or_default();
        let buttons = Array::from(buttons);
        let read = buttons.iter().map(|button| Self {
            custom_id: field(&button, "customId"),
            label: field(&button, "label"),
            emoji: field(&button, "emoji"),
            json: Json::of(&button),
        });
        read.collect()
    }

    /// What is sent when it is pressed.
    pub fn custom_id(&self) -> &str {
        &self.custom_id
    }

    /// What is written on it; empty where it has only an emoji.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The emoji on it; empty where it has none.
    pub fn emoji(&self) -> &str {
        &self.emoji
    }

    /// All of it, under the gateway's own names.
    pub fn json(&self) -> &Json {
        &self.json
    }
}

/// Its custom id, which names it wherever a button is wanted.
impl AsRef<str> for Button {
    fn as_ref(&self) -> &str {
        &self.custom_id
    }
}
