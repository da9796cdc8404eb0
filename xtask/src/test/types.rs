//! The types of the packed package, and the package itself, as its users' tools see them.

use anyhow::Result;

use super::{Count, environments, report::check};
use crate::{dist, node};

/// Runs the part.
pub fn run() -> Result<Count> {
    let mut all = environments::run("types", false)?;
    let tarball = dist::tarball()?;
    all += check(
        "the types of our own JavaScript (tsc --checkJs)",
        node::tool("typescript/bin/tsc").args(["--project", "."]),
    )?;
    all += check(
        "publint",
        node::tool("publint/src/cli.js")
            .args(["run", "--strict"])
            .arg(&tarball),
    )?;
    let attw = || {
        let mut attw = node::tool("@arethetypeswrong/cli/dist/index.js");
        // Not node10, TypeScript's resolution of before `exports`, which finds no entry below the package's own.
        attw.args(["--profile", "node16", "--no-color"]).arg(&tarball);
        attw
    };
    all += check("are the types wrong", attw().args(["--entrypoints", "."]))?;
    // The other entries are for pages, which load no CommonJS: a program that does has index.cjs.
    let modules_only = ["--ignore-rules", "cjs-resolves-to-esm"];
    all += check(
        "are the types of the other entries wrong",
        attw().args(modules_only),
    )?;
    Ok(all)
}
