//! Following one task to its end: after each look, what next.

use super::{retry, schedule};
use crate::gateway::task::{Status, View};

/// How long after its submit a task may not be visible yet, in milliseconds.
pub const GRACE: f64 = 10_000.0;

/// How many looks in a row may miss a task that was seen before.
const MISSES: u32 = 3;

/// What a look showed.
#[derive(Clone, Copy, Debug)]
pub enum Sight {
    /// The task.
    Task {
        /// Where it stands.
        status: Status,
        /// A relay has it, but has not looked at it yet.
        is_blank: bool,
    },
    /// The gateway says that there is no such task.
    Missing,
    /// The look failed.
    Fault {
        /// Whether it can become better by waiting.
        passing: bool,
        /// What the gateway asked to wait, in milliseconds.
        retry_after: Option<f64>,
    },
}

/// What to do after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Look again after so many milliseconds.
    Look(u32),
    /// The task has ended, or waits for input: its status tells which.
    Stop,
    /// Give up: what the look showed is the outcome.
    Fail,
    /// The time is up.
    TimeOut,
}

/// What is known of a task when it begins to be followed. Times are in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start {
    /// How long ago it was submitted, where that is known.
    pub age: Option<f64>,
    /// Whether a modal of it was submitted: MODAL is pending then. A relay shows it for the whole run.
    pub modal_sent: bool,
    /// Whether its submit was told of tasks before it.
    pub queued: bool,
}

/// A task being followed.
#[derive(Debug)]
pub struct Watch {
    pace: schedule::Pace,
    /// Milliseconds from the start of the watch to the deadline.
    timeout: f64,
    start: Start,
    seen: bool,
    misses: u32,
    faults: u32,
    course: schedule::Course,
    progress: u8,
}

impl Watch {
    /// A task that nobody has looked at yet, to be followed for so many milliseconds.
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

    /// Whether the task was submitted just now, so that the watch sees how long it takes.
    pub fn is_whole(&self) -> bool {
        self.start.age == Some(0.0)
    }

    /// How long to wait before the first look: one that was submitted just now is not finished yet.
    pub fn first(&self) -> u32 {
        if self.is_whole() {
            self.bounded(0.0, 0.0)
        } else {
            0
        }
    }

    /// The progress so far: never less than what was shown before, and 100 only at success.
    pub fn progress(&mut self, view: &View) -> u8 {
        self.progress = self.progress.max(view.progress.unwrap_or(0));
        self.progress
    }

