//! The task that a user holds: plain JSON under the gateway's own names, without what is not known yet.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::Client;
use crate::{
    gateway::{Json, task::Status, task::View},
    web::{
        object::{entries, get, set},
        url,
    },
};

/// What a job remembers of earlier looks.
#[derive(Default)]
pub struct Memory {
    /// The last preview: gateways take it back in mid-run.
    pub(super) preview: Option<String>,
    /// The place in the queue that the submit was told.
    pub queue_position: Option<u32>,
}

impl Client {
    /// Makes the task of what the gateway sent. `id` is the asked one, for gateways that leave it out.
    pub(super) fn task(&self, raw: &JsValue, id: &str, view: &View, progress: u8, memory: &mut Memory) -> Object {
        let task = Object::new();
        for (key, value) in entries(raw) {
            let is_time = matches!(key.as_str(), "submitTime" | "startTime" | "finishTime");
            let is_nothing = value.is_null() || value.text().is_some_and(|text| text.is_empty());
            if !is_nothing && !(is_time && value.number() == Some(0.0)) {
                set(&task, &key, value);
            }
        }
        set(&task, "id", view.id.as_deref().unwrap_or(id));
        set(&task, "status", view.status.word());
        set(&task, "progress", progress);
        if view.status == Status::Unknown {
            set(&task, "rawStatus", get(raw, "status").text().unwrap_or_default());
        }
        if let (Some(position), false) = (memory.queue_position, view.status.is_final()) {
            set(&task, "queuePosition", position);
        }
        if let Some(address) = raw.filled("imageUrl") {
            memory.preview = Some(self.image_url(address, &task));
        }
        if let Some(preview) = &memory.preview {
            set(&task, "imageUrl", preview.as_str());
        }
        task
    }

    /// A picture's address, absolute and as the caller wants it. A relay may give a path, or its own localhost.
    fn image_url(&self, address: String, task: &Object) -> String {
        let address = url::resolve(address, &[self.config().root.as_str(), "/"].concat());
        let Some(rewrite) = &self.config().image_url else { return address };
        let rewritten = rewrite.call2(&JsValue::UNDEFINED, &address.as_str().into(), task);
        // A rewrite that throws or gives nothing must not lose the picture.
        rewritten.ok().and_then(|url| url.as_string()).unwrap_or(address)
    }
}
