//! Running jobs as streams.

use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use futures_util::Stream;

use super::{Error, LocalFuture, Submission, Task, Token, run::Observer};

/// A job that runs while its updates are polled: a stream of the task as each poll shows it, in the end the finished task.
///
/// A job that fails yields its error last. After that, and after the finished task, the stream ends.
///
/// Nothing is sent before the first poll of the stream, and nothing new between its polls. Dropping it ends its requests and timers at
/// once. A task that was submitted goes on at the gateway and is paid for, so keep the [`token`](Self::token) of a job that you may drop:
/// [`Midjourney::wait`](super::Midjourney::wait) follows it again.
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

    /// Returns the next update: what [`Stream`] gives, for programs without a crate of stream adapters.
    pub async fn next(&mut self) -> Option<Result<Task, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns the token that finds the job again, as of now: without an ID until the gateway has accepted.
    pub fn token(&self) -> Token {
        self.progress.token.borrow().clone()
    }

    /// Returns the gateway's response to the submit, once there is one.
    pub fn submission(&self) -> Option<Submission> {
        self.progress.submission.borrow().clone()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Task, Error>>> {
        if let Some(task) = self.progress.take() {
            return Poll::Ready(Some(Ok(task)));
        }
        if let Some(work) = &mut self.work
            && let Poll::Ready(result) = work.as_mut().poll(context)
        {
            self.work = None;
            // The finished task was the last update.
            self.failure = result.err();
        }
        match self.progress.take() {
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates")
            .field("token", &self.token())
            .finish_non_exhaustive()
    }
}

/// The progress of a job.
pub(super) struct Progress {
    token: RefCell<Token>,
    submission: RefCell<Option<Submission>>,
    /// The updates that the caller has not taken yet. `None` if it takes none.
    updates: Option<RefCell<VecDeque<Task>>>,
}

impl Progress {
    /// Creates the progress of a job that starts. `has_updates` tells whether the caller takes its updates.
    pub fn new(token: Token, has_updates: bool) -> Rc<Self> {
        Rc::new(Self {
            token: RefCell::new(token),
            submission: RefCell::default(),
            updates: has_updates.then(RefCell::default),
        })
    }

    fn take(&self) -> Option<Task> {
        self.updates.as_ref()?.borrow_mut().pop_front()
    }
}

impl Observer for Progress {
    fn token(&self, token: &Token) {
        self.token.replace(token.clone());
    }

    fn submitted(&self, submission: &Submission) {
        self.submission.replace(Some(submission.clone()));
    }

    fn polled(&self, task: &Task) {
        if let Some(updates) = &self.updates {
            updates.borrow_mut().push_back(task.clone());
        }
    }
}
