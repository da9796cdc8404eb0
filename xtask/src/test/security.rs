//! The promises of SECURITY.md: the packed package against hostile gateways, and the sources of its dependencies.

use std::{env, path::PathBuf};

use anyhow::Result;

use super::{Count, package, report::check, sources};
use crate::{run, rust};

/// Runs the part.
pub fn run() -> Result<Count> {
    let mut all = sources::run()?;
    all += advisories()?;
    all += package::tests(&["tests/security"], "tests of a hostile gateway")?;
    Ok(all)
}

/// Checks the dependencies for known vulnerabilities. That needs cargo-deny, which takes some minutes to build, and its database,
/// which comes from the network. So it runs only if both are there already, and says so if not.
fn advisories() -> Result<Count> {
    let has_tool =
        run::quiet(rust::cargo().args(["deny", "--version"])).is_ok_and(|output| output.status.success());
    if !has_tool || !has_database() {
        run::say(
            "known vulnerabilities: NOT CHECKED, as cargo-deny and its database are not both here (SECURITY.md says how)",
        );
        return Ok(Count::default());
    }
    let mut deny = rust::cargo();
    deny.args(["deny", "--offline", "--all-features", "check", "all"]);
    check("known holes, licenses and sources by cargo-deny", &mut deny)
}

fn has_database() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    home.is_some_and(|home| home.join("advisory-dbs").is_dir())
}
