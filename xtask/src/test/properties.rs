//! What must hold whatever a gateway and a network do, and the memory of very many calls: the packed package on a clock that jumps.

use anyhow::Result;

use super::{
    Count,
    package::command,
    report::{counted, node as tap},
};

/// Runs the part.
pub fn run() -> Result<Count> {
    // The figures of one file are not to be those of two that share a core.
    let options = ["--expose-gc", "--test-concurrency=1"];
    let mut test = command("properties", &["tests/properties"], &options)?;
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
