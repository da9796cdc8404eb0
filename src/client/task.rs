//! The task that a user holds: plain JSON under the gateway's own names, without what is not known yet.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use super::{Client, Error};
use crate::{
    gateway::{id, path, task::Status, task::View, text::concat},
    web::{
        object::{get, is_given, set, set_text, text},
        platform,
    },
};

/// The id that a caller means: an id, a task, or anything else with an `id`.
#[inline(never)]
pub fn id_of(value: &JsValue) -> Result<String, Error> {
    match value.as_string().or_else(|| text(value, "id")) {
        Some(id) if id::is_valid(&id) => Ok(id),
        _ => Err(Error::input(
            "task",
            "a task, its id as a string (without slashes or \"..\") or, for wait, a job's token, parsed",
        )),
    }
}

/// What a job remembers of earlier looks.
#[derive(Default)]
pub struct Memory {
    /// The last preview: gateways take it back in mid-run.
    pub(super) preview: Option<JsValue>,
    /// The place in the queue that the submit was told.
    pub(super) queue_position: JsValue,
    /// The task as the last look showed it.
    pub(super) last: JsValue,
}

impl Client {
    /// Makes the task of what the gateway sent. `id` is the asked one, for gateways that leave it out.
    #[inline(never)]
    pub(super) fn task(
        &self,
        raw: &JsValue,
        id: &str,
        view: &View,
        progress: u8,
        memory: &mut Memory,
    ) -> Object {
        let task = platform::tidy(raw);
        set_text(&task, "id", view.id.as_deref().unwrap_or(id));
        set_text(&task, "status", view.status.word());
        set(&task, "progress", &progress.into());
        if view.status == Status::Unknown {
            set(&task, "rawStatus", &get(raw, "status"));
        }
        if is_given(&memory.queue_position) && !view.status.is_final() {
            set(&task, "queuePosition", &memory.queue_position);
        }
        if let Some(address) = text(&task, "imageUrl") {
            memory.preview = self.image_url(&address, &task).or_else(|| memory.preview.take());
            set(&task, "imageUrl", &JsValue::UNDEFINED);
        }
        if let Some(preview) = &memory.preview {
            set(&task, "imageUrl", preview);
        }
        memory.last.clone_from(&task);
        task
    }

    /// A picture's address, absolute and as the caller wants it. A relay may give a path, or its own localhost; what is no
    /// picture's, such as `javascript:`, would be run by a page that links to it.
    fn image_url(&self, address: &str, task: &Object) -> Option<JsValue> {
        let url = platform::locate(address, Some(&concat(&[&self.root, "/"])));
        let address = text(&url, "href")
            .filter(|href| path::is_http(href) || href.starts_with("data:image/"))?
            .into();
        let rewrite = self.option("imageUrl");
        let Some(rewrite) = rewrite.dyn_ref::<Function>() else {
            return Some(address);
        };
        // A rewrite that throws or gives nothing must not lose the picture.
        let rewritten = rewrite.call2(&JsValue::UNDEFINED, &address, task);
        rewritten.ok().filter(JsValue::is_string).or(Some(address))
    }
}
