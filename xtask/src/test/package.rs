//! The packed package, installed into an empty folder, against the sandbox over HTTP.

use std::process::Command;

use anyhow::Result;

use super::{
    Count,
    report::{counted, node as tap},
};
use crate::{browser::CHROMIUM, dist, node, project, sandbox};

/// Runs the part.
pub fn run() -> Result<Count> {
    tests("package", &["tests/package"], "tests of the package in Node")
}

/// Runs the tests of folders in Node; `name` is the part's.
pub fn tests(name: &str, folders: &[&str], what: &str) -> Result<Count> {
    counted(what, &mut command(name, folders, &["--test-concurrency=2"])?, tap)
}

/// Node with the tests of folders, for the package as its user installs it. They are told where it is, and the sandbox, and Chromium
/// where it is there.
pub fn command(name: &str, folders: &[&str], options: &[&str]) -> Result<Command> {
    let tarball = dist::release()?;
    let installed = node::install_tarball(&tarball, &format!("{name}-test"))?;
    let entry = installed.join("node_modules/midjourney-wasm/index.js");
    let mut test = node::node();
    test.args(["--test", "--test-reporter=tap"])
        // What hangs has failed. In milliseconds, for a whole file.
        .arg("--test-timeout=600000")
        .args(options);
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(project::root().join(folder))?
            .filter_map(|file| Some(file.ok()?.path()))
            .filter(|path| path.display().to_string().ends_with(".test.js"))
            .collect();
        files.sort();
        test.args(files);
    }
    if let Ok(chromium) = CHROMIUM.path() {
        test.env(CHROMIUM.variable, chromium);
    }
    test.env("MIDJOURNEY_PACKAGE", format!("file://{}", entry.display()))
        .env("MIDJOURNEY_TARBALL", &tarball)
        .env("MIDJOURNEY_SANDBOX_BIN", sandbox::binary(false)?);
    Ok(test)
}
