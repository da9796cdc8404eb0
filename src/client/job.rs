//! Jobs: what is submitted and followed, with its options.

use std::{
    fmt,
    future::{Future, IntoFuture},
    rc::Rc,
};

use super::{
    AccountFilter, BotType, Error, Inner, Input, LocalFuture, ModalInput, ModalPolicy, Submission, Task,
    Token, Updates, modal,
    options::CallOptions,
    reference::Reference,
    run::{Run, Work},
    setters::{job_setters, request_setters},
    updates::Progress,
    verb,
};
use crate::platform::Image;

/// A job that has not started: what is to be submitted and followed, and how.
///
/// Awaiting it returns the finished task. [`updates`](Self::updates) returns the task as each poll shows it as well;
/// [`submit`](Self::submit) only submits. `V` is what it does, one of the types of [`verb`].
///
/// # Errors
///
/// It fails with [`TaskFailed`](crate::ErrorCode::TaskFailed) or [`TaskCancelled`](crate::ErrorCode::TaskCancelled) if the task ends so, with
/// [`ModalRequired`](crate::ErrorCode::ModalRequired) if a button needs input that nobody gives, with
/// [`TaskTimeout`](crate::ErrorCode::TaskTimeout) after its `timeout`, and otherwise as [`ErrorCode`](crate::ErrorCode) says. [`Error::token`]
/// is there wherever a task may exist.
///
/// # Dropping, and money
///
/// Dropping the future ends its requests and timers at once, and asks the gateway nothing. A submit that was sent before that may be
/// accepted and charged, and an accepted task goes on. An awaited job that is dropped leaves no token. So await the
/// [`updates`](Self::updates) of a job that you may drop, and keep their token, or [`submit`](Self::submit) first and
/// [`wait`](super::Midjourney::wait) afterwards.
#[must_use = "a job does nothing until it is awaited, submitted or asked for its updates"]
pub struct Job<V: verb::Verb> {
    inner: Rc<Inner>,
    base_url: Rc<str>,
    start: V::Start,
    options: CallOptions,
}

impl<V: verb::Verb> Job<V> {
    pub(super) fn new((inner, base_url): (Rc<Inner>, Rc<str>), start: V::Start) -> Self {
        Self {
            inner,
            base_url,
            start,
            options: CallOptions::default(),
        }
    }

    fn call_options(&mut self) -> &mut CallOptions {
        &mut self.options
    }

    request_setters!();
    job_setters!();

    /// Fails with [`ModalRequired`](crate::ErrorCode::ModalRequired) whenever the task waits for input, also where a confirmation would do.
    ///
    /// Default: the client confirms what needs no input (remix), and the rest (custom zoom, region) fails so.
    pub fn fail_on_modal(mut self) -> Self {
        self.options.modal = ModalPolicy::Fail;
        self
    }

    /// Answers whenever the task waits for input. The client submits the answer as soon as its future ends. An empty answer confirms, where
    /// no input is needed.
    pub fn answer_modal<F, A>(mut self, answer: F) -> Self
    where
        F: Fn(Task) -> A + 'static,
        A: Future<Output = ModalInput> + 'static,
    {
        self.options.modal = ModalPolicy::Ask(modal::callback(answer));
        self
    }

    /// Starts it and returns the task as each poll shows it.
    pub fn updates(self) -> Updates {
        let (work, progress) = self.begin(true);
        Updates::new(work, progress)
    }

    fn begin(mut self, has_updates: bool) -> (LocalFuture<Task>, Rc<Progress>) {
        let work = self.start.clone().into();
        let token = self.token(&work);
        let progress = Progress::new(token.clone(), has_updates);
        let observer = Rc::clone(&progress);
        let work = Box::pin(async move {
            let call = self.inner.call(self.options);
            let run = Run::new(&self.inner, &call, &*observer, token);
            run.finish(&work).await
        });
        (work, progress)
    }

    /// Returns the token at the start. A submit without a marker of the caller's gets one.
    fn token(&mut self, work: &Work) -> Token {
        match work {
            Work::Submit(_) => {
                let state = &mut self.options.submit.state;
                if state.as_deref().is_none_or(str::is_empty) {
                    *state = self.inner.platform.random_marker();
                }
                Token::of_submit(&self.base_url, state.clone(), self.inner.platform.now())
            }
            Work::Wait(Reference::Token(token)) => token.clone(),
            Work::Wait(Reference::Id(id)) => Token::of_task(&self.base_url, id),
            Work::Wait(Reference::Task(task)) => Token::of_task(&self.base_url, task.id()),
        }
    }
}

impl<V: verb::Submits> Job<V> {
    /// Sets your own text, at most 255 characters, which the gateway returns in the task. Default: a random marker, by which a submit whose
    /// outcome is unknown can be found again.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.options.submit.state = Some(state.into());
        self
    }

    /// Sets the URL to which the gateway posts every change of the task. Unsigned, and switched off on many relays.
    pub fn notify_hook(mut self, url: impl Into<String>) -> Self {
        self.options.submit.notify_hook = Some(url.into());
        self
    }

    /// Sets which of the gateway's accounts may take the task.
    pub fn account_filter(mut self, filter: AccountFilter) -> Self {
        self.options.submit.account_filter = Some(filter.into_json());
        self
    }

    /// Submits only: ends as soon as the gateway has accepted, and polls nothing. [`Submission::token`] follows it later.
    ///
    /// # Errors
    ///
    /// The errors of the whole job, except those of the task's end.
    pub async fn submit(mut self) -> Result<Submission, Error> {
        let token = self.token(&Work::Submit(self.start.clone()));
        let progress = Progress::new(token.clone(), false);
        let call = self.inner.call(self.options);
        Run::new(&self.inner, &call, &*progress, token)
            .submit_only(&self.start)
            .await
    }
}

impl<V: verb::Begins> Job<V> {
    /// Sets the bot that makes the image. Default: the gateway's own, Midjourney's.
    pub fn bot_type(mut self, bot: BotType) -> Self {
        self.options.submit.bot_type = Some(bot.into_word());
        self
    }
}

impl Job<verb::Imagine> {
    /// Adds reference images.
    pub fn images(mut self, more: impl IntoIterator<Item = impl Into<Image>>) -> Self {
        if let Input::Imagine { images, .. } = &mut self.start {
            images.extend(more.into_iter().map(Into::into));
        }
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
    /// Sets the shape of the image. Default: the gateway's own, a square.
    pub fn dimensions(mut self, shape: Dimensions) -> Self {
        if let Input::Blend { dimensions, .. } = &mut self.start {
            *dimensions = Some(match shape {
                Dimensions::Portrait => "PORTRAIT",
                Dimensions::Square => "SQUARE",
                Dimensions::Landscape => "LANDSCAPE",
            });
        }
        self
    }
}

impl<V: verb::Verb> IntoFuture for Job<V> {
    type Output = Result<Task, Error>;
    type IntoFuture = LocalFuture<Task>;

    fn into_future(self) -> Self::IntoFuture {
        self.begin(false).0
    }
}

impl<V: verb::Verb> fmt::Debug for Job<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Job").field(&self.start).finish()
    }
}
