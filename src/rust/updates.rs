//! A job that runs, and what it tells.

use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use futures_core::Stream;
use js_sys::Object;

use super::{Error, LocalFuture, Submission, Task, Token};
use crate::{client::Event, web::object::text};

/// A job that runs while its updates are asked for: a stream of the task as each look shows it, in the end the finished task.
///
/// A job that does not end well yields the error last. After that, and after the finished task, there is nothing more.
///
/// Nothing is sent before the first poll, and nothing new between polls. Dropping it ends its requests and timers at
/// once; a task that was submitted goes on at the gateway and is paid for. So keep the [`token`](Self::token) of what you
/// may drop: [`Midjourney::wait`](super::Midjourney::wait) takes it up again.
#[must_use = "a job does nothing until its updates are polled"]
pub struct Updates {
    work: Option<LocalFuture<Task>>,
    failure: Option<Error>,
    progress: Rc<Progress>,
}

impl Updates {
    pub(super) fn new(work: LocalFuture<Task>, progress: Rc<Progress>) -> Self {
        Self {
            work: Some(work),
            failure: None,
            progress,
        }
    }

    /// The next look at the task: what [`Stream`] gives, for programs without a crate of stream adapters.
    pub async fn next(&mut self) -> Option<Result<Task, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// What is needed to follow this job again, as of now: without an id until the gateway has accepted.
    pub fn token(&self) -> Token {
        self.progress.token()
    }

    /// The gateway's answer to the submit, once there is one.
    pub fn submission(&self) -> Option<Submission> {
        self.progress.submission.borrow().clone()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Task, Error>>> {
        if let Some(task) = self.progress.seen() {
            return Poll::Ready(Some(Ok(task)));
        }
        if let Some(work) = &mut self.work
            && let Poll::Ready(outcome) = work.as_mut().poll(context)
        {
            self.work = None;
            // The finished task was the last to be seen.
            self.failure = outcome.err();
        }
        match self.progress.seen() {
            Some(task) => Poll::Ready(Some(Ok(task))),
            None if self.work.is_some() => Poll::Pending,
            None => Poll::Ready(self.failure.take().map(Err)),
        }
    }
}

impl Stream for Updates {
    type Item = Result<Task, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Updates")
            .field("token", &self.token())
            .finish_non_exhaustive()
    }
}

/// How far a job has come.
pub(super) struct Progress {
    token: RefCell<Token>,
    submission: RefCell<Option<Submission>>,
    /// The looks that nobody has asked for yet; none where nobody will.
    seen: Option<RefCell<VecDeque<Task>>>,
}

impl Progress {
    /// Of a job that starts; `is_shown` if its looks will be asked for.
    pub(super) fn new(token: Token, is_shown: bool) -> Rc<Self> {
        Rc::new(Self {
            token: RefCell::new(token),
            submission: RefCell::default(),
            seen: is_shown.then(RefCell::default),
        })
    }

    pub(super) fn token(&self) -> Token {
        self.token.borrow().clone()
    }

    /// Takes in what the job tells.
    pub(super) fn hear(&self, event: &Event<'_>) {
        match event {
            Event::Submitted(shown) => {
                let submission = Submission::read(shown, self.token());
                self.token.replace(submission.token());
                self.submission.replace(Some(submission));
            }
            Event::Seen(task) => {
                self.note_id(text(task, "id"));
                self.show(task);
            }
            Event::ModalSent(id) => {
                self.note_id(Some((*id).into()));
                self.token.borrow_mut().modal = true;
            }
        }
    }

    fn note_id(&self, id: Option<String>) {
        self.token.borrow_mut().id = id;
    }

    fn show(&self, task: &Object) {
        if let Some(seen) = &self.seen
            && let Ok(task) = Task::read(task)
        {
            seen.borrow_mut().push_back(task);
        }
    }

    fn seen(&self) -> Option<Task> {
        self.seen.as_ref()?.borrow_mut().pop_front()
    }
}
