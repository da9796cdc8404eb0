//! How a sandbox gateway is set up.

use crate::dialect::Dialect;

/// What can be chosen about a gateway. The defaults are those of the demo.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whose manners it has.
    pub dialect: Dialect,
    /// Changes all pictures and ids.
    pub seed: u64,
    /// How long an imagine takes, in ms; other work takes its share of that.
    pub task_ms: u64,
    /// Tasks that run at once.
    pub concurrency: usize,
    /// Tasks that may wait.
    pub queue: usize,
    /// Whether variations, rerolls and pans ask back first, as with Midjourney's Remix mode on.
    pub remix: bool,
    /// The only key taken; without one any key will do (and novicezk asks for none).
    pub key: Option<String>,
    /// How often the relay (`new-api`) looks after its tasks, in ms.
    pub refresh_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dialect: Dialect::Guide,
            seed: 0,
            task_ms: 15_000,
            concurrency: 3,
            queue: 10,
            remix: false,
            key: None,
            refresh_ms: 15_000,
        }
    }
}
