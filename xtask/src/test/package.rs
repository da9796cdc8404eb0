//! The packed package, installed into an empty folder, against the sandbox over HTTP.

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

/// Runs the tests of folders in Node, for the package as its user installs it. They are told where it is, and the sandbox, and
/// Chromium where it is there; `name` is the part's.
pub fn tests(name: &str, folders: &[&str], what: &str) -> Result<Count> {
    let tarball = dist::release(false)?;
    let installed = node::install_tarball(&tarball, &format!("{name}-test"))?;
    let entry = installed.join("node_modules/midjourney-wasm/index.js");
    let mut test = node::node();
    test.args(["--test", "--test-reporter=tap", "--test-concurrency=2"])
        // What hangs has failed. In milliseconds, for a whole file.
        .arg("--test-timeout=300000");
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
    counted(what, &mut test, tap)
}
