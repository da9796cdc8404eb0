//! The packed package, installed into an empty folder, against the sandbox over HTTP.

use std::{path::Path, process::Command};

use anyhow::Result;

use super::{
    Count,
    report::{counted, node as tap},
};
use crate::{dist, node, project, sandbox};

/// Runs the part.
pub fn run() -> Result<Count> {
    let tarball = dist::release(false)?;
    let mut test = tests("tests/package", &tarball, "package-test")?;
    test.env("MIDJOURNEY_TARBALL", &tarball)
        .env("MIDJOURNEY_SANDBOX_BIN", sandbox::binary(false)?);
    counted("tests of the package in Node", &mut test, tap)
}

/// Node with the tests of a folder, for the package that a tarball holds. It is installed below `target/`, under that name.
pub fn tests(folder: &str, tarball: &Path, name: &str) -> Result<Command> {
    let entry = node::install_tarball(tarball, name)?.join("node_modules/midjourney-wasm/index.js");
    let mut files: Vec<_> = std::fs::read_dir(project::root().join(folder))?
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.display().to_string().ends_with(".test.js"))
        .collect();
    files.sort();
    let mut test = node::node();
    test.args(["--test", "--test-reporter=tap", "--test-concurrency=2"]);
    // What hangs has failed. In milliseconds, for a whole file.
    test.arg("--test-timeout=300000")
        .args(files)
        .env("MIDJOURNEY_PACKAGE", format!("file://{}", entry.display()));
    Ok(test)
}
