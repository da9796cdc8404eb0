//! Tasks like those of real gateways, made up from a seed: when each progress is reached, and what the gateway shows of it.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rand_distr::{Distribution, LogNormal};

/// The percentages that Midjourney shows.
const STEPS: [u8; 7] = [0, 15, 31, 46, 62, 78, 93];

/// Each step takes so much longer than the first, counted from it.
const SLOWER: f64 = 0.12;

/// One task. Times are in milliseconds since its submit.
pub struct Trace {
    /// When which progress was reached.
    steps: Vec<(f64, u8)>,
    /// When it was finished.
    end: f64,
    /// Times at which a relay polled its upstream, if there is a relay: it shows only what it saw then.
    refreshes: Vec<f64>,
    /// Whether the response to its submit counted tasks before it.
    pub queued: bool,
}

/// What a poll shows of a task that is not finished.
#[derive(Clone, Copy, PartialEq)]
pub struct Shown {
    pub progress: u8,
    /// A relay has it, but has not polled its upstream yet.
    pub is_blank: bool,
}

/// A kind of tasks.
pub struct Shape {
    pub name: &'static str,
    pub says: &'static str,
    make: fn(&mut StdRng) -> Trace,
}

pub const SHAPES: [Shape; 9] = [
    Shape {
        name: "60 s",
        says: "an imagine of a minute, seven uneven steps",
        make: |rng| midjourney(rng, 60e3, 3e3, 0.25),
    },
    Shape {
        name: "20 s",
        says: "the same in a third of the time",
        make: |rng| midjourney(rng, 20e3, 2e3, 0.25),
    },
    Shape {
        name: "180 s",
        says: "the same in three minutes",
        make: |rng| midjourney(rng, 180e3, 10e3, 0.3),
    },
    Shape {
        name: "2–5 s",
        says: "an upscale or a description",
        make: |rng| {
            let length = rng.random_range(2e3..5e3);
            midjourney(rng, length, 200.0, 0.25)
        },
    },
    Shape {
        name: "queued",
        says: "a minute of work after half a minute to three behind others, of which the submit told",
        make: |rng| {
            let wait = rng.random_range(30e3..180e3);
            let mut trace = midjourney(rng, 60e3, 3e3, 0.25).after(wait);
            trace.queued = true;
            trace
        },
    },
    Shape {
        name: "relaxed",
        says: "a minute of work after two to eight minutes in which nothing is told",
        make: |rng| {
            let wait = rng.random_range(120e3..480e3);
            midjourney(rng, 60e3, 3e3, 0.25).after(wait)
        },
    },
    Shape {
        name: "relay",
        says: "a minute behind a relay of the new-api family, which polls every 15 s and a little",
        make: |rng| {
            let mut trace = midjourney(rng, 60e3, 3e3, 0.25);
            let mut at = rng.random_range(-15e3..0.0);
            while at < 120e3 {
                trace.refreshes.push(at);
                at += 15e3 + rng.random_range(100.0..600.0);
            }
            trace
        },
    },
    Shape {
        name: "stalled",
        says: "a minute, and then 93 % for 20 to 220 s more",
        make: |rng| {
            let mut trace = midjourney(rng, 60e3, 3e3, 0.25);
            trace.end += rng.random_range(20e3..220e3);
            trace
        },
    },
    Shape {
        name: "smooth",
        says: "a minute, told per cent by per cent",
        make: |rng| {
            let mut trace = midjourney(rng, 60e3, 3e3, 0.25);
            let start = trace.steps.first().map_or(0.0, |(at, _)| *at);
            trace.steps = (0..100_u8)
                .map(|percent| (start + (trace.end - start) * f64::from(percent) / 100.0, percent))
                .collect();
            trace
        },
    },
];

impl Shape {
    /// So many of them.
    pub fn tasks(&self, seed: u64, count: usize) -> Vec<Trace> {
        let mut rng = StdRng::seed_from_u64(seed);
        (0..count).map(|_| (self.make)(&mut rng)).collect()
    }
}

/// Tasks that are submitted together: a minute, a fifth more or less.
pub fn together(seed: u64, count: usize) -> Vec<Trace> {
    let mut rng = StdRng::seed_from_u64(seed);
    let one = |_| {
        let length = rng.random_range(48e3..72e3);
        midjourney(&mut rng, length, 3e3, 0.25)
    };
    (0..count).map(one).collect()
}

/// A task of about that length, of which up to `queue` pass before it starts. `spread` is the deviation of a step's logarithm.
fn midjourney(rng: &mut StdRng, length: f64, queue: f64, spread: f64) -> Trace {
    // Not to the millisecond: a fixed pause would always come right, or never.
    let end = length * rng.random_range(0.97..1.03);
    let start = rng.random_range(0.0..queue);
    let mut weights = Vec::new();
    for (number, _) in STEPS.iter().enumerate() {
        let jitter = LogNormal::new(0.0, spread).map_or(1.0, |jitter| jitter.sample(rng));
        weights.push((1.0 + SLOWER * number as f64) * jitter);
    }
    let unit = (end - start) / weights.iter().sum::<f64>();
    let mut at = start;
    let mut steps = Vec::new();
    for (progress, weight) in STEPS.iter().zip(weights) {
        steps.push((at, *progress));
        at += weight * unit;
    }
    Trace {
        steps,
        end,
        refreshes: Vec::new(),
        queued: false,
    }
}

impl Trace {
    /// The same, started later.
    fn after(mut self, wait: f64) -> Self {
        for (at, _) in &mut self.steps {
            *at += wait;
        }
        self.end += wait;
        self
    }

    /// What the gateway shows at that time, or nothing where the task is finished.
    pub fn shown(&self, at: f64) -> Option<Shown> {
        let mut is_blank = false;
        let mut read = at;
        if !self.refreshes.is_empty() {
            let refreshed = self.refreshes.iter().copied().rfind(|refresh| *refresh <= at);
            read = refreshed.unwrap_or(f64::MIN);
            is_blank = read < 0.0;
        }
        let reached = self.steps.iter().rfind(|(step, _)| *step <= read);
        let progress = reached.map_or(0, |(_, progress)| *progress);
        (read < self.end).then_some(Shown { progress, is_blank })
    }

    /// When the end is first shown.
    pub fn end(&self) -> f64 {
        let seen = self
            .refreshes
            .iter()
            .copied()
            .find(|refresh| *refresh >= self.end);
        seen.unwrap_or(self.end)
    }

    /// Number of changes that a poll can see, the end included.
    pub fn changes(&self) -> usize {
        let mut times: Vec<f64> = if self.refreshes.is_empty() {
            self.steps.iter().map(|(at, _)| *at).collect()
        } else {
            self.refreshes.clone()
        };
        times.push(self.end());
        times.retain(|at| *at >= 0.0 && *at <= self.end());
        let mut shown = self.shown(0.0);
        let mut changes = 0;
        for at in times {
            let now = self.shown(at);
            if now != shown {
                (shown, changes) = (now, changes + 1);
            }
        }
        changes
    }
}
