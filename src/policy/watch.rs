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
        }
    }

    /// Returns `true` if this job submitted the task, so that the watch sees how long the task takes.
    pub fn was_just_submitted(&self) -> bool {
        self.start.age == Some(0.0)
    }

    /// Returns the pause before the first poll. A task that was just submitted is not finished yet.
    pub fn first_pause(&self) -> u32 {
        if self.was_just_submitted() {
            self.bounded_pause(0.0, 0.0)
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
            PollOutcome::Task { status, is_blank } => {
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
        // The poll was sent in time, but ended later than any poll can last: the machine slept meanwhile.
        let is_gap = self.timeout > sent && elapsed > self.timeout + GAP;
        if self.timeout > elapsed || is_gap {
            Next::Poll(pause)
        } else {
            Next::TimeOut
        }
    }

    /// Limits a pause: not shorter than the caller allows, and not beyond the deadline, so that one more poll comes before it.
    pub fn bounded_pause(&self, pause: f64, elapsed: f64) -> u32 {
        pause.max(self.pace.shortest().into()).min(self.timeout - elapsed) as u32
    }

    /// Returns the time left until the deadline, in milliseconds.
    pub fn remaining(&self, elapsed: f64) -> u32 {
        (self.timeout - elapsed) as u32
    }

    /// Returns the timeout of the next poll, in milliseconds: not beyond the deadline, but long enough for a response.
    pub fn poll_timeout(&self, request_timeout: u32, elapsed: f64) -> u32 {
        let left = (self.timeout - elapsed).max(LAST_POLL);
        f64::from(request_timeout).min(left) as u32
    }
}

/// A poll that ends so late after the deadline shows a gap. Three polls, because one may have waited for the request of another job.
const GAP: f64 = 3.0 * LAST_POLL;

/// Shortest timeout of a poll, in milliseconds. The last poll may start at the deadline or, after a gap, behind it.
const LAST_POLL: f64 = 5_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    impl Watch {
        /// Records a poll that got its response at once.
        fn saw(&mut self, outcome: PollOutcome, elapsed: f64, random: f64, typical_duration: f64) -> Next {
            self.after(outcome, elapsed, elapsed, random, typical_duration)
        }
    }

    /// A task that was submitted so long ago.
    fn aged(age: Option<f64>) -> Watch {
        let start = Start {
            age,
            ..Start::default()
        };
        Watch::new(schedule::Pace::default(), 900_000.0, start)
    }

    fn watch() -> Watch {
        aged(Some(0.0))
    }

    fn task(status: Status) -> PollOutcome {
        PollOutcome::Task {
            status,
            is_blank: false,
        }
    }

    fn view(status: Status, progress: Option<u8>) -> View {
        View {
            id: None,
            status,
            is_blank: false,
            progress,
        }
    }

    const PASSING: PollOutcome = PollOutcome::Fault {
        passing: true,
        retry_after: None,
    };

    #[test]
    fn a_status_decides() {
        for (status, modal_sent, wanted) in [
            (Status::NotStart, false, Next::Poll(1_000)),
            (Status::Submitted, false, Next::Poll(1_000)),
            (Status::InProgress, false, Next::Poll(1_000)),
            (Status::Unknown, false, Next::Poll(5_000)),
            (Status::Modal, false, Next::Stop),
            (Status::Modal, true, Next::Poll(1_000)),
            (Status::Success, false, Next::Stop),
            (Status::Failure, false, Next::Stop),
            (Status::Cancel, false, Next::Stop),
        ] {
            let mut watch = watch();
            watch.start.modal_sent = modal_sent;
            assert_eq!(
                watch.saw(task(status), 1.0, 0.5, 0.0),
                wanted,
                "{status:?} {modal_sent}"
            );
        }
    }

    #[test]
    fn a_task_not_visible_yet_gets_ten_seconds_and_a_seen_one_three_misses() {
        let mut fresh = watch();
        assert_eq!(
            fresh.saw(PollOutcome::Missing, 9_999.0, 0.0, 0.0),
            Next::Poll(1_000)
        );
        assert_eq!(fresh.saw(PollOutcome::Missing, 10_000.0, 0.0, 0.0), Next::Fail);

        let mut unknown = aged(None);
        assert_eq!(unknown.saw(PollOutcome::Missing, 0.0, 0.0, 0.0), Next::Fail);

        let mut seen = watch();
        seen.saw(task(Status::InProgress), 20_000.0, 0.0, 0.0);
        assert_eq!(
            seen.saw(PollOutcome::Missing, 21_000.0, 0.0, 0.0),
            Next::Poll(1_000)
        );
        assert_eq!(
            seen.saw(PollOutcome::Missing, 22_000.0, 0.0, 0.0),
            Next::Poll(1_000)
        );
        assert_eq!(seen.saw(PollOutcome::Missing, 23_000.0, 0.0, 0.0), Next::Fail);
        seen.saw(task(Status::InProgress), 24_000.0, 0.0, 0.0);
        assert_eq!(
            seen.saw(PollOutcome::Missing, 25_000.0, 0.0, 0.0),
            Next::Poll(1_000)
        );
    }

    #[test]
    fn a_failed_poll_is_no_failed_task() {
        let mut watch = watch();
        for elapsed in 0..500 {
            assert!(matches!(
                watch.saw(PASSING, f64::from(elapsed), 0.5, 0.0),
                Next::Poll(1_000..=8_000)
            ));
        }
        let limited = PollOutcome::Fault {
            passing: true,
            retry_after: Some(3_000.0),
        };
        assert_eq!(self::watch().saw(limited, 0.0, 0.0, 0.0), Next::Poll(3_000));
        let absurd = PollOutcome::Fault {
            passing: true,
            retry_after: Some(3e10),
        };
        let Next::Poll(pause) = watch.saw(absurd, 899_000.0, 0.0, 0.0) else {
            panic!("it polls no more");
        };
        assert_eq!(watch.bounded_pause(pause.into(), 899_000.0), 1_000);
        assert_eq!(
            watch.saw(
                PollOutcome::Fault {
                    passing: false,
                    retry_after: None
                },
                0.0,
                0.0,
                0.0
            ),
            Next::Fail
        );
    }

    #[test]
    fn after_a_gap_the_poll_counts_before_the_deadline() {
        let mut watch = watch();
        assert_eq!(watch.saw(task(Status::Success), 9e9, 0.0, 0.0), Next::Stop);
        assert_eq!(watch.saw(task(Status::InProgress), 9e9, 0.0, 0.0), Next::TimeOut);
        assert_eq!(
            watch.saw(task(Status::InProgress), 900_000.0, 0.0, 0.0),
            Next::TimeOut
        );
        // A poll that failed because of the gap is not the one that comes after it.
        let Next::Poll(pause) = watch.after(PASSING, 1_000.0, 9e9, 0.0, 0.0) else {
            panic!("it polls no more");
        };
        assert_eq!(watch.bounded_pause(pause.into(), 9e9), 0);
        assert_eq!(watch.poll_timeout(30_000, 9e9), 5_000);
        assert_eq!(watch.poll_timeout(30_000, 0.0), 30_000);
        assert_eq!(watch.poll_timeout(30_000, 890_000.0), 10_000);
    }

    #[test]
    fn the_pause_follows_the_progress() {
        let mut watch = watch();
        let mut poll = |progress, elapsed| {
            watch.progress(&view(Status::InProgress, Some(progress)));
            watch.saw(task(Status::InProgress), elapsed, 0.5, 0.0)
        };
        for (progress, elapsed) in [(15, 10_000.0), (31, 20_000.0), (78, 50_000.0)] {
            poll(progress, elapsed);
        }
        let (Next::Poll(early), Next::Poll(late)) = (poll(93, 60_000.0), poll(93, 64_000.0)) else {
            panic!("it polls no more");
        };
        assert!(late < early && late < 1_100, "{early}, then {late}");
    }

    #[test]
    fn a_pause_is_within_what_the_caller_allows_and_the_deadline() {
        let watch = watch();
        for (wanted, elapsed, bounded) in [
            (0.0, 0.0, 1_000),
            (f64::NAN, 0.0, 1_000),
            (7e3, 0.0, 7_000),
            (f64::INFINITY, 0.0, 900_000),
            (7e3, 899_500.0, 500),
            (7e3, 1e9, 0),
        ] {
            assert_eq!(
                watch.bounded_pause(wanted, elapsed),
                bounded,
                "{wanted} {elapsed}"
            );
        }
    }

    #[test]
    fn a_task_that_was_just_submitted_is_not_polled_at_once() {
        assert_eq!(aged(Some(0.0)).first_pause(), 1_000);
        assert_eq!(aged(Some(1.0)).first_pause(), 0);
        assert_eq!(aged(None).first_pause(), 0);
        let hurried = Watch::new(schedule::Pace::default(), 300.0, aged(Some(0.0)).start);
        assert_eq!(hurried.first_pause(), 300);
    }

    #[test]
    fn a_clock_set_back_is_survived() {
        let mut watch = watch();
        assert_eq!(
            watch.saw(task(Status::InProgress), -3.6e6, 0.0, 0.0),
            Next::Poll(1_000)
        );
    }

    #[test]
    fn progress_never_goes_back() {
        let mut watch = watch();
        for (status, sent, wanted) in [
            (Status::InProgress, Some(31), 31),
            (Status::Submitted, Some(0), 31),
            (Status::InProgress, None, 31),
            (Status::InProgress, Some(99), 99),
            (Status::Failure, None, 99),
            (Status::Success, Some(100), 100),
        ] {
            assert_eq!(watch.progress(&view(status, sent)), wanted);
        }
    }
}
