//! The packed package, installed into an empty folder, against the sandbox over HTTP.

use anyhow::Result;

use super::{
    Count,
    report::{counted, node as tap},
};
use crate::{dist, node, project, sandbox};

/// Runs the part.
pub fn run() -> Result<Count> {
    tests("tests/package", "tests of the package in Node")
}

/// Runs the tests of a folder.
pub fn tests(files: &str, what: &str) -> Result<Count> {
    let tarball = dist::release(false)?;
    let folder = node::install_tarball(&tarball, "package-test")?;
    let entry = folder.join("node_modules/midjourney-wasm/index.js");
    let mut test = node::node();
    test.args(["--test", "--test-reporter=tap", "--test-concurrency=2"]);
    let mut files: Vec<_> = std::fs::read_dir(project::root().join(files))?
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.display().to_string().ends_with(".test.js"))
        .collect();
    files.sort();
    test.args(files)
        .env("MIDJOURNEY_PACKAGE", format!("file://{}", entry.display()))
        .env("MIDJOURNEY_TARBALL", &tarball)
        .env("MIDJOURNEY_SANDBOX_BIN", sandbox::binary(false)?);
    counted(what, &mut test, tap)
}
