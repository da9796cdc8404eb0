//! The client and its verbs.

use std::{fmt, rc::Rc};

use super::{
    Inner, Input, Job, MidjourneyBuilder, ModalInput, Pressed, Request, Stats, Task, TaskRef,
    query::CustomRequest, verb,
};
use crate::platform::{Image, Json};

/// A client of one midjourney-proxy compatible gateway. Cheap to clone; clones share what they learn.
///
/// A verb gives a [`Job`] or a [`Request`], which does nothing until it is awaited (or, for a job, submitted or asked for its
/// [updates](Job::updates)). An argument that cannot be used is an error of that future, before anything is sent.
///
/// A client stays on its thread.
#[derive(Clone)]
pub struct Midjourney {
    inner: Rc<Inner>,
    /// URL of the gateway as the caller gave it: what a token says.
    base_url: Rc<str>,
}

impl Midjourney {
    /// Creates a builder for the gateway at `base_url`: an http(s) URL with or without a trailing slash, `/mj` or the mode. In a page it may
    /// be relative (`"/api"`). Building refuses a query, a fragment and credentials.
    pub fn builder(base_url: impl Into<String>) -> MidjourneyBuilder {
        MidjourneyBuilder::new(base_url.into())
    }

    pub(super) fn new(inner: Rc<Inner>, base_url: Rc<str>) -> Self {
        Self { inner, base_url }
    }

    /// Makes an image from a prompt. [`images`](Job::images) adds reference images.
    pub fn imagine(&self, prompt: impl Into<String>) -> Job<verb::Imagine> {
        self.job(Input::Imagine {
            prompt: prompt.into(),
            images: Vec::new(),
        })
    }

    /// Mixes two to five images.
    pub fn blend(&self, images: impl IntoIterator<Item = impl Into<Image>>) -> Job<verb::Blend> {
        self.job(Input::Blend {
            images: images.into_iter().map(Into::into).collect(),
            dimensions: None,
        })
    }

    /// Requests four prompts that describe an image. They are in [`final_prompt`](Task::final_prompt).
    pub fn describe(&self, image: impl Into<Image>) -> Job<verb::Describe> {
        self.job(Input::Describe { image: image.into() })
    }

    /// Requests which words of a prompt matter. The result is in [`final_prompt`](Task::final_prompt).
    pub fn shorten(&self, prompt: impl Into<String>) -> Job<verb::Shorten> {
        self.job(Input::Shorten {
            prompt: prompt.into(),
        })
    }

    /// Presses a button of a task: by its label (`"U2"`), else its emoji, exactly; by its custom ID; or a [`Button`](super::Button).
    ///
    /// With a task's bare ID and a label or emoji, the client reads the task first. Tasks of gateways without buttons take `U1`–`U4`,
    /// `V1`–`V4` and `🔄`.
    pub fn action(&self, task: impl Into<TaskRef>, button: impl AsRef<str>) -> Job<verb::Action> {
        self.press(task.into(), Pressed::Named(button.as_ref().into()))
    }

    /// Presses `U1`–`U4`: one image of the four, larger. `index` is 1 to 4.
    pub fn upscale(&self, task: impl Into<TaskRef>, index: u8) -> Job<verb::Action> {
        self.press(task.into(), Pressed::Numbered("U", index))
    }

    /// Presses `V1`–`V4`: four images like that one. `index` is 1 to 4.
    pub fn vary(&self, task: impl Into<TaskRef>, index: u8) -> Job<verb::Action> {
        self.press(task.into(), Pressed::Numbered("V", index))
    }

    /// Presses `🔄`: the same prompt again.
    pub fn reroll(&self, task: impl Into<TaskRef>) -> Job<verb::Action> {
        self.action(task, "🔄")
    }

    /// Answers a task that waits for input ([`Status::Modal`](crate::Status::Modal)).
    pub fn modal(&self, task: impl Into<TaskRef>, input: ModalInput) -> Job<verb::Modal> {
        let task = task.into();
        self.job(Input::Modal { task, input })
    }

    /// Follows a task that was submitted earlier: by its ID, by the task, or by the [`Token`](super::Token) of a job.
    ///
    /// The token of a submit whose outcome is unknown has no ID. Then the client searches the gateway's list of tasks for its `state`.
    /// novicezk and trueai have such a list. Relays have none, and the job fails with [`TaskNotFound`](crate::ErrorCode::TaskNotFound).
    pub fn wait(&self, task: impl Into<TaskRef>) -> Job<verb::Wait> {
        Job::new(self.clone_parts(), task.into().0)
    }

    /// Reads a task once. Never fails for the task's own status. An unknown ID fails with
    /// [`TaskNotFound`](crate::ErrorCode::TaskNotFound).
    pub fn fetch(&self, task: impl Into<TaskRef>) -> Request<Task> {
        Request::new(&self.inner, task.into())
    }

    /// Reads many tasks in one request. They come in the order of `tasks`. Tasks that the gateway does not know are left out.
    pub fn fetch_many(&self, tasks: impl IntoIterator<Item = impl Into<TaskRef>>) -> Request<Vec<Task>> {
        Request::new(&self.inner, tasks.into_iter().map(Into::into).collect())
    }

    /// Sends any other request that a gateway offers. `path` is what follows `/mj`, for instance
    /// `mj.request("GET", "/task/1320098173412546/image-seed")`. Returns the response's JSON, with integers beyond 2^53 as strings.
    ///
    /// A GET is retried like [`fetch`](Self::fetch). Any other method is sent once.
    pub fn request(&self, method: impl Into<String>, path: impl Into<String>) -> Request<Json> {
        let custom = CustomRequest {
            method: method.into(),
            path: path.into(),
            body: None,
        };
        Request::new(&self.inner, Ok(custom))
    }

    /// Returns what this client and its clones have done so far.
    pub fn stats(&self) -> Stats {
        self.inner.stats()
    }

    fn clone_parts(&self) -> (Rc<Inner>, Rc<str>) {
        (Rc::clone(&self.inner), Rc::clone(&self.base_url))
    }

    fn press(&self, task: TaskRef, button: Pressed) -> Job<verb::Action> {
        self.job(Input::Action { task, button })
    }

    fn job<V: verb::Submits>(&self, input: Input) -> Job<V> {
        Job::new(self.clone_parts(), input)
    }
}

/// Hides the API key.
impl fmt::Debug for Midjourney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Midjourney")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
