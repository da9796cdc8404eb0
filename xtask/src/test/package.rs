//! The packed package, installed into an empty folder, in Node.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use super::{
    Count,
    report::{counted, node as tap},
};
use crate::{browser::CHROMIUM, dist, node, project, sandbox};

/// Runs the part.
pub fn run() -> Result<Count> {
    tests(
        &["tests/support", "tests/package", "tests/package/faults"],
        "tests of the package in Node (about a minute)",
    )
}

/// Builds and packs the package, and installs it as its user does; gives the paths of the tarball and of the installed package.
pub fn installed() -> Result<(PathBuf, PathBuf)> {
    let tarball = dist::release()?;
    let folder = node::install_tarball(&tarball, "installed")?;
    Ok((tarball, folder.join("node_modules/midjourney-wasm")))
}

/// Runs the tests of folders in Node. They get the paths of the package, of the sandbox, and of Chromium if it is installed.
pub fn tests(folders: &[&str], what: &str) -> Result<Count> {
    let (tarball, package) = installed()?;
    let mut test = node::node();
    test.args(["--test", "--test-reporter=tap", "--test-concurrency=2"])
        // What hangs has failed. In milliseconds, for a whole file.
        .arg("--test-timeout=600000");
    for folder in folders {
        test.args(files(folder)?);
    }
    if let Ok(chromium) = CHROMIUM.path() {
        test.env(CHROMIUM.variable, chromium);
    }
    describe(&mut test, &package, &tarball).env(sandbox::PROGRAM, sandbox::binary()?);
    counted(what, &mut test, shown)
}

/// Passes the paths of the installed package and of its tarball to the tests.
pub fn describe<'a>(
    test: &'a mut Command,
    package: &std::path::Path,
    tarball: &std::path::Path,
) -> &'a mut Command {
    let entry = package.join("index.js");
    test.env("MIDJOURNEY_PACKAGE", format!("file://{}", entry.display()))
        .env("MIDJOURNEY_TARBALL", tarball)
}

fn files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files: Vec<_> = std::fs::read_dir(project::root().join(folder))?
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.display().to_string().ends_with(".test.js"))
        .collect();
    files.sort();
    Ok(files)
}

/// Counts, and shows the figures that the tests print.
fn shown(printed: &str) -> Result<Count> {
    for line in printed.lines() {
        if let Some((_, figure)) = line.split_once("# figure: ") {
            println!("{figure}");
        }
    }
    tap(printed)
}
