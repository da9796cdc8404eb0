//! What goes wrong between the packed package and a gateway: every fault at every place in every dialect, and the recordings of real
//! servers replayed, in a virtual world; and the common faults over real sockets, in Node and in Chromium: each words them
//! differently.

use anyhow::Result;

use super::{Count, package::tests};
use crate::{browser::CHROMIUM, node};

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    // Installs it where that can be done.
    CHROMIUM.path()?;
    let mut all = tests(
        "faults",
        &["tests/world", "tests/faults"],
        "faults in a virtual world (about a minute)",
    )?;
    all += tests(
        "sockets",
        &["tests/sockets"],
        "faults over real sockets (about a minute)",
    )?;
    Ok(all)
}
