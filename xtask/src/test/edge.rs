//! What stands between pages and a gateway: the packed package on a server.

use anyhow::Result;

use super::{Count, package::tests};
use crate::dist;

/// Runs the part.
pub fn run() -> Result<Count> {
    // The demo takes it from pkg/.
    dist::build()?;
    tests(&["tests/edge"], "tests of the proxy (about half a minute)")
}
