//! The packed package in a virtual world: every fault at every place, in every dialect, and the recordings of real servers replayed.

use anyhow::Result;

use super::{
    Count,
    report::{counted, node as tap},
};
use crate::{dist, node, project, sandbox};

/// Runs the part.
pub fn run() -> Result<Count> {
    let tarball = dist::release(false)?;
    let folder = node::install_tarball(&tarball, "faults-test")?;
    let entry = folder.join("node_modules/midjourney-wasm/index.js");
    let mut test = node::node();
    test.args(["--test", "--test-reporter=tap", "--test-concurrency=2"]);
    for folder in ["tests/world", "tests/faults"] {
        let mut files: Vec<_> = std::fs::read_dir(project::root().join(folder))?
            .filter_map(|file| Some(file.ok()?.path()))
            .filter(|path| path.display().to_string().ends_with(".test.js"))
            .collect();
        files.sort();
        test.args(files);
    }
    test.env("MIDJOURNEY_PACKAGE", format!("file://{}", entry.display()))
        .env("MIDJOURNEY_TARBALL", &tarball)
        .env("MIDJOURNEY_SANDBOX_BIN", sandbox::binary(false)?);
    counted("tests of the package in a virtual world", &mut test, tap)
}
