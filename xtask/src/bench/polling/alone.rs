//! One task at a time, followed to its end.

use super::{schedules::Schedule, trace::Trace};

/// Time from a poll to the gateway, and from there to its response, in milliseconds.
pub const ONE_WAY: f64 = 40.0;

/// Requests and delays of some tasks.
#[derive(Default)]
pub struct Outcome {
    tasks: f64,
    pub requests: f64,
    delays: Vec<f64>,
}

impl Outcome {
    /// Adds a task.
    pub fn add(&mut self, requests: f64, delay: f64) {
        self.tasks += 1.0;
        self.requests += requests;
        self.delays.push(delay);
    }

    /// Returns the number of requests for a task.
    pub fn requests_per_task(&self) -> f64 {
        self.requests / self.tasks
    }

    /// Returns the time from the end of a task until it was seen, in seconds.
    pub fn mean_delay(&self) -> f64 {
        self.delays.iter().sum::<f64>() / self.tasks / 1e3
    }

    /// Returns the longest such time.
    pub fn worst_delay(&self) -> f64 {
        self.delays.iter().copied().fold(0.0, f64::max) / 1e3
    }
}

/// Follows a task by that schedule.
pub fn follow(trace: &Trace, schedule: &mut dyn Schedule, outcome: &mut Outcome) {
    let mut sent = schedule.first();
    let mut requests = 0.0;
    loop {
        requests += 1.0;
        let answered = sent + 2.0 * ONE_WAY;
        let Some(shown) = trace.shown(sent + ONE_WAY) else {
            schedule.finished(answered);
            return outcome.add(requests, answered - trace.end());
        };
        sent = schedule.next(shown, sent, answered);
    }
}
