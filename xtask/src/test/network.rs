//! The packed package over real sockets, in Node and in Chromium: each words a failure differently.

use anyhow::Result;

use super::{Count, package::tests};
use crate::browser::CHROMIUM;

/// Runs the part.
pub fn run() -> Result<Count> {
    // Installs it where that can be done.
    CHROMIUM.path()?;
    tests(&["tests/network"], "tests over real sockets (about a minute)")
}
