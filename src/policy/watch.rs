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
    /// The task, with that status.
    Task(Status),
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

/// A task being followed.
#[derive(Debug)]
pub struct Watch {
    pace: schedule::Pace,
    /// Milliseconds from the start of the watch to the deadline.
    timeout: f64,
    /// Milliseconds from the start of the watch in which not being visible yet is forgiven.
    grace: f64,
    /// A modal of this task was submitted: MODAL is pending then. A relay shows it for the whole run.
    modal_sent: bool,
    seen: bool,
    misses: u32,
    faults: u32,
    course: schedule::Course,
    progress: u8,
}

impl Watch {
    /// A task that nobody has looked at yet. Times are in milliseconds from now; `grace` is what is left of [`GRACE`],
    /// nothing where nobody knows when the task was submitted.
    pub fn new(pace: schedule::Pace, timeout: f64, grace: f64, modal_sent: bool) -> Self {
        Self {
            pace,
            timeout,
            grace,
            modal_sent,
            seen: false,
            misses: 0,
            faults: 0,
            course: schedule::Course::default(),
            progress: 0,
        }
    }

    /// The progress so far: never less than what was shown before, and 100 only at success.
    pub fn progress(&mut self, view: &View) -> u8 {
        let cap = if view.status == Status::Success { 100 } else { 99 };
        self.progress = self.progress.max(view.progress.unwrap_or(0)).min(cap);
        self.progress
    }

    /// Takes in a look that ended `elapsed` milliseconds after the start of the watch; `random` is 0–1.
    ///
    /// The deadline is asked last: after a gap (a sleeping laptop, a frozen tab) the look that followed it counts first.
    pub fn after(&mut self, sight: Sight, elapsed: f64, random: f64) -> Next {
        let pause = match sight {
            Sight::Task(status) => {
                (self.seen, self.misses, self.faults) = (true, 0, 0);
                match status {
                    Status::Success | Status::Failure | Status::Cancel => return Next::Stop,
                    Status::Modal if !self.modal_sent => return Next::Stop,
                    Status::Unknown => self.pace.max.max(self.pace.min),
                    _ => {
                        self.course.saw(self.progress, elapsed);
                        self.course.pause(self.pace)
                    }
                }
            }
            Sight::Missing => {
                self.misses += 1;
                let forgiven = if self.seen {
                    self.misses < MISSES
                } else {
                    elapsed < self.grace
                };
                if !forgiven {
                    return Next::Fail;
                }
                self.pace.shortest()
            }
            Sight::Fault { passing: false, .. } => return Next::Fail,
            Sight::Fault { retry_after, .. } => {
                self.faults += 1;
                retry::delay(self.faults - 1, retry_after, random).max(self.pace.min)
            }
        };
        let left = self.timeout - elapsed;
        if left <= 0.0 {
            Next::TimeOut
        } else {
            Next::Look(f64::from(pause).min(left) as u32)
        }
    }

    /// How long the next look may take, in milliseconds: not beyond the deadline, but long enough to be answered.
    pub fn look_timeout(&self, request_timeout: u32, elapsed: f64) -> u32 {
        let left = (self.timeout - elapsed).max(LAST_LOOK);
        f64::from(request_timeout).min(left) as u32
    }
}

/// What the last look gets, which may start at the deadline or, after a gap, behind it.
const LAST_LOOK: f64 = 5_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn watch() -> Watch {
        Watch::new(schedule::Pace::default(), 900_000.0, GRACE, false)
    }

    fn view(status: Status, progress: Option<u8>) -> View {
        View {
            id: None,
            status,
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
            watch.modal_sent = modal_sent;
            assert_eq!(
                watch.after(Sight::Task(status), 1.0, 0.5),
                wanted,
                "{status:?} {modal_sent}"
            );
        }
    }

    #[test]
    fn a_task_not_visible_yet_gets_ten_seconds_and_a_seen_one_three_misses() {
        let mut fresh = watch();
        assert_eq!(fresh.after(Sight::Missing, 9_999.0, 0.0), Next::Look(1_000));
        assert_eq!(fresh.after(Sight::Missing, 10_000.0, 0.0), Next::Fail);

        let mut unknown = Watch::new(schedule::Pace::default(), 900_000.0, 0.0, false);
        assert_eq!(unknown.after(Sight::Missing, 0.0, 0.0), Next::Fail);

        let mut seen = watch();
        seen.after(Sight::Task(Status::InProgress), 20_000.0, 0.0);
        assert_eq!(seen.after(Sight::Missing, 21_000.0, 0.0), Next::Look(1_000));
        assert_eq!(seen.after(Sight::Missing, 22_000.0, 0.0), Next::Look(1_000));
        assert_eq!(seen.after(Sight::Missing, 23_000.0, 0.0), Next::Fail);
        seen.after(Sight::Task(Status::InProgress), 24_000.0, 0.0);
        assert_eq!(seen.after(Sight::Missing, 25_000.0, 0.0), Next::Look(1_000));
    }

    #[test]
    fn a_failed_look_is_no_failed_task() {
        let mut watch = watch();
        for elapsed in 0..500 {
            assert!(matches!(
                watch.after(PASSING, f64::from(elapsed), 0.5),
                Next::Look(1_000..=8_000)
            ));
        }
        let asked = Sight::Fault {
            passing: true,
            retry_after: Some(3_000.0),
        };
        assert_eq!(self::watch().after(asked, 0.0, 0.0), Next::Look(3_000));
        let absurd = Sight::Fault {
            passing: true,
            retry_after: Some(3e10),
        };
        assert_eq!(watch.after(absurd, 899_000.0, 0.0), Next::Look(1_000));
        assert_eq!(
            watch.after(
                Sight::Fault {
                    passing: false,
                    retry_after: None
                },
                0.0,
                0.0
            ),
            Next::Fail
        );
    }

    #[test]
    fn after_a_gap_the_look_counts_before_the_deadline() {
        let mut watch = watch();
        assert_eq!(watch.after(Sight::Task(Status::Success), 9e9, 0.0), Next::Stop);
        assert_eq!(
            watch.after(Sight::Task(Status::InProgress), 9e9, 0.0),
            Next::TimeOut
        );
        assert_eq!(
            watch.after(Sight::Task(Status::InProgress), 900_000.0, 0.0),
            Next::TimeOut
        );
        assert_eq!(watch.look_timeout(30_000, 9e9), 5_000);
        assert_eq!(watch.look_timeout(30_000, 0.0), 30_000);
        assert_eq!(watch.look_timeout(30_000, 890_000.0), 10_000);
    }

    #[test]
    fn the_pause_follows_the_progress() {
        let mut watch = watch();
        let mut look = |told, elapsed| {
            watch.progress(&view(Status::InProgress, Some(told)));
            watch.after(Sight::Task(Status::InProgress), elapsed, 0.5)
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
    fn a_clock_set_back_is_survived() {
        let mut watch = watch();
        assert_eq!(
            watch.after(Sight::Task(Status::InProgress), -3.6e6, 0.0),
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
            (Status::InProgress, Some(100), 99),
            (Status::Failure, None, 99),
            (Status::Success, Some(100), 100),
        ] {
            assert_eq!(watch.progress(&view(status, told)), wanted);
        }
    }
}
