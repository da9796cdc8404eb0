//! When to poll a running task again. `docs/polling.md` explains it, with plots.
//!
//! All times are in milliseconds. Numbers without a source were chosen with `cargo xtask bench polling`, on other tasks than those
//! it reports on.

/// The shortest and the longest pause between two polls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// The shortest pause. Default: one second.
    pub min: Option<u32>,
    /// The longest pause. The default depends on what is known: see [`Course::pause`].
    pub max: Option<u32>,
}

/// Direct gateways update a task every few seconds (gateways differ: `docs/gateways.md`).
const MIN: u32 = 1_000;

/// The longest pause while neither the task's speed nor the gateway's is known.
const MAX: f64 = 5_000.0;

/// The longest pause if the speed is known, or the task waits in a queue: the next preview is not worth more polls.
const FAR: f64 = 10_000.0;

/// The longest pause that is ever learned: a relay of the new-api family polls its own upstream so often.
const LONGEST: f64 = 15_000.0;

/// No pause is shorter, not even by an option of the caller: a loop without pauses would hammer the gateway.
const FLOOR: u32 = 50;

impl Pace {
    /// Returns the shortest pause, which also precedes a poll that should come soon.
    pub fn shortest(self) -> u32 {
        self.min.unwrap_or(MIN).max(FLOOR)
    }

    /// Returns the pause of a poll that is not urgent: the page is hidden, or the status is unknown.
    pub fn longest(self) -> u32 {
        self.max.unwrap_or(MAX as u32).max(self.shortest())
    }

    /// Returns the pause between requests for `open` tasks: longer than the shortest pause, but not longer than the longest. The tasks
    /// end one after the other, so the time in which some end is near is longer than for one task. And fewer tasks share the cost
    /// of a request.
    pub fn apart(self, open: u32) -> f64 {
        let share = (1.0 / f64::from(open)).min(FEW);
        (f64::from(self.shortest()) * (SHARED + share)).min(self.longest().into())
    }
}

/// Factors of [`Pace::apart`]: for many tasks, and the most that is added for few.
const SHARED: f64 = 1.4;
const FEW: f64 = 0.1;

/// Most tasks in one request.
pub const CHUNK: u32 = 1_000;

/// Time after which a gateway without lists is tried for one again.
pub const LISTS_AGAIN: f64 = 300_000.0;

/// The progress of a task, as its polls showed it. Times count from the first poll.
#[derive(Debug, Default)]
pub struct Course {
    /// Time of the last poll.
    last_poll: f64,
    /// The first progress above 0, and about when it was reached.
    first: Option<Mark>,
    /// The latest progress.
    last: Mark,
    /// The smallest step between two progresses.
    step: f64,
    /// Times of the last poll before the latest change, and of the first after it.
    change: (f64, f64),
    /// `Some` if the task is a relay's copy: `true` until the relay has made it.
    relay: Option<bool>,
}

/// A progress, and about when it was reached.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    progress: f64,
    at: f64,
}

/// While the speed is unknown, the pause is this factor times the task's age.
const GROWTH: f64 = 2.25;

/// Share of the time that seems to be left, after which the next poll comes.
const PART: f64 = 0.62;

/// Tasks become slower: the rest takes this factor longer than the part before.
const SLOWING: f64 = 1.1;

/// An overdue task is polled again after this share of the time by which it is late.
const OVERDUE: f64 = 0.1;

/// A queued task waits for others: its longest pause is this share of a task's typical duration.
const WAITING: f64 = 1.0 / 12.0;

/// A relay sleeps for [`LONGEST`] between its rounds. Each round takes up to this time more.
const ROUND: f64 = 600.0;

impl Course {
    /// Records the progress that a poll showed. `is_blank` says that a relay has the task, but no copy of it yet.
    pub fn record(&mut self, progress: u8, is_blank: bool, now: f64) {
        let (progress, rise) = (f64::from(progress), f64::from(progress) - self.last.progress);
        let is_copied = self.relay == Some(true) && !is_blank;
        if rise > 0.0 || is_copied {
            self.change = (self.last_poll, now);
        }
        if rise > 0.0 {
            // It was reached between this poll and the one before.
            let at = (self.last_poll + now) / 2.0;
            self.last = Mark { progress, at };
            if self.first.is_none() {
                self.first = Some(self.last);
            } else if self.step == 0.0 || rise < self.step {
                self.step = rise;
            }
        }
        if is_blank || is_copied {
            self.relay = Some(is_blank);
        }
        self.last_poll = now;
    }

    /// Returns the pause before the next poll of a task that was submitted `age` before its first poll. `queued` says that the
    /// gateway counted tasks before it, and `typical_duration` how long tasks take there, or 0.
    ///
    /// 1. While the speed is unknown, the pause is [`GROWTH`] times the task's age, from `min` to `max`: the end of short tasks is
    ///    seen early, and tasks that wait for long cost few requests. `max` is 5 s by default. Before any progress it is longer if
    ///    the gateway's tasks are known to take minutes, or if others wait before this one.
    /// 2. After two rises of the progress, it is [`PART`] of the time that is left by that speed, 10 s at most. Near the end, the
    ///    polls come closer, down to `min`. The last step takes as long as the others, even if only a few per cent are missing
    ///    (Midjourney shows 93 % for as long as 78 %).
    /// 3. An overdue task is polled ever more rarely: after [`OVERDUE`] of the time by which it is late, 5 s at most.
    /// 4. A relay's copy changes once in its round, so the next poll comes when the next round may be over, and if that was too
    ///    early, a short time later.
    pub fn pause(&self, pace: Pace, age: f64, queued: bool, typical_duration: f64) -> u32 {
        let ceiling = |known: f64| pace.max.map_or(known, f64::from);
        let wanted = match self.first {
            _ if self.relay == Some(false) => {
                let since = self.last_poll - self.change.0;
                // Not `%`, which is two kilobytes of WebAssembly.
                let rounds = (since / LONGEST).floor();
                let into = since - rounds * LONGEST;
                if rounds > 0.0 && into < self.change.1 - self.change.0 + ROUND * rounds {
                    0.0
                } else {
                    (LONGEST - into).min(ceiling(LONGEST))
                }
            }
            Some(first) if self.step > 0.0 => {
                let speed = (self.last.progress - first.progress) / (self.last.at - first.at).max(1.0);
                let left = (100.0 - self.last.progress).max(self.step) / speed * SLOWING
                    - (self.last_poll - self.last.at);
                (left * PART)
                    .min(ceiling(FAR))
                    .max((-left * OVERDUE).min(ceiling(MAX)))
            }
            first => {
                let most = match first {
                    Some(_) => MAX,
                    None => (typical_duration * WAITING)
                        .max(if queued { FAR } else { MAX })
                        .min(LONGEST),
                };
                ((age + self.last_poll) * GROWTH).min(ceiling(most))
            }
        };
        wanted.max(f64::from(pace.shortest())) as u32
    }
}

/// Returns `true` if a poll that is due then, after that pause, joins a request that goes to the same gateway now: after half of
/// its pause.
pub fn joins(due: f64, pause: f64, now: f64) -> bool {
    due - pause / 2.0 <= now
}

// By its path, because the benchmarks include this file by its own.
#[cfg(test)]
#[path = "schedule/tests.rs"]
mod tests;
