//! The task that the caller gets.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Serialize, Serializer};

use super::{Button, Error, Inner};
use crate::{
    gateway::{
        button, path,
        task::{Status, View},
        text::concat,
    },
    platform::Json,
};

/// A task as one poll shows it.
///
/// What is not known yet is `None`, whether the gateway sent null, an empty text or nothing. What this type has no method for is in
/// [`json`](Self::json), under the gateway's own names.
#[derive(Clone)]
pub struct Task {
    id: String,
    status: Status,
    progress: u8,
    image_url: Option<String>,
    json: Json,
}

/// The fields that the client decides. They replace the gateway's.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decided<'a> {
    id: &'a str,
    #[serde(serialize_with = "serialize_status")]
    status: Status,
    progress: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_position: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<&'a str>,
}

fn serialize_status<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.word())
}

/// What a job remembers of earlier polls.
#[derive(Default)]
pub(super) struct Memory {
    /// URL of the latest preview. Gateways may take it back in mid-run.
    pub preview: Option<String>,
    /// Place in the queue, as the submit's response says.
    pub queue_position: Option<u32>,
    /// The task of the last poll.
    pub last: Option<Task>,
}

impl Inner {
    /// Builds a task from the gateway's object. `id` is the requested ID, for gateways that omit it.
    pub(super) fn build_task(
        &self,
        raw: &Json,
        id: &str,
        view: &View,
        progress: u8,
        memory: &mut Memory,
    ) -> Task {
        let raw_status = (view.status == Status::Unknown)
            .then(|| raw.filled("status"))
            .flatten();
        let build = |image_url: Option<&str>| {
            let decided = Decided {
                id: view.id.as_deref().unwrap_or(id),
                status: view.status,
                progress,
                raw_status: raw_status.as_deref(),
                queue_position: memory.queue_position.filter(|_| !view.status.is_final()),
                image_url,
            };
            Task {
                id: decided.id.into(),
                status: view.status,
                progress,
                image_url: image_url.map(Into::into),
                json: raw.tidy_with(&decided),
            }
        };
        let url = raw.filled("imageUrl").and_then(|url| self.image_url(&url));
        let url = match (url, &self.options.image_url) {
            // A rewrite that fails must not lose the image.
            (Some(url), Some(rewrite)) => rewrite(&url, &build(Some(&url))).or(Some(url)),
            (url, _) => url,
        };
        let task = build(url.as_deref().or(memory.preview.as_deref()));
        if url.is_some() {
            memory.preview = url;
        }
        memory.last = Some(task.clone());
        task
    }

    /// Builds the task of a read that no job makes.
    pub(super) fn build_single(&self, raw: &Json, id: &str, view: &View) -> Task {
        self.learned.is_confirmed.set(true);
        let progress = view.progress.unwrap_or(0);
        self.build_task(raw, id, view, progress, &mut Memory::default())
    }

    /// Resolves an image URL, because a relay may send a path. Rejects schemes such as `javascript:`, which would run in a page that
    /// links to the image.
    fn image_url(&self, url: &str) -> Option<String> {
        let base = concat(&[&self.root_url, "/"]);
        let href = self.platform.resolve_url(url, Some(&base))?.href;
        (path::is_http(&href) || href.starts_with("data:image/")).then_some(href)
    }
}

impl Task {
    /// Reads a task that a client made.
    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let view = View::read(json)?;
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
        self.json.filled("failReason")
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
