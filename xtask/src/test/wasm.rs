//! The client as Rust programs use it, in wasm, in Node, against the sandbox.

use std::path::PathBuf;

use anyhow::Result;

use super::{
    Count,
    report::{cargo, check, counted},
};
use crate::{
    node, project, run,
    rust::{cargo as rust_cargo, set_up_target},
    sandbox::Running,
};

/// Builds wasm-bindgen's test runner. Returns its path.
pub fn runner() -> Result<PathBuf> {
    let runner = project::target()
        .join("debug")
        .join(format!("test-runner{}", std::env::consts::EXE_SUFFIX));
    let first = if runner.exists() {
        ""
    } else {
        " (the first time about two minutes)"
    };
    run::step(&format!("building wasm-bindgen's test runner{first}"), || {
        let mut build = rust_cargo();
        run::run(build.args(["build", "--quiet", "--package", "test-runner"]))
    })?;
    Ok(runner)
}

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    set_up_target()?;
    let runner = runner()?;
    let sandbox = Running::start(
        0,
        // Tasks that a test leaves behind must not keep the next one waiting.
        &["--task-seconds", "1", "--concurrency", "40"].map(Into::into),
    )?;
    let mut test = rust_cargo();
    test.args([
        "test",
        "--package",
        "midjourney-wasm",
        "--target",
        "wasm32-unknown-unknown",
        "--test",
        "wasm",
        "--test",
        "platform",
    ]);
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
    test.env("WASM_BINDGEN_USE_NODE_EXPERIMENTAL", "1")
        .env("MIDJOURNEY_SANDBOX", &sandbox.url);
    let mut all = counted("wasm tests in Node", &mut test, cargo)?;
    let mut examples = rust_cargo();
    examples.args(["test", "--quiet", "--doc", "--package", "midjourney-wasm"]);
    examples.args(["--target", "wasm32-unknown-unknown"]);
    examples.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
    all += check("the documentation's examples compile as wasm", &mut examples)?;
    Ok(all)
}
