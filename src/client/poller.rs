//! Polls one task until it ends or waits for input.

use std::{future::poll_fn, pin::pin, rc::Rc, task::Poll};

use super::{
    Call, Error, ErrorKind, Inner, Task,
    build_task::Memory,
    exchange::Outgoing,
    polls::{OpenPoll, PollAnswer, Stage},
    query::{read_task, read_tasks},
    resend::{Limits, Resend},
};
use crate::{
    gateway::{
        read::{self, PollResponse},
        task::Status,
    },
    policy::watch::{Next, PollOutcome, Start, Watch},
};

/// A poller of one task. Dropping it leaves the shared requests.
pub(super) struct Poller<'a> {
    pub(super) inner: &'a Inner,
    pub(super) call: &'a Call,
    pub(super) poll: Rc<OpenPoll>,
    /// Start of the polling, in milliseconds since 1970.
    started_at: f64,
    pub(super) watch: Watch,
    pub memory: Memory,
}

/// How the polls of a task ended.
pub(super) enum End {
    /// The task has this status, which is final or MODAL.
    Task(Task),
    /// The gateway knows no such task.
    Missing(Error),
    /// A poll failed for good, or the deadline is over.
    Failed(Error),
}

impl<'a> Poller<'a> {
    /// Creates a poller. `deadline` is in milliseconds since 1970.
    pub fn new(
        inner: &'a Inner,
        call: &'a Call,
        id: &str,
        start: Start,
        deadline: f64,
        memory: Memory,
    ) -> Self {
        let (started_at, pace) = (inner.platform.now(), call.options.pace);
        // A modal makes a second row of its task, which a relay shows for ever. And other headers may belong to another account.
        let is_alone = start.modal_sent || call.has_own_headers;
        Self {
            inner,
            call,
            poll: inner.polls.open(id, pace, is_alone),
            started_at,
            watch: Watch::new(pace, deadline - started_at, start),
            memory,
        }
    }

    pub(super) fn elapsed(&self) -> f64 {
        self.inner.platform.now() - self.started_at
    }

    /// Polls until the task ends or waits for input. Calls `on_task` after each poll that shows the task.
    pub async fn run(&mut self, on_task: impl Fn(&Task)) -> End {
        let (mut pause, mut is_asked_for) = (self.watch.first_pause(), false);
        let mut last_failure = None;
        let timed_out =
            |last: Option<Error>| End::Failed(Error::new(ErrorKind::TaskTimeout(last.map(Box::new))));
        loop {
            let Some(mut answer) = self.next_answer(pause, is_asked_for).await else {
                return timed_out(last_failure);
            };
            if let Some(row) = self.newer_row(&answer).await {
                answer = Ok(Rc::new(row));
            }
            let (outcome, result) = self.interpret(answer);
            if let Ok(task) = &result {
                on_task(task);
            }
            is_asked_for = matches!(
                outcome,
                PollOutcome::Fault {
                    retry_after: Some(_),
                    ..
                }
            );
            let next = self.watch.after(
                outcome,
                self.poll.last_sent.get().unwrap_or_default() - self.started_at,
                self.elapsed(),
                self.inner.platform.random(),
                self.inner.learned.typical_duration.get(),
            );
            match (next, result) {
                (Next::Poll(planned), result) => {
                    let wanted = self.wanted_pause(planned, result.as_ref().ok());
                    pause = self.watch.bounded_pause(wanted, self.elapsed(), is_asked_for);
                    last_failure = result.err();
                }
                // A poll that the deadline ended says less than the failure before it.
                (Next::TimeOut, Err(error)) if matches!(error.kind(), ErrorKind::RequestTimeout) => {
                    return timed_out(last_failure.or(Some(error)));
                }
                (Next::TimeOut, result) => return timed_out(result.err()),
                // A list may lack what a poll of the task itself shows.
                (Next::Fail, Err(_)) if matches!(outcome, PollOutcome::Missing) && self.poll.leave_list() => {
                    pause = self.watch.bounded_pause(0.0, self.elapsed(), false);
                }
                (Next::Stop | Next::Fail, result) => {
                    if self.watch.was_just_submitted() {
                        self.inner.learned.typical_duration.set(self.elapsed());
                    }
                    return match (outcome, result) {
                        (_, Ok(task)) => End::Task(task),
                        (PollOutcome::Missing, Err(error)) => End::Missing(error),
                        (_, Err(error)) => End::Failed(error),
                    };
                }
            }
        }
    }

    /// Returns the pause that the page's visibility and the caller's own function make of the planned one.
    fn wanted_pause(&self, planned: u32, task: Option<&Task>) -> f64 {
        let longest = self.call.options.pace.longest();
        let planned = if self.inner.platform.is_in_background() {
            planned.max(longest)
        } else {
            planned
        };
        let strategy = self.call.options.strategy.as_ref();
        strategy
            .and_then(|strategy| strategy(task, planned))
            .filter(|pause| *pause >= 0.0)
            .unwrap_or(planned.into())
    }