    /// Takes in a look that was sent `sent` milliseconds after the start of the watch, and ended `elapsed` milliseconds after it;
    /// `random` is 0–1, and `took` is how long the gateway's tasks take, or nothing.
    ///
    /// The deadline is asked last: after a gap (a sleeping laptop, a frozen tab, a clock that is set) a look that is begun behind it
    /// counts first.
    pub fn after(&mut self, sight: Sight, sent: f64, elapsed: f64, random: f64, took: f64) -> Next {
        let age = self.start.age.unwrap_or(0.0);
        let pause = match sight {
            Sight::Task { status, is_blank } => {
                (self.seen, self.misses, self.faults) = (true, 0, 0);
                match status {
                    Status::Success | Status::Failure | Status::Cancel => return Next::Stop,
                    Status::Modal if !self.start.modal_sent => return Next::Stop,
                    Status::Unknown => self.pace.longest(),
                    _ => {
                        self.course.saw(self.progress, is_blank, elapsed);
                        self.course.pause(self.pace, age, self.start.queued, took)
                    }
                }
            }
            Sight::Missing => {
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
            Sight::Fault { passing: false, .. } => return Next::Fail,
            Sight::Fault { retry_after, .. } => {
                self.faults += 1;
                retry::delay(self.faults - 1, retry_after, random).max(self.pace.shortest())
            }
        };
        // Sent in time, but over so late that nobody can have waited for it: the machine slept meanwhile.
        let is_gap = self.timeout > sent && elapsed > self.timeout + GAP;
        if self.timeout > elapsed || is_gap {
            Next::Look(pause)
        } else {
            Next::TimeOut
        }
    }

    /// How long the pause before the next look may be, whoever wants how long: one look more before the deadline, and none closer
    /// than the caller allows.
    pub fn bounded(&self, pause: f64, elapsed: f64) -> u32 {
        pause.max(self.pace.shortest().into()).min(self.timeout - elapsed) as u32
    }

    /// How long the next look may take, in milliseconds: not beyond the deadline, but long enough to be answered.
    pub fn look_timeout(&self, request_timeout: u32, elapsed: f64) -> u32 {
        let left = (self.timeout - elapsed).max(LAST_LOOK);
        f64::from(request_timeout).min(left) as u32
    }
}

/// What is later by so much is so by a gap: three such looks, for one may have waited for the request of another job.
const GAP: f64 = 3.0 * LAST_LOOK;

/// What the last look gets, which may start at the deadline or, after a gap, behind it.
const LAST_LOOK: f64 = 5_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    impl Watch {
        /// A look that was answered at once.
        fn saw(&mut self, sight: Sight, elapsed: f64, random: f64, took: f64) -> Next {
            self.after(sight, elapsed, elapsed, random, took)
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

    fn task(status: Status) -> Sight {
        Sight::Task {
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

    const PASSING: Sight = Sight::Fault {
        passing: true,
        retry_after: None,
    };

    #[test]
    fn a_status_decides() {
        for (status, modal_sent, wanted) in [
            (Status::NotStart, false, Next::Look(1_000)),
            (Status::Submitted, false, Next::Look(1_000)),
            (Status::InProgress, false, Next::Look(1_000)),
            (Status::Unknown, false, Next::Look(5_000)),
            (Status::Modal, false, Next::Stop),
            (Status::Modal, true, Next::Look(1_000)),
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
        assert_eq!(fresh.saw(Sight::Missing, 9_999.0, 0.0, 0.0), Next::Look(1_000));
        assert_eq!(fresh.saw(Sight::Missing, 10_000.0, 0.0, 0.0), Next::Fail);

        let mut unknown = aged(None);
        assert_eq!(unknown.saw(Sight::Missing, 0.0, 0.0, 0.0), Next::Fail);

        let mut seen = watch();
        seen.saw(task(Status::InProgress), 20_000.0, 0.0, 0.0);
        assert_eq!(seen.saw(Sight::Missing, 21_000.0, 0.0, 0.0), Next::Look(1_000));
        assert_eq!(seen.saw(Sight::Missing, 22_000.0, 0.0, 0.0), Next::Look(1_000));
        assert_eq!(seen.saw(Sight::Missing, 23_000.0, 0.0, 0.0), Next::Fail);
        seen.saw(task(Status::InProgress), 24_000.0, 0.0, 0.0);
        assert_eq!(seen.saw(Sight::Missing, 25_000.0, 0.0, 0.0), Next::Look(1_000));
    }

    #[test]
    fn a_failed_look_is_no_failed_task() {
        let mut watch = watch();
        for elapsed in 0..500 {
            assert!(matches!(
                watch.saw(PASSING, f64::from(elapsed), 0.5, 0.0),
                Next::Look(1_000..=8_000)
            ));
        }
        let asked = Sight::Fault {
            passing: true,
            retry_after: Some(3_000.0),
        };
        assert_eq!(self::watch().saw(asked, 0.0, 0.0, 0.0), Next::Look(3_000));
        let absurd = Sight::Fault {
            passing: true,
            retry_after: Some(3e10),
        };
        let Next::Look(pause) = watch.saw(absurd, 899_000.0, 0.0, 0.0) else {
            panic!("it looks no more");
        };
        assert_eq!(watch.bounded(pause.into(), 899_000.0), 1_000);
        assert_eq!(
            watch.saw(
                Sight::Fault {
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
    fn after_a_gap_the_look_counts_before_the_deadline() {
        let mut watch = watch();
        assert_eq!(watch.saw(task(Status::Success), 9e9, 0.0, 0.0), Next::Stop);
        assert_eq!(watch.saw(task(Status::InProgress), 9e9, 0.0, 0.0), Next::TimeOut);
        assert_eq!(
            watch.saw(task(Status::InProgress), 900_000.0, 0.0, 0.0),
            Next::TimeOut
        );
        // A look that the gap itself has spoilt is none behind it.
        let Next::Look(pause) = watch.after(PASSING, 1_000.0, 9e9, 0.0, 0.0) else {
            panic!("it looks no more");
        };
        assert_eq!(watch.bounded(pause.into(), 9e9), 0);
        assert_eq!(watch.look_timeout(30_000, 9e9), 5_000);
        assert_eq!(watch.look_timeout(30_000, 0.0), 30_000);
        assert_eq!(watch.look_timeout(30_000, 890_000.0), 10_000);
    }

    #[test]
    fn the_pause_follows_the_progress() {
        let mut watch = watch();
        let mut look = |told, elapsed| {
            watch.progress(&view(Status::InProgress, Some(told)));
            watch.saw(task(Status::InProgress), elapsed, 0.5, 0.0)
        };
        for (told, elapsed) in [(15, 10_000.0), (31, 20_000.0), (78, 50_000.0)] {
            look(told, elapsed);
        }
        let (Next::Look(early), Next::Look(late)) = (look(93, 60_000.0), look(93, 64_000.0)) else {
            panic!("it looks no more");
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
            assert_eq!(watch.bounded(wanted, elapsed), bounded, "{wanted} {elapsed}");
        }
    }

    #[test]
    fn what_was_just_submitted_is_not_looked_at_at_once() {
        assert_eq!(aged(Some(0.0)).first(), 1_000);
        assert_eq!(aged(Some(1.0)).first(), 0);
        assert_eq!(aged(None).first(), 0);
        let hurried = Watch::new(schedule::Pace::default(), 300.0, aged(Some(0.0)).start);
        assert_eq!(hurried.first(), 300);
    }

    #[test]
    fn a_clock_set_back_is_survived() {
        let mut watch = watch();
        assert_eq!(
            watch.saw(task(Status::InProgress), -3.6e6, 0.0, 0.0),
            Next::Look(1_000)
        );
    }

    #[test]
    fn progress_never_goes_back() {
        let mut watch = watch();
        for (status, told, wanted) in [
            (Status::InProgress, Some(31), 31),
            (Status::Submitted, Some(0), 31),
            (Status::InProgress, None, 31),
            (Status::InProgress, Some(99), 99),
            (Status::Failure, None, 99),
            (Status::Success, Some(100), 100),
        ] {
            assert_eq!(watch.progress(&view(status, told)), wanted);
        }
    }
}
