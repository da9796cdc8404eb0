//! The types of the packed package, and the package itself, as its users' tools see them.

use anyhow::Result;

use super::{Count, report::check};
use crate::{dist, node, project};

/// Runs the part.
pub fn run() -> Result<Count> {
    let tarball = dist::tarball(false)?;
    let mut all = Count::default();
    for (name, config) in [
        ("nodenext", "tsconfig.json"),
        ("bundler", "tsconfig.bundler.json"),
        ("nodenext, without the DOM", "tsconfig.node.json"),
    ] {
        let config = project::root().join("tests/types").join(config);
        all += check(
            &format!("types, resolved as {name}"),
            node::tool("typescript/bin/tsc").arg("--project").arg(config),
        )?;
    }
    all += check(
        "publint",
        node::tool("publint/src/cli.js")
            .args(["run", "--strict"])
            .arg(&tarball),
    )?;
    let mut attw = node::tool("@arethetypeswrong/cli/dist/index.js");
    all += check(
        "are the types wrong",
        attw.args(["--profile", "esm-only", "--no-color"]).arg(&tarball),
    )?;
    Ok(all)
}
