//! A job: what is submitted and followed, with its options.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    rc::Rc,
};

use js_sys::{Array, Object};
use wasm_bindgen::JsCast;

use super::{
    AccountFilter, BotType, Error, Image, LocalFuture, ModalInput, Submission, Task, TaskRef, Token, Updates,
    account,
    modal::Policy,
    options::{follow_options, request_options},
    reference::Kind,
    updates::Progress,
    verb,
};
use crate::{
    ErrorCode,
    client::{self, Client, Event},
    gateway::verb::Verb,
    web::{
        object::{get, set, set_text, text},
        random,
    },
};

/// A job that has not started: what is to be submitted and followed, and how.
///
/// Awaiting it gives the finished task. [`updates`](Self::updates) gives the task as each look shows it as well;
/// [`submit`](Self::submit) only submits. `V` is what it does, one of the types of [`verb`].
///
/// # Errors
///
/// It fails with [`TaskFailed`](ErrorCode::TaskFailed) or [`TaskCancelled`](ErrorCode::TaskCancelled) where the task ends
/// so, with [`ModalRequired`](ErrorCode::ModalRequired) where a button asks for input that nobody gives, with
/// [`TaskTimeout`](ErrorCode::TaskTimeout) after its `timeout`, and otherwise as [`ErrorCode`] says. [`Error::token`] is
/// there wherever a task may exist.
///
/// # Dropping, and money
///
/// Dropping the future ends its requests and timers at once, and asks the gateway nothing. A submit that was sent before
/// that may be taken and charged, and a task that was accepted goes on. An awaited job that is dropped leaves no token;
/// so await the [`updates`](Self::updates) of what you may drop, and keep their token, or [`submit`](Self::submit) first
/// and [`wait`](super::Midjourney::wait) afterwards.
#[must_use = "a job does nothing until it is awaited, submitted or asked for its updates"]
pub struct Job<V> {
    client: Client,
    base_url: Rc<str>,
    work: Work,
    /// What a submit says, under the names of the JavaScript package.
    arguments: Object,
    options: Object,
    policy: Policy,
    verb: PhantomData<V>,
}

/// What a job begins with.
enum Work {
    /// A submit.
    Submit(Verb),
    /// A task that was submitted earlier.
    Wait(Box<TaskRef>),
}

impl<V: 'static> Job<V> {
    fn new(client: Client, base_url: &Rc<str>, work: Work, arguments: Object) -> Self {
        Self {
            client,
            base_url: Rc::clone(base_url),
            work,
            arguments,
            options: Object::new(),
            policy: Policy::Auto,
            verb: PhantomData,
        }
    }

    request_options!();
    follow_options!();

    /// Fails with [`ModalRequired`](ErrorCode::ModalRequired) whenever the task waits for input, also where a mere yes
    /// would do.
    ///
    /// Default: what asks for nothing (remix) is confirmed, and the rest (custom zoom, region) fails so.
    pub fn fail_on_modal(mut self) -> Self {
        self.policy = Policy::Fail;
        self
    }

    /// Answers whenever the task waits for input. The answer is submitted as soon as its future ends.
    pub fn answer_modal<F, A>(mut self, answer: F) -> Self
    where
        F: Fn(Task) -> A + 'static,
        A: Future<Output = ModalInput> + 'static,
    {
        self.policy = Policy::Ask(Rc::new(move |task| Box::pin(answer(task))));
        self
    }

    /// Runs it and gives the task as each look shows it.
    pub fn updates(self) -> Updates {
        let (work, progress) = self.start(true);
        Updates::new(work, progress)
    }

    fn start(self, is_shown: bool) -> (LocalFuture<Task>, Rc<Progress>) {
        let progress = Progress::new(self.token(), is_shown);
        let told = Rc::clone(&progress);
        let work = Box::pin(async move {
            let outcome = match self.run(&|event| told.hear(&event)).await {
                Ok(task) => Task::read(&task),
                Err(error) => Err(error.into()),
            };
            outcome.map_err(|error| error.of_job(told.token()))
        });
        (work, progress)
    }

    /// The token at the start. A submit without a marker of the caller's gets one.
    fn token(&self) -> Token {
        match &self.work {
            Work::Submit(_) => {
                let state = text(&self.options, "state").or_else(random::marker);
                if let Some(state) = &state {
                    set_text(&self.options, "state", state);
                }
                Token::of_submit(&self.base_url, state)
            }
            Work::Wait(task) => match &task.0 {
                Kind::Token(token) => token.clone(),
                Kind::Id(id) => Token::of_task(&self.base_url, id),
                Kind::Task(task) => Token::of_task(&self.base_url, task.id()),
            },
        }
    }

    async fn run(&self, listener: &dyn Fn(Event<'_>)) -> Result<Object, client::Error> {
        if let Policy::Fail | Policy::Ask(_) = self.policy {
            set_text(&self.options, "modal", "throw");
        }
        let client = &self.client;
        let call = client.call(self.options.clone());
        let mut followed = match &self.work {
            Work::Submit(verb) => {
                let submission = client.submit(*verb, &self.arguments, &call, listener).await?;
                submission.followed
            }
            Work::Wait(task) => client.resume(&task.to_js(), &call).await?,
        };
        loop {
            let error = match (client.follow(followed, &call, listener).await, &self.policy) {
                (Err(error), Policy::Ask(_)) if error.is(ErrorCode::ModalRequired) => error,
                (outcome, _) => return outcome,
            };
            let task = get(error.fields(), "task");
            let (Policy::Ask(answer), Ok(shown)) = (&self.policy, Task::read(&task)) else {
                return Err(error);
            };
            let arguments = answer(shown).await.into_object();
            set(&arguments, "task", &get(error.fields(), "taskId"));
            followed = client
                .submit(Verb::Modal, &arguments, &call, listener)
                .await?
                .followed;
        }
    }
}

