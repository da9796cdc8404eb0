//! Runs a job: one submit, polls until the task ends, and the modals on the way.

use std::{cell::RefCell, pin::pin};

use super::{
    Call, Error, ErrorKind, Inner, Input, Submission, Task, Token,
    build_task::Memory,
    input::ModalFacts,
    poller::{End, Poller},
    reference::Reference,
};
use crate::{
    gateway::{
        task::{Status, View},
        verb::Verb,
    },
    platform::Json,
    policy::watch::Start,
};

/// Hears what a job does.
pub(crate) trait Observer {
    /// The job's token changed.
    fn token(&self, token: &Token);
    /// The gateway accepted the submit.
    fn submitted(&self, submission: &Submission);
    /// A poll shows the task. The last one before the job ends included.
    fn polled(&self, task: &Task);
}

/// What a job begins with.
#[derive(Clone, Debug)]
pub enum Work {
    /// A submit.
    Submit(Input),
    /// A task that was submitted earlier.
    Wait(Reference),
}

impl From<Input> for Work {
    fn from(input: Input) -> Self {
        Self::Submit(input)
    }
}

impl From<Reference> for Work {
    fn from(reference: Reference) -> Self {
        Self::Wait(reference)
    }
}

/// A running job.
pub(crate) struct Run<'a> {
    pub(super) inner: &'a Inner,
    pub(super) call: &'a Call,
    observer: &'a dyn Observer,
    token: RefCell<Token>,
    /// Deadline, in milliseconds since 1970.
    pub(super) deadline: f64,
}

/// A task that a job follows.
pub(super) struct Followed {
    id: String,
    /// Whether it is known that the gateway accepted it: by its submit, or by a token of one.
    was_accepted: bool,
    start: Start,
    /// The task as its submit shows it, if it waits for input.
    waiting: Option<Task>,
    modal: ModalFacts,
    memory: Memory,
}

impl<'a> Run<'a> {
    /// Creates a run with the token of the job. Its deadline counts from now.
    pub fn new(inner: &'a Inner, call: &'a Call, observer: &'a dyn Observer, token: Token) -> Self {
        let deadline = inner.platform.now() + call.job_timeout();
        Self {
            inner,
            call,
            observer,
            token: RefCell::new(token),
            deadline,
        }
    }

    /// Submits and does not wait for the result.
    pub async fn submit_only(self, input: &Input) -> Result<Submission, Error> {
        let accepted = self.submit(input).await;
        match accepted {
            Ok((submission, _)) => Ok(submission),
            Err(error) => Err(error.with_token(&self.token.borrow())),
        }
    }

    /// Runs the job to its end.
    pub async fn finish(self, work: &Work) -> Result<Task, Error> {
        let result = self.run(work).await;
        result.map_err(|error| error.with_token(&self.token.borrow()))
    }

    async fn run(&self, work: &Work) -> Result<Task, Error> {
        let mut followed = match work {
            Work::Submit(input) => self.submit(input).await?.1,
            Work::Wait(reference) => self.find(reference).await?,
        };
        loop {
            let task = match followed.waiting.take() {
                Some(task) => task,
                None => self.follow(&mut followed).await?,
            };
            if !task.waits_for_input() {
                return Ok(task);
            }
            // Yield once, so that a caller who cancels when it sees the task never triggers the paid modal.
            self.inner.platform.sleep(0).await;
            let submitted = self.submit_modal(&task, &followed).await;
            followed = submitted.map_err(|error| error.mark_accepted().with_task_id(&followed.id))?;
        }
    }

    /// Changes the token. `change` returns whether it did.
    fn set_token(&self, change: impl FnOnce(&mut Token) -> bool) {
        if change(&mut self.token.borrow_mut()) {
            let token = self.token.borrow().clone();
            self.observer.token(&token);
        }
    }

    fn set_id(&self, id: &str) {
        self.set_token(|token| {
            let is_new = token.id.as_deref() != Some(id);
            if is_new {
                token.id = Some(id.into());
            }
            is_new
        });
    }

    fn set_modal(&self, is_sent: bool) {
        self.set_token(|token| std::mem::replace(&mut token.modal, is_sent) != is_sent);
    }

    pub(super) fn remaining(&self) -> u32 {
        (self.deadline - self.inner.platform.now()) as u32
    }