    /// Interprets the answer to a poll: the outcome for the policy, and the result for the caller.
    fn interpret(&mut self, answer: PollAnswer) -> (PollOutcome, Result<Task, Error>) {
        let fault = |passing, retry_after| PollOutcome::Fault { passing, retry_after };
        let reply = match answer {
            Ok(reply) => reply,
            Err(error) => return (fault(error.is_transient(), None), Err(error)),
        };
        match read::task(&self.poll.id, reply.status, reply.json.as_ref(), &reply.text) {
            PollResponse::Task(mut view, raw) => {
                self.inner.learned.is_confirmed.set(true);
                let mut is_unconfirmed = self.watch.confirm(&mut view, self.elapsed());
                if reply.is_unconfirmed && view.status == Status::Success {
                    // Only a poll of the task itself confirms it.
                    self.poll.is_alone.set(true);
                    view.set_unconfirmed();
                    is_unconfirmed = true;
                }
                let progress = self.watch.progress(&view);
                let task = self
                    .inner
                    .build_task(&raw, &self.poll.id, &view, progress, &mut self.memory);
                let outcome = PollOutcome::Task {
                    status: view.status,
                    is_blank: view.is_blank,
                    is_unconfirmed,
                };
                (outcome, Ok(task))
            }
            PollResponse::Missing(refusal) => {
                (PollOutcome::Missing, Err(self.inner.refused(refusal, &reply)))
            }
            PollResponse::Fault(refusal) => {
                // A web page means a wrong URL. After a valid response, or with an error status, it means a proxy's failure.
                let is_confirmed = self.inner.learned.is_confirmed.get();
                let is_wrong_url = refusal.is_html && reply.status < 300 && !is_confirmed;
                let is_transient = read::is_transient_status(reply.status) && !is_wrong_url;
                let outcome = fault(is_transient, reply.retry_after);
                (outcome, Err(self.inner.refused(refusal, &reply)))
            }
        }
    }

    /// Polls after a pause: earlier where that costs no request and the gateway did not ask for the pause, or later where it saves one.
    /// Returns `None` if the deadline is over.
    async fn next_answer(&self, pause: u32, is_asked_for: bool) -> Option<PollAnswer> {
        // No poll comes after a pause that lasts until the deadline, so it must not become shorter.
        let is_fixed = is_asked_for || pause >= self.watch.remaining(self.elapsed());
        let wait = self.poll.plan(self.inner.platform.now(), pause, is_fixed);
        loop {
            let planned = match self.turn(wait).await {
                Ok(answer) => return Some(answer),
                Err(planned) => planned,
            };
            let elapsed = self.elapsed();
            let timeout = self
                .watch
                .poll_timeout(self.call.read_timeout(), planned, elapsed)?;
            let ids = self.inner.polls.claim(&self.poll, self.is_alone());
            let count = ids.len() as u32;
            self.inner.learned.count(|stats| {
                stats.polls += count;
                stats.batched += if count > 1 { count } else { 0 };
            });
            if count < 2 {
                let answer = self.exchange(&read_task(&self.poll.id), timeout).await;
                self.poll.stage.set(Stage::Idle);
                self.poll.leader.set(None);
                return Some(answer);
            }
            let outgoing = read_tasks(ids.iter().map(String::as_str));
            let answer = self.exchange(&outgoing, timeout).await;
            let is_timeout = |error: &Error| matches!(error.kind(), ErrorKind::RequestTimeout);
            if timeout == self.watch.remaining(elapsed) && answer.as_ref().is_err_and(is_timeout) {
                // The deadline of this job ended the request. The others poll by themselves.
                self.inner.polls.release(&self.poll);
                return Some(answer);
            }
            self.hand_out(answer);
        }
    }

    pub(super) async fn exchange(&self, outgoing: &Outgoing, timeout: u32) -> PollAnswer {
        let limits = Limits {
            timeout,
            deadline: None,
        };
        let reply = self.inner.send(outgoing, Resend::Never, self.call, limits).await;
        reply.map(Rc::new)
    }

    /// Returns `true` if the task is polled by itself: for a reason of its own, or because its gateway has no lists.
    fn is_alone(&self) -> bool {
        self.poll.is_alone.get() || self.inner.lacks_lists()
    }

    /// Waits for an answer, or until it is this job's turn to poll: after `limit` milliseconds. Then it returns when the turn was planned
    /// for, in milliseconds after the start of the polling.
    async fn turn(&self, mut limit: u32) -> Result<PollAnswer, f64> {
        // A job that polls for this one may never be driven again: its answer is awaited only one second longer than its request may take.
        let (patience, mut awaited) = (self.call.read_timeout().saturating_add(1_000), None);
        loop {
            let planned = self.elapsed() + f64::from(limit);
            let answer_or_turn = pin!(poll_fn(|context| {
                self.poll.waker.set(Some(context.waker().clone()));
                let answer = self.poll.answer.take();
                if answer.is_some() || self.poll.stage.get() == Stage::Due {
                    Poll::Ready(answer)
                } else {
                    Poll::Pending
                }
            }));
            if let Some(answer) = self.inner.with_timeout(limit, answer_or_turn).await {
                return answer.ok_or(planned);
            }
            let elapsed = self.elapsed();
            let sent = self.poll.last_sent.get();
            limit = match self.poll.stage.get() {
                Stage::Sent if sent == awaited => 0,
                Stage::Sent => {
                    awaited = sent;
                    self.watch.poll_timeout(patience, planned, elapsed).unwrap_or(0)
                }
                // A deadline comes before a distance.
                _ => {
                    let distance = self.inner.polls.distance(&self.poll, self.is_alone());
                    distance.min(self.watch.room(elapsed))
                }
            };
            if limit == 0 {
                return Err(planned);
            }
        }
    }
}

impl Drop for Poller<'_> {
    fn drop(&mut self) {
        self.inner.polls.close(&self.poll);
    }
}

impl Task {
    /// Returns `true` if the task waits for input.
    pub(super) fn waits_for_input(&self) -> bool {
        self.status() == Status::Modal
    }
}
