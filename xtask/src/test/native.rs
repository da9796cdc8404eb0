//! The tests on the host: the client, the sandbox, these commands; and the format of the sources.

use anyhow::Result;

use super::{
    Count, purity,
    report::{cargo, check, counted},
};
use crate::{
    node,
    rust::{TARGET, cargo as rust_cargo, set_up_target},
};

/// Everything but the crate that only the wasm tests need.
const WORKSPACE: [&str; 3] = ["--workspace", "--exclude", "test-runner"];

/// All features, so that the code behind them is tested too.
const FEATURES: [&str; 2] = ["--features", "midjourney-wasm/npm,midjourney-wasm/proxy"];

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    set_up_target()?;
    let mut all = Count::default();
    all += check(
        "formatting (cargo fmt)",
        rust_cargo().args(["fmt", "--all", "--check"]),
    )?;
    let mut clippy = rust_cargo();
    clippy
        .args(["clippy", "--quiet", "--all-targets"])
        .args(WORKSPACE)
        .args(FEATURES)
        .args(["--", "-Dwarnings"]);
    all += check(
        "lints (cargo clippy; the first time about two minutes)",
        &mut clippy,
    )?;
    for (what, picked) in [
        ("the package", ["--lib", "--features", "npm,proxy"].as_slice()),
        ("the crate and its tests", &["--lib", "--tests"]),
        (
            "the sandbox of the package",
            &["--package", "midjourney-sandbox-js"],
        ),
    ] {
        let mut clippy = rust_cargo();
        clippy
            .args(["clippy", "--quiet", "--target", TARGET])
            .args(picked)
            .args(["--", "-Dwarnings"]);
        all += check(&format!("lints of {what} as wasm"), &mut clippy)?;
    }
    let mut doc = rust_cargo();
    doc.args(["doc", "--quiet", "--no-deps"])
        .args(WORKSPACE)
        .env("RUSTDOCFLAGS", "-Dwarnings");
    all += check("documentation (cargo doc)", &mut doc)?;
    let mut pure = rust_cargo();
    pure.args([
        "build",
        "--quiet",
        "--lib",
        "--package",
        "midjourney-sandbox",
        "--no-default-features",
    ]);
    all += check("the sandbox's core as wasm", pure.args(["--target", TARGET]))?;
    let mut prettier = node::tool("prettier/bin/prettier.cjs");
    all += check(
        "formatting of JavaScript, CSS and HTML (prettier)",
        prettier.args(["--check", "."]),
    )?;
    let mut eslint = node::tool("eslint/bin/eslint.js");
    all += check(
        "lints of JavaScript (eslint)",
        eslint.args(["--max-warnings=0", "."]),
    )?;
    all += purity::run()?;
    let mut test = rust_cargo();
    test.args(["test", "--no-fail-fast"])
        .args(WORKSPACE)
        .args(FEATURES);
    all += counted(
        "host tests (cargo test; the first time about two minutes)",
        &mut test,
        cargo,
    )?;
    Ok(all)
}
