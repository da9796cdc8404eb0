//! From the gateway's object to the task that the caller gets.

use serde::{Serialize, Serializer};

use super::{Inner, Task};
use crate::{
    gateway::{
        button, path,
        task::{self, Status, View},
        text::concat,
    },
    platform::Json,
};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    image_urls: Option<&'a [Json]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video_urls: Option<&'a [Json]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buttons: Option<&'a [Json]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_reason: Option<&'a str>,
}

/// The URLs of what a task made, as the caller gets them.
#[derive(Default)]
struct Urls {
    image: Option<String>,
    images: Option<Vec<Json>>,
    thumbnail: Option<String>,
    video: Option<String>,
    videos: Option<Vec<Json>>,
    /// Names of those that cannot be used.
    rejected: Vec<&'static str>,
}

/// An item of a list of images or videos.
#[derive(Serialize)]
struct Item<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail: Option<&'a str>,
}

impl Urls {
    /// Reads a task's. `show` makes a URL what the caller gets, or `None` if it cannot be used.
    fn read(task: &Json, show: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut rejected = Vec::new();
        let mut one = |key: &'static str| {
            let url = task.field(key)?.text();
            let shown = url.filter(|url| !url.is_empty()).and_then(|url| show(&url));
            if shown.is_none() {
                rejected.push(key);
            }
            shown
        };
        let list = |key: &str| {
            let items = task.field(key)?.items()?;
            Some(items.iter().filter_map(|item| shown(item, show)).collect())
        };
        Self {
            image: one("imageUrl"),
            thumbnail: one("thumbnailUrl"),
            video: one("videoUrl"),
            images: list("imageUrls"),
            videos: list("videoUrls"),
            rejected,
        }
    }
}

/// Shows an item of a list: a URL, or an object with `url` and perhaps `thumbnail`.
fn shown(item: &Json, show: &dyn Fn(&str) -> Option<String>) -> Option<Json> {
    if let Some(url) = item.text() {
        return Json::encode(&show(&url)?).ok();
    }
    let url = show(&item.filled("url")?)?;
    let thumbnail = item.filled("thumbnail").and_then(|url| show(&url));
    Some(item.tidy_with(
        &Item {
            url: &url,
            thumbnail: thumbnail.as_deref(),
        },
        &["thumbnail"],
    ))
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
        let is_foreign = view.status == Status::Unknown || view.claimed.is_some();
        let raw_status = is_foreign.then(|| raw.filled("status")).flatten();
        // Some gateways send the list of buttons as a text, and the reason as an object.
        let has_text = raw.field("buttons").is_some_and(|given| given.text().is_some());
        let buttons = if has_text { button::list(raw) } else { None };
        let has_failed = view.status == Status::Failure;
        let fail_reason = if has_failed { task::fail_reason(raw) } else { None };
        let build = |urls: &Urls| {
            // Gateways take a preview back in mid-run. A finished task never shows it as its image.
            let preview = memory.preview.as_deref().filter(|_| !view.status.is_final());
            let image_url = urls.image.as_deref().or(preview);
            let decided = Decided {
                id: view.id.as_deref().unwrap_or(id),
                status: view.status,
                progress,
                raw_status: raw_status.as_deref(),
                queue_position: memory.queue_position.filter(|_| !view.status.is_final()),
                image_url,
                image_urls: urls.images.as_deref(),
                thumbnail_url: urls.thumbnail.as_deref(),
                video_url: urls.video.as_deref(),
                video_urls: urls.videos.as_deref(),
                buttons: buttons.as_deref(),
                fail_reason: fail_reason.as_deref(),
            };
            let mut without = urls.rejected.clone();
            if has_text {
                without.push("buttons");
            }
            Task {
                id: decided.id.into(),
                status: view.status,
                progress,
                image_url: image_url.map(Into::into),
                json: raw.tidy_with(&decided, &without),
            }
        };
        let resolve = |url: &str| self.resolve_media(url);
        let mut urls = Urls::read(raw, &resolve);
        if let Some(rewrite) = &self.options.image_url {
            let task = build(&urls);
            // A rewrite that fails must not lose the image.
            urls = Urls::read(raw, &|url| {
                resolve(url).map(|url| rewrite(&url, &task).unwrap_or(url))
            });
        }
        let task = build(&urls);
        if urls.image.is_some() {
            memory.preview = urls.image;
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

    /// Resolves the URL of an image or a video, because a relay may send a path. Rejects schemes such as `javascript:`, which would run in
    /// a page that links to it.
    fn resolve_media(&self, url: &str) -> Option<String> {
        let base = concat(&[&self.root_url, "/"]);
        let href = self.platform.resolve_url(url, Some(&base))?.href;
        (path::is_http(&href) || href.starts_with("data:image/")).then_some(href)
    }
}
