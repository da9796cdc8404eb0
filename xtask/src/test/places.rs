//! The README's table of where the package runs, written from what the tests of those places found.

use std::path::PathBuf;

use anyhow::Result;

use crate::{node, project, run};

/// The parts that find it out.
pub const PARTS: [&str; 3] = ["runtimes", "bundlers", "types"];

/// The file with a part's results: a list of `where`, `version`, `how`, `state` and `why`.
pub fn results(part: &str) -> PathBuf {
    project::target()
        .join("environments")
        .join(format!("{part}.json"))
}

/// Writes the table again.
pub fn write_table() -> Result<()> {
    let mut write = node::node();
    write
        .arg(project::root().join("tests/environments/harness/table.js"))
        .arg(project::root().join("README.md"))
        .args(PARTS.map(results));
    run::run(&mut write)?;
    run::say("README.md says what was tested");
    Ok(())
}
