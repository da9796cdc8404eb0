//! Every runtime, browser, bundler and framework, each as a tiny app with the packed package in it, against the sandbox.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Count, package, places};
use crate::{
    browser::{CHROMIUM, FIREFOX, WEBKIT},
    node, project, run, sandbox, size,
};

/// Runs the apps below that folder of `tests/environments`: one line for each of their cells. A sweep tries all versions of a tool that are in
/// use, and not only the one that a new app gets.
pub fn run(part: &str, is_sweep: bool) -> Result<Count> {
    let (_, installed) = package::installed()?;
    let mut cells = node::node();
    cells
        .arg(project::root().join("tests/environments/harness/run.js"))
        .arg("--package")
        .arg(installed)
        .arg("--results")
        .arg(places::results(part))
        .arg("--budget")
        .arg(size::BUDGET.to_string())
        .args(is_sweep.then_some("--sweep"))
        .arg(part)
        .env(sandbox::PROGRAM, sandbox::binary()?);
    for browser in [CHROMIUM, FIREFOX, WEBKIT] {
        // Its cells say that they are skipped.
        match browser.path() {
            Ok(path) => cells.env(browser.variable, path),
            Err(why) => {
                run::say(&format!("{why:#}"));
                cells.env_remove(browser.variable)
            }
        };
    }
    run::say(
        "every place that the package runs in (some seconds each; the first time all are installed, which takes minutes)",
    );
    let mut child = cells
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("node could not be started")?;
    let mut last = String::new();
    for line in BufReader::new(child.stdout.take().context("node has no output")?).lines() {
        let line = line?;
        if serde_json::from_str::<Value>(&line).is_err() {
            println!("{line}");
        }
        last = line;
    }
    let succeeded = child.wait()?.success();
    let Ok(counts) = serde_json::from_str::<Value>(&last) else {
        bail!("the cells did not run to their end");
    };
    let count = |name: &str| counts[name].as_u64().unwrap_or(0);
    let mut all = Count {
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
    };
    if !succeeded {
        all.failed = all.failed.max(1);
    }
    Ok(all)
}
