//! The client and its verbs.

use std::{fmt, rc::Rc};

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::{Image, Job, Json, MidjourneyBuilder, ModalInput, Request, Task, TaskRef, verb};
use crate::{
    client::{Client, Query, id_of},
    web::object::{get, set, set_text},
};

/// A client of one midjourney-proxy compatible gateway. Cheap to clone.
///
/// A verb gives a [`Job`] or a [`Request`], which does nothing until it is awaited (or, for a job, submitted or asked for its
/// [updates](Job::updates)). What is wrong with an argument is an error of that future, before anything is sent.
///
/// It holds objects of the platform and stays on its thread. What comes back ([`Task`](super::Task),
/// [`Error`](super::Error), [`Token`](super::Token)) is plain data, `Send` and `Sync`.
#[derive(Clone)]
pub struct Midjourney {
    client: Client,
    /// As it was given: what a token says of its gateway.
    base_url: Rc<str>,
}

impl Midjourney {
    /// Starts a client for the gateway at `base_url`: an http(s) address with or without a trailing slash, `/mj` or the mode;
    /// in a page it may be relative (`"/api"`). A query, a fragment and credentials are refused by
    /// [`build`](MidjourneyBuilder::build).
    pub fn builder(base_url: impl Into<String>) -> MidjourneyBuilder {
        MidjourneyBuilder::new(base_url.into())
    }

    pub(super) fn of(client: Client, base_url: String) -> Self {
        Self {
            client,
            base_url: base_url.into(),
        }
    }

    /// Makes a picture from a prompt; [`images`](Job::images) adds reference images.
    pub fn imagine(&self, prompt: impl Into<String>) -> Job<verb::Imagine> {
        let arguments = Object::new();
        set_text(&arguments, "prompt", &prompt.into());
        self.job(arguments)
    }

    /// Mixes two to five pictures.
    pub fn blend(&self, images: impl IntoIterator<Item = impl Into<Image>>) -> Job<verb::Blend> {
        let arguments = Object::new();
        let images: Array = images.into_iter().map(|image| image.into().into_js()).collect();
        set(&arguments, "images", &images);
        self.job(arguments)
    }

    /// Asks for four prompts that describe a picture; they are in [`final_prompt`](Task::final_prompt).
    pub fn describe(&self, image: impl Into<Image>) -> Job<verb::Describe> {
        let arguments = Object::new();
        set(&arguments, "image", &image.into().into_js());
        self.job(arguments)
    }

    /// Asks which words of a prompt matter; the answer is in [`final_prompt`](Task::final_prompt).
    pub fn shorten(&self, prompt: impl Into<String>) -> Job<verb::Shorten> {
        let arguments = Object::new();
        set_text(&arguments, "prompt", &prompt.into());
        self.job(arguments)
    }

    /// Presses a button of a task: by its label (`"U2"`), else its emoji, exactly; by its custom id; or a
    /// [`Button`](super::Button).
    ///
    /// With a task's bare id and a label or emoji, the task is read first. Tasks of gateways without buttons take `U1`–`U4`,
    /// `V1`–`V4` and `🔄`.
    pub fn action(&self, task: impl Into<TaskRef>, button: impl AsRef<str>) -> Job<verb::Action> {
        let arguments = Object::new();
        set(&arguments, "task", &task.into().to_js());
        set_text(&arguments, "button", button.as_ref());
        self.job(arguments)
    }

    /// Presses `U1`–`U4`: one picture of the four, larger.
    pub fn upscale(&self, task: impl Into<TaskRef>, index: u8) -> Job<verb::Action> {
        self.action(task, format!("U{index}"))
    }

    /// Presses `V1`–`V4`: four pictures like that one.
    pub fn vary(&self, task: impl Into<TaskRef>, index: u8) -> Job<verb::Action> {
        self.action(task, format!("V{index}"))
    }

    /// Presses `🔄`: the same prompt again.
    pub fn reroll(&self, task: impl Into<TaskRef>) -> Job<verb::Action> {
        self.action(task, "🔄")
    }

    /// Answers a task that waits for input ([`Status::Modal`](crate::Status::Modal)).
    pub fn modal(&self, task: impl Into<TaskRef>, input: ModalInput) -> Job<verb::Modal> {
        let arguments = input.into_object();
        set(&arguments, "task", &task.into().to_js());
        self.job(arguments)
    }

    /// Follows a task that was submitted earlier: by its id, by the task, or by the [`Token`](super::Token) of a job.
    ///
    /// A token of a submit that ended in doubt has no id: then the gateway's list of tasks is searched for its `state`.
    /// novicezk and trueai have such a list; relays have not, and the job fails with
    /// [`TaskNotFound`](crate::ErrorCode::TaskNotFound).
    pub fn wait(&self, task: impl Into<TaskRef>) -> Job<verb::Wait> {
        Job::wait(self.client.clone(), &self.base_url, task.into())
    }

    /// Reads a task once. Never fails for the task's own state; an unknown id fails with
    /// [`TaskNotFound`](crate::ErrorCode::TaskNotFound).
    pub fn fetch(&self, task: impl Into<TaskRef>) -> Request<Task> {
        let query = id_of(&task.into().to_js()).map(Query::Task);
        Request::new(self.client.clone(), query.map_err(Into::into), Task::read)
    }

    /// Reads many tasks in one request. They come in the order of `tasks`; those that the gateway does not know are left out.
    pub fn fetch_many(&self, tasks: impl IntoIterator<Item = impl Into<TaskRef>>) -> Request<Vec<Task>> {
        let ids = tasks.into_iter().map(|task| id_of(&task.into().to_js()));
        let query = ids
            .map(|id| id.map(JsValue::from))
            .collect::<Result<Vec<_>, _>>()
            .map(|ids| Query::Tasks(ids.into_iter().collect()));
        Request::new(self.client.clone(), query.map_err(Into::into), |pairs| {
            let pairs: &Array = pairs.unchecked_ref();
            pairs.iter().map(|pair| Task::read(&get(&pair, "1"))).collect()
        })
    }

    /// Anything else that a gateway offers: `path` is what follows `/mj`, for instance
    /// `mj.request("GET", "/task/1320098173412546/image-seed")`. The answer is its JSON, integers beyond 2^53 as strings.
    ///
    /// A GET is tried again like [`fetch`](Self::fetch); any other method is sent once.
    pub fn request(&self, method: impl Into<String>, path: impl Into<String>) -> Request<Json> {
        let query = Query::Other {
            method: method.into(),
            path: path.into(),
            body: JsValue::UNDEFINED,
        };
        Request::new(self.client.clone(), Ok(query), |answer| Ok(Json::of(answer)))
    }

    fn job<V: verb::Submits>(&self, arguments: Object) -> Job<V> {
        Job::submitting(self.client.clone(), &self.base_url, arguments)
    }
}

/// Without the key.
impl fmt::Debug for Midjourney {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Midjourney");
        shown.field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