impl Job<verb::Wait> {
    /// A job that follows.
    pub(super) fn wait(client: Client, base_url: &Rc<str>, task: TaskRef) -> Self {
        Self::new(client, base_url, Work::Wait(Box::new(task)), Object::new())
    }
}

impl<V: verb::Submits> Job<V> {
    /// A job that submits first.
    pub(super) fn submitting(client: Client, base_url: &Rc<str>, arguments: Object) -> Self {
        Self::new(client, base_url, Work::Submit(V::VERB), arguments)
    }

    /// Your own text, at most 255 characters, which the gateway returns in the task. Default: a random marker, by which a
    /// submit that ended in doubt can be found again.
    pub fn state(self, state: impl AsRef<str>) -> Self {
        set_text(&self.options, "state", state.as_ref());
        self
    }

    /// Where the gateway posts every change of the task. Unsigned, and switched off on many relays.
    pub fn notify_hook(self, url: impl AsRef<str>) -> Self {
        set_text(&self.options, "notifyHook", url.as_ref());
        self
    }

    /// Which of the gateway's accounts may take the task.
    pub fn account_filter(self, filter: AccountFilter) -> Self {
        filter.set_in(&self.options);
        self
    }

    /// Submits only: ends as soon as the gateway has accepted, and looks at nothing. [`Submission::token`] takes it up later.
    ///
    /// # Errors
    ///
    /// As of the whole job, but those of the task's end.
    pub async fn submit(self) -> Result<Submission, Error> {
        let progress = Progress::new(self.token(), false);
        let call = self.client.call(self.options.clone());
        let listener = |event: Event<'_>| progress.hear(&event);
        let submission = self.client.submit(V::VERB, &self.arguments, &call, &listener);
        match submission.await {
            Ok(submission) => Ok(Submission::read(&submission.shown, progress.token())),
            Err(error) => Err(Error::from(error).of_job(progress.token())),
        }
    }
}

impl<V: verb::Begins> Job<V> {
    /// Whose model makes the picture. Default: the gateway's own, Midjourney's.
    pub fn bot_type(self, bot: BotType) -> Self {
        account::set_bot(&self.options, &bot);
        self
    }
}

impl Job<verb::Imagine> {
    /// Reference images, after those that it has already.
    pub fn images(self, images: impl IntoIterator<Item = impl Into<Image>>) -> Self {
        let all = match get(&self.arguments, "images").dyn_into::<Array>() {
            Ok(images) => images,
            Err(_) => Array::new(),
        };
        for image in images {
            all.push(&image.into().into_js());
        }
        set(&self.arguments, "images", &all);
        self
    }
}

/// The shape of a blend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimensions {
    /// 2:3
    Portrait,
    /// 1:1
    Square,
    /// 3:2
    Landscape,
}

impl Job<verb::Blend> {
    /// The shape of the picture. Default: the gateway's own, a square.
    pub fn dimensions(self, dimensions: Dimensions) -> Self {
        let word = match dimensions {
            Dimensions::Portrait => "PORTRAIT",
            Dimensions::Square => "SQUARE",
            Dimensions::Landscape => "LANDSCAPE",
        };
        set_text(&self.arguments, "dimensions", word);
        self
    }
}

impl<V: 'static> IntoFuture for Job<V> {
    type Output = Result<Task, Error>;
    type IntoFuture = LocalFuture<Task>;

    fn into_future(self) -> Self::IntoFuture {
        self.start(false).0
    }
}

/// Without the pictures.
impl<V> fmt::Debug for Job<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Job");
        match &self.work {
            Work::Submit(verb) => shown.field("verb", verb),
            Work::Wait(task) => shown.field("wait", task),
        };
        shown.finish_non_exhaustive()
    }
}
