//! What goes wrong between the packed package and a gateway, over real sockets, in Node and in Chromium: each words it differently.

use anyhow::Result;

use super::{
    Count, package,
    report::{counted, node as tap},
};
use crate::{browser::CHROMIUM, dist, node};

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    let chromium = CHROMIUM.path()?;
    let mut test = package::tests("tests/sockets", &dist::tarball(false)?, "sockets-test")?;
    test.env(CHROMIUM.variable, chromium);
    counted("faults over real sockets (about a minute)", &mut test, tap)
}
