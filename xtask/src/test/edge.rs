//! What stands between pages and a gateway: the packed package on a server.

use anyhow::Result;

use super::{Count, package::tests};

/// Runs the part.
pub fn run() -> Result<Count> {
    tests(&["tests/edge"], "tests of the proxy (about half a minute)")
}
