//! What must hold whatever a gateway and a network do, and the memory of very many calls: the packed package on a clock that jumps.

use anyhow::Result;

use super::{
    Count,
    report::{counted, node as tap},
};
use crate::{dist, node, project};

/// Runs the part.
pub fn run() -> Result<Count> {
    let tarball = dist::tarball(false)?;
    let folder = node::install_tarball(&tarball, "properties-test")?;
    let entry = folder.join("node_modules/midjourney-wasm/index.js");
    let mut test = node::node();
    // The figures of one file are not to be those of two that share a core.
    test.args([
        "--expose-gc",
        "--test",
        "--test-reporter=tap",
        "--test-concurrency=1",
    ]);
    let mut files: Vec<_> = std::fs::read_dir(project::root().join("tests/properties"))?
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.display().to_string().ends_with(".test.js"))
        .collect();
    files.sort();
    test.args(files)
        .env("MIDJOURNEY_PACKAGE", format!("file://{}", entry.display()));
    counted("properties, and memory (about two minutes)", &mut test, shown)
}

/// Counts, and shows the figures that the tests tell.
fn shown(printed: &str) -> Result<Count> {
    for line in printed.lines() {
        if let Some((_, figure)) = line.split_once("# figure: ") {
            println!("{figure}");
        }
    }
    tap(printed)
}
