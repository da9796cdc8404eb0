//! The schedules that are compared.

/// The client's own, from the client's own file.
#[allow(dead_code)]
#[path = "../../../../src/policy/schedule.rs"]
pub mod client;

use client::{Course, Pace};

use super::trace::{Shown, Trace};

/// When to poll a task next, after each poll that did not show its end. Times are in milliseconds.
pub trait Schedule {
    /// Returns the time of the first poll, after the submit.
    fn first(&self) -> f64;
    /// Returns the time of the next poll, at the soonest, after a poll that was sent at `sent` and got its response at `now`.
    fn next(&mut self, shown: Shown, sent: f64, now: f64) -> f64;
    /// It was finished.
    fn finished(&mut self, _now: f64) {}
}

/// A loop with a fixed pause.
pub struct Fixed(pub f64);

impl Schedule for Fixed {
    fn first(&self) -> f64 {
        self.0
    }

    fn next(&mut self, _: Shown, _: f64, now: f64) -> f64 {
        now + self.0
    }
}

/// A loop that waits a fifth longer each time, from one second to five.
pub struct Ramp(pub f64);

impl Schedule for Ramp {
    fn first(&self) -> f64 {
        1e3
    }

    fn next(&mut self, _: Shown, _: f64, now: f64) -> f64 {
        self.0 = (self.0 * 1.2).min(5e3);
        now + self.0
    }
}

/// The rule of thumb: from one second on a third longer each time; after two changes, half of the time left by the
/// speed between the latest two; from one second to five.
#[derive(Default)]
pub struct Eta {
    pause: f64,
    changes: Vec<(f64, f64)>,
}

impl Schedule for Eta {
    fn first(&self) -> f64 {
        1e3
    }

    fn next(&mut self, shown: Shown, _: f64, now: f64) -> f64 {
        let progress = f64::from(shown.progress);
        if self.changes.last().is_none_or(|(_, last)| *last != progress) {
            self.changes.push((now, progress));
        }
        let pause = if let [.., (from, less), (to, more)] = self.changes.as_slice()
            && self.changes.len() > 2
        {
            let left = (100.0 - more) * (to - from) / (more - less) - (now - to);
            (left / 2.0).clamp(1e3, 5e3)
        } else {
            self.pause = (self.pause.max(1e3) * 1.3).min(5e3);
            self.pause
        };
        now + pause
    }
}

/// The client's.
pub struct Ours<'a> {
    pace: Pace,
    course: Course,
    queued: bool,
    /// How long the last task took, or nothing.
    took: &'a mut f64,
}

impl<'a> Ours<'a> {
    pub fn new(pace: Pace, trace: &Trace, took: &'a mut f64) -> Self {
        Self {
            pace,
            course: Course::default(),
            queued: trace.queued,
            took,
        }
    }
}

impl Schedule for Ours<'_> {
    fn first(&self) -> f64 {
        f64::from(self.pace.shortest())
    }

    fn next(&mut self, shown: Shown, sent: f64, now: f64) -> f64 {
        self.course.record(shown.progress, shown.is_blank, now);
        let pause = self.course.pause(self.pace, 0.0, self.queued, *self.took);
        // From one poll to the next: a slow response does not delay the next poll.
        (sent + f64::from(pause)).max(now)
    }

    fn finished(&mut self, now: f64) {
        *self.took = now;
    }
}
