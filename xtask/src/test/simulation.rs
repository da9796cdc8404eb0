//! The native simulation at full length: random scripts over all verbs, compiled for speed.

use std::env;

use anyhow::Result;

use super::{
    Count,
    report::{cargo, counted},
};
use crate::rust;

/// How many scripts are played, unless `SCRIPTS` says otherwise. `SEED` plays one of them alone.
const SCRIPTS: &str = "100000";

/// Runs the part.
pub fn run() -> Result<Count> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let setting = |name: &str, usual: &str| env::var(name).unwrap_or_else(|_| usual.into());
    let scripts = setting("SCRIPTS", SCRIPTS);
    let mut test = rust::cargo();
    test.args(["test", "--profile", "fast", "--test", "client", "simulation"])
        .args(["--", "--nocapture"])
        .env("THREADS", setting("THREADS", &threads.to_string()))
        .env("SCRIPTS", &scripts);
    let what = format!("{scripts} random scripts (the first time two minutes more)");
    counted(&what, &mut test, shown)
}

/// Counts, and shows how many scripts there were a second.
fn shown(printed: &str) -> Result<Count> {
    for line in printed.lines().filter(|line| line.contains(" scripts with ")) {
        println!("{line}");
    }
    cargo(printed)
}
