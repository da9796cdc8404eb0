//! What SECURITY.md promises: the packed package against gateways that mean harm, and where all that it is made of comes from.

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

/// Whether a known hole is in what is used. It needs cargo-deny, which takes some minutes to build, and its database, which
/// comes from the network: so it is done where both are there already, and nothing is said to be free of holes where not.
fn advisories() -> Result<Count> {
    let has_tool =
        run::quiet(rust::cargo().args(["deny", "--version"])).is_ok_and(|output| output.status.success());
    if !has_tool || !has_database() {
        run::say(
            "known holes: NOT LOOKED FOR, as cargo-deny and its database are not both here (SECURITY.md says how)",
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
