//! Following one task to its end: what comes after each poll.

use super::{retry, schedule};
use crate::gateway::task::{Status, View};

/// Time after its submit in which a task may not be visible yet, in milliseconds.
pub const GRACE: f64 = 10_000.0;

/// Number of polls in a row that may miss a task that an earlier poll returned.
const MISSES: u32 = 3;

/// What a poll showed.
#[derive(Clone, Copy, Debug)]
pub enum PollOutcome {
    /// The task.
    Task {
        /// Its status.
        status: Status,
        /// Whether a relay has the task but has not polled its upstream yet.
        is_blank: bool,
        /// Whether the next poll has to confirm the end of the task.
        is_unconfirmed: bool,
    },
    /// The gateway knows no such task.
    Missing,
    /// The poll failed.
    Fault {
        /// Whether a retry may succeed.
        passing: bool,
        /// `Retry-After`, in milliseconds.
        retry_after: Option<f64>,
    },
}

/// What to do after a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Poll again after this pause, in milliseconds.
    Poll(u32),
    /// The task ended or waits for input. Its status tells which.
    Stop,
    /// Give up. What the poll showed is the result.
    Fail,
    /// The deadline is over.
    TimeOut,
}

/// What is known of a task before the first poll. Times are in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start {
    /// Time since its submit. `None` if it is unknown, 0 if this job submitted it.
    pub age: Option<f64>,
    /// Whether its modal was submitted. Then MODAL counts as running: a relay shows it for the whole run.
    pub modal_sent: bool,
    /// Whether the gateway queued it behind other tasks.
    pub queued: bool,
}

/// The state of following one task.
#[derive(Debug)]
pub struct Watch {
    pace: schedule::Pace,
    /// Time from the start of the watch to the deadline, in milliseconds.
    timeout: f64,
    start: Start,
    seen: bool,
    misses: u32,
    faults: u32,
    course: schedule::Course,
    progress: u8,
    /// The end that the last poll showed by a word that is none of the protocol's.
    claimed: Option<Status>,
    /// Whether the last poll showed a success without its image.
    lacked_image: bool,
}

impl Watch {
    /// Creates a watch. `timeout` is the time until the deadline, in milliseconds.
    pub fn new(pace: schedule::Pace, timeout: f64, start: Start) -> Self {
        Self {
            pace,
            timeout,
            start,
            seen: false,
            misses: 0,
            faults: 0,
            course: schedule::Course::default(),
            progress: 0,
            claimed: None,
            lacked_image: false,
        }
    }

    /// Takes the end that a poll shows only if it is certain, and returns whether the next poll has to confirm it. Until then the task
    /// runs. A word that is none of the protocol's counts if two polls in a row agree; an image may come one poll after the success, unless
    /// the deadline is over.
    pub fn confirm(&mut self, view: &mut View, elapsed: f64) -> bool {
        let claimed = std::mem::replace(&mut self.claimed, view.claimed);
        if let Some(status) = view.claimed {
            if claimed != view.claimed {
                return true;
            }
            view.status = status;
            if status == Status::Success {
                view.progress = Some(100);
            }
        }
        let lacks_image = view.status == Status::Success && view.lacks_image;
        let lacked_image = std::mem::replace(&mut self.lacked_image, lacks_image);
        let is_unconfirmed = lacks_image && !lacked_image && elapsed < self.timeout;
        if is_unconfirmed {
            view.set_unconfirmed();
        }
        is_unconfirmed
    }

    /// Returns `true` if this job submitted the task, so that the watch sees how long the task takes.
    pub fn was_just_submitted(&self) -> bool {
        self.start.age == Some(0.0)
    }

    /// Returns `true` if the task's modal was sent.
    pub fn was_modal_sent(&self) -> bool {
        self.start.modal_sent
    }

    /// Returns the pause before the first poll. A task that was just submitted is not finished yet.
    pub fn first_pause(&self) -> u32 {
        if self.was_just_submitted() {
            self.bounded_pause(0.0, 0.0, false)
        } else {
            0
        }
    }

    /// Returns the progress so far. It never decreases, and is 100 only on success.
    pub fn progress(&mut self, view: &View) -> u8 {
        self.progress = self.progress.max(view.progress.unwrap_or(0));
        self.progress
    }

