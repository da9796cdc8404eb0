//! What a client learned of its gateway, and what it has done so far.

use std::cell::Cell;

use serde::Serialize;

/// Facts that a client learned from responses. All jobs of the client share them.
#[derive(Default)]
pub(super) struct Learned {
    /// Whether the gateway has sent a valid response. Until then, a web page as response means a wrong URL.
    pub is_confirmed: Cell<bool>,
    /// Duration of the last task, in milliseconds. 0 before the first.
    pub typical_duration: Cell<f64>,
    /// When the gateway turned out to have no lists, in milliseconds since 1970.
    pub lists_missing_since: Cell<Option<f64>>,
    stats: Cell<Stats>,
}

impl Learned {
    /// Updates the statistics.
    pub fn count(&self, update: impl FnOnce(&mut Stats)) {
        let mut stats = self.stats.get();
        update(&mut stats);
        self.stats.set(stats);
    }

    /// Returns the statistics.
    pub fn stats(&self) -> Stats {
        self.stats.get()
    }
}

/// What a client has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Requests sent, submits included.
    pub requests: u32,
    /// Polls of open tasks, however many of them shared a request.
    pub polls: u32,
    /// Polls that shared a request with others.
    pub batched: u32,
    /// Requests sent again after a failure. A job that polls once more after a failed poll is not counted.
    pub retries: u32,
    /// Bytes of the responses' bodies.
    pub bytes: u64,
}
