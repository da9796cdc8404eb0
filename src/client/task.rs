//! The task that the caller gets.

use std::{fmt, str::FromStr, time::Duration};

use super::{Button, Error};
use crate::{
    gateway::{
        button,
        task::{self, Status, View},
    },
    platform::Json,
};

/// A task as one poll shows it.
///
/// What is not known yet is `None`, whether the gateway sent null, an empty text or nothing. What this type has no method for is in
/// [`json`](Self::json), under the gateway's own names.
#[derive(Clone)]
pub struct Task {
    pub(super) id: String,
    pub(super) status: Status,
    pub(super) progress: u8,
    pub(super) image_url: Option<String>,
    pub(super) json: Json,
}

impl Task {
    /// Reads a task that a client made.
    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let view = View::of_row(json)?;
        Some(Self {
            id: view.id?,
            status: view.status,
            progress: view.progress.unwrap_or(0),
            image_url: json.filled("imageUrl"),
            json: json.clone(),
        })
    }

    fn property(&self, key: &str) -> Option<String> {
        self.properties()?.filled(key)
    }

    fn time(&self, key: &str) -> Option<Duration> {
        let milliseconds = self.json.field(key)?.number()?;
        Some(Duration::from_millis(milliseconds as u64))
    }

    /// Returns its ID.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns its status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Returns the gateway's word for a status that this crate does not know.
    pub fn raw_status(&self) -> Option<String> {
        self.json.filled("rawStatus")
    }

    /// Returns the progress, 0–100. It never decreases within a job, and is 100 only on success.
    pub fn progress(&self) -> u8 {
        self.progress
    }

    /// Returns what makes it: `IMAGINE`, `UPSCALE` and so on.
    pub fn action(&self) -> Option<String> {
        self.json.filled("action")
    }

    /// Returns the prompt as the caller gave it.
    pub fn prompt(&self) -> Option<String> {
        self.json.filled("prompt")
    }

    /// Returns the prompt in English, where the gateway translates.
    pub fn prompt_en(&self) -> Option<String> {
        self.json.filled("promptEn")
    }

    /// Returns the prompt that Midjourney shows. For a describe its prompts, for a shorten its analysis.
    pub fn final_prompt(&self) -> Option<String> {
        self.property("finalPrompt")
    }

    /// Returns the gateway's own words, often Chinese.
    pub fn description(&self) -> Option<String> {
        self.json.filled("description")
    }

    /// Returns the marker that was sent with the submit.
    pub fn state(&self) -> Option<String> {
        self.json.filled("state")
    }

    /// Returns the absolute URL of the image. While the task runs, the URL of its latest preview.
    pub fn image_url(&self) -> Option<&str> {
        self.image_url.as_deref()
    }

    /// Returns why it failed.
    pub fn fail_reason(&self) -> Option<String> {
        task::fail_reason(&self.json)
    }

    /// Returns the time of the submit, since 1970, by the gateway's clock.
    pub fn submit_time(&self) -> Option<Duration> {
        self.time("submitTime")
    }

    /// Returns the time at which it started, since 1970, by the gateway's clock.
    pub fn start_time(&self) -> Option<Duration> {
        self.time("startTime")
    }

    /// Returns the time at which it ended, since 1970, by the gateway's clock.
    pub fn finish_time(&self) -> Option<Duration> {
        self.time("finishTime")
    }

    /// Returns the number of tasks ahead of it when the gateway queued it.
    pub fn queue_position(&self) -> Option<u32> {
        let position = self.json.field("queuePosition")?.number()?;
        Some(position as u32)
    }

    /// Returns its buttons, for [`Midjourney::action`](super::Midjourney::action).
    pub fn buttons(&self) -> Vec<Button> {
        button::list(&self.json)
            .unwrap_or_default()
            .into_iter()
            .map(Button::read)
            .collect()
    }

    /// Returns what else the gateway knows of it.
    pub fn properties(&self) -> Option<Json> {
        self.json.field("properties")
    }

    /// Returns the whole task, under the gateway's own names and with unknown fields. `json().to_string()` and `parse` store and restore
    /// a task.
    pub fn json(&self) -> &Json {
        &self.json
    }
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl Eq for Task {}

impl FromStr for Task {
    type Err = Error;

    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorCode::InvalidInput) for a text that is no task.
    fn from_str(text: &str) -> Result<Self, Error> {
        Json::parse(text)
            .and_then(|json| Self::from_json(&json))
            .ok_or_else(|| Error::invalid_input("task", "the JSON text of a task"))
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.json).finish()
    }
}