    /// Records a poll and decides what comes next.
    ///
    /// `sent` and `elapsed` are the times at which the poll was sent and ended, in milliseconds after the start of the watch. `random`
    /// is 0–1. `typical_duration` is how long tasks take at this gateway, or 0.
    ///
    /// The deadline counts last: after a gap (a sleeping laptop, a frozen tab, a changed clock) one more poll comes first.
    pub fn after(
        &mut self,
        outcome: PollOutcome,
        sent: f64,
        elapsed: f64,
        random: f64,
        typical_duration: f64,
    ) -> Next {
        let age = self.start.age.unwrap_or(0.0);
        let pause = match outcome {
            PollOutcome::Task {
                is_unconfirmed: true, ..
            } => {
                (self.seen, self.misses, self.faults) = (true, 0, 0);
                self.pace.shortest()
            }
            PollOutcome::Task { status, is_blank, .. } => {
                (self.seen, self.misses, self.faults) = (true, 0, 0);
                match status {
                    Status::Success | Status::Failure | Status::Cancel => return Next::Stop,
                    Status::Modal if !self.start.modal_sent => return Next::Stop,
                    Status::Unknown => self.pace.longest(),
                    _ => {
                        self.course.record(self.progress, is_blank, elapsed);
                        self.course
                            .pause(self.pace, age, self.start.queued, typical_duration)
                    }
                }
            }
            PollOutcome::Missing => {
                self.misses += 1;
                let forgiven = if self.seen {
                    self.misses < MISSES
                } else {
                    self.start.age.is_some_and(|age| age + elapsed < GRACE)
                };
                if !forgiven {
                    return Next::Fail;
                }
                self.pace.shortest()
            }
            PollOutcome::Fault { passing: false, .. } => return Next::Fail,
            PollOutcome::Fault { retry_after, .. } => {
                self.faults += 1;
                retry::delay(self.faults - 1, retry_after, random).max(self.pace.shortest())
            }
        };
        if self.timeout > elapsed || self.timeout > sent && is_gap(self.timeout, elapsed) {
            Next::Poll(pause)
        } else {
            Next::TimeOut
        }
    }

    /// Limits a pause: not shorter than the caller allows, and so short that the last poll comes before the deadline, with time for its
    /// response. If no poll fits any more, the pause lasts until the deadline. A pause that the gateway asked for is not made shorter.
    pub fn bounded_pause(&self, pause: f64, elapsed: f64, is_asked_for: bool) -> u32 {
        let (shortest, remaining) = (f64::from(self.pace.shortest()), self.timeout - elapsed);
        let mut pause = pause.max(shortest);
        if !is_asked_for {
            pause = pause.min((remaining - LAST_POLL.min(remaining / 2.0)).max(shortest));
        }
        let fits = pause <= f64::from(self.room(elapsed));
        (if fits { pause } else { remaining }) as u32
    }

    /// Returns the time left until the deadline, in milliseconds.
    pub fn remaining(&self, elapsed: f64) -> u32 {
        (self.timeout - elapsed) as u32
    }

    /// Returns the time left until the last moment for a poll, in milliseconds.
    pub fn room(&self, elapsed: f64) -> u32 {
        self.remaining(elapsed)
            .saturating_sub(self.pace.shortest().min(RESPONSE))
    }

    /// Returns the timeout of the next poll, in milliseconds: not beyond the deadline. `None` if the deadline is over. If it passed in a
    /// gap, which is known because the poll was planned before it, one more poll comes first.
    pub fn poll_timeout(&self, request_timeout: u32, planned: f64, elapsed: f64) -> Option<u32> {
        let left = if elapsed < self.timeout {
            self.timeout - elapsed
        } else if planned < self.timeout || is_gap(self.timeout, elapsed) {
            AFTER_GAP
        } else {
            return None;
        };
        Some(f64::from(request_timeout).min(left) as u32)
    }
}

/// Returns `true` if it is so late after a deadline that the machine must have slept.
pub fn is_gap(deadline: f64, now: f64) -> bool {
    now > deadline + LATE
}

/// Timers of a page in the background are up to a second late.
const LATE: f64 = 2_000.0;

/// Timeout of the one poll that comes after a gap, in milliseconds.
pub const AFTER_GAP: f64 = 10_000.0;

/// The last poll comes so long before the deadline, in milliseconds, or when half of the time is over.
const LAST_POLL: f64 = 5_000.0;

/// A poll is sent only if it has this time for its response, in milliseconds, or the shortest pause.
const RESPONSE: u32 = 250;

#[cfg(test)]
mod tests;