    async fn submit(&self, input: &Input) -> Result<(Submission, Followed), Error> {
        let prepared = pin!(self.inner.prepare(input, self.call));
        let prepared = match self.inner.with_timeout(self.remaining(), prepared).await {
            Some(prepared) => prepared?,
            None => return Err(Error::new(ErrorKind::TaskTimeout(None))),
        };
        let modal_sent = prepared.verb == Verb::Modal;
        if let Some(id) = prepared.parent.as_ref().filter(|_| modal_sent) {
            self.set_id(id);
            self.set_modal(true);
        }
        let token = self.token.borrow().clone();
        let accepted = self
            .inner
            .submit(prepared, self.call, &token, Some(self.deadline))
            .await;
        let accepted = accepted.inspect_err(|error| {
            if !error.maybe_submitted() {
                // The modal is still open.
                self.set_modal(false);
            }
        })?;
        let submission = accepted.submission;
        self.set_id(&submission.id);
        self.observer.submitted(&submission);
        let start = Start {
            age: Some(0.0),
            modal_sent,
            queued: submission.queue_position.is_some_and(|position| position > 0),
        };
        let mut followed = Followed::new(submission.id.clone(), true, start);
        followed.modal = accepted.modal;
        followed.memory.queue_position = submission.queue_position;
        if accepted.wants_modal {
            followed.waiting = Some(self.inner.task_of_submission(&submission));
        }
        Ok((submission, followed))
    }

    /// Polls a task until it succeeds or waits for input.
    async fn follow(&self, followed: &mut Followed) -> Result<Task, Error> {
        let memory = std::mem::take(&mut followed.memory);
        let mut poller = Poller::new(
            self.inner,
            self.call,
            &followed.id,
            followed.start,
            self.deadline,
            memory,
        );
        let end = poller
            .run(|task| {
                self.set_id(task.id());
                self.observer.polled(task);
            })
            .await;
        let last = poller.memory.last.take();
        let error = match end {
            End::Task(task) => match task.status() {
                Status::Failure => Error::new(ErrorKind::TaskFailed),
                Status::Cancel => Error::new(ErrorKind::TaskCancelled),
                _ => return Ok(task),
            },
            // There is a task, or was one: another submit would cost twice.
            End::Missing(error) | End::Failed(error) if followed.was_accepted || last.is_some() => {
                error.mark_accepted()
            }
            End::Failed(error) => error.mark_maybe_submitted(),
            // An ID that no gateway made is no task.
            End::Missing(error) => error,
        };
        Err(error.with_task_id(&followed.id).with_task(last))
    }

    /// Submits what a task waits for. Some gateways go on under another ID.
    async fn submit_modal(&self, task: &Task, followed: &Followed) -> Result<Followed, Error> {
        let input = Input::Modal {
            task: followed.id.as_str().into(),
            input: self.modal_input(task, followed).await?,
        };
        Ok(self.submit(&input).await?.1)
    }

    async fn modal_input(&self, task: &Task, followed: &Followed) -> Result<super::ModalInput, Error> {
        let answer = pin!(self.call.options.modal.answer(task, &followed.modal));
        let result = match self.inner.with_timeout(self.remaining(), answer).await {
            Some(result) => result,
            None => Err(Error::new(ErrorKind::TaskTimeout(None))),
        };
        result.map_err(|error| error.with_task(Some(task.clone())))
    }
}

impl Followed {
    pub(super) fn new(id: String, was_accepted: bool, start: Start) -> Self {
        Self {
            id,
            was_accepted,
            start,
            waiting: None,
            modal: ModalFacts::default(),
            memory: Memory::default(),
        }
    }
}

impl Inner {
    /// Builds the task that waits for input from the response to its submit, before the first poll.
    fn task_of_submission(&self, submission: &Submission) -> Task {
        let view = View {
            id: Some(submission.id.clone()),
            status: Status::Modal,
            claimed: None,
            is_blank: false,
            progress: Some(0),
            lacks_image: false,
        };
        let raw = Json::encode(submission).unwrap_or_default();
        let mut memory = Memory {
            queue_position: submission.queue_position,
            ..Memory::default()
        };
        self.build_task(&raw, &submission.id, &view, 0, &mut memory)
    }
}
