//! The benchmarks: the schedule in a model, and the packed package beside its peers, which `benches/package-lock.json` names.

mod polling;

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use serde_json::Value;

use crate::{
    browser::{CHROMIUM, FIREFOX},
    dist, node, project, run,
};

/// The part that is native; all others are modules of `benches/parts`.
const NATIVE: &str = "polling";

/// In the order in which they are run.
const PARTS: [&str; 10] = [
    NATIVE,
    "requests",
    "many",
    "bytes",
    "cpu",
    "start",
    "pictures",
    "memory",
    "decode",
    "repetition",
];

/// `cargo xtask bench`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let (mut picked, mut is_json) = (Vec::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => is_json = true,
            Value(name) => picked.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if let Some(unknown) = picked.iter().find(|name| !PARTS.contains(&name.as_str())) {
        bail!("there is no part {unknown:?}; there are {}", PARTS.join(", "));
    }
    let is_picked = |name: &&str| picked.is_empty() || picked.iter().any(|other| other == name);
    let parts: Vec<_> = PARTS.into_iter().filter(is_picked).collect();
    let results = project::target().join("bench");
    fs::create_dir_all(&results)?;
    let others: Vec<_> = parts.iter().filter(|name| **name != NATIVE).collect();
    let folder = project::root().join("benches");
    node::set_up()?;
    node::install(&folder)?;
    if parts.contains(&NATIVE) {
        let found = run::step("polling: the schedule in a model", || Ok(polling::run()))?;
        project::write(results.join("polling.json"), format!("{found:#}\n"))?;
        for goal in found["goals"].as_array().into_iter().flatten() {
            let is_met = if goal["met"] == true { "met" } else { "missed" };
            // To stderr where stdout is for the figures.
            run::say(&format!(
                "polling: {}: {}: {is_met}",
                goal["goal"], goal["measured"]
            ));
        }
        // The same tasks give the same plot, so it needs no whole run.
        run::run(writer(&results).args(["--plots", NATIVE]))?;
    }
    if !others.is_empty() {
        let tarball = dist::tarball()?;
        let installed = folder.join("node_modules/midjourney-wasm");
        if installed.exists() {
            // npm would keep an installed package of the same version.
            fs::remove_dir_all(installed)?;
        }
        // By the lock file as well: without it npm reads every dependency from its cache, which is empty on a new machine.
        run::output(
            node::npm(&folder)
                .args(["install", "--offline", "--no-save", "--no-audit", "--no-fund"])
                .arg("--loglevel=error")
                .arg(tarball),
        )?;
        let mut benches = node::node();
        for browser in [CHROMIUM, FIREFOX] {
            if let Ok(path) = browser.path() {
                benches.env(browser.variable, path);
            }
        }
        run::run(
            benches
                .arg(folder.join("run.js"))
                .arg("--results")
                .arg(&results)
                .args(others),
        )?;
    }
    if is_json {
        let found: Result<Vec<Value>> = parts
            .iter()
            .map(|name| {
                Ok(serde_json::from_str(&project::read(
                    results.join(format!("{name}.json")),
                )?)?)
            })
            .collect();
        println!("{:#}", Value::from(found?));
    }
    if parts.len() == PARTS.len() {
        write(&results)?;
    } else {
        run::say("docs/benchmarks.md is written by a run of all parts only");
    }
    Ok(ExitCode::SUCCESS)
}

/// What writes the page and draws the plots.
fn writer(results: &Path) -> Command {
    let mut writer = node::node();
    writer
        .arg(project::root().join("benches/write.js"))
        .arg("--results")
        .arg(results);
    writer
}

/// Writes the page and its plots.
fn write(results: &Path) -> Result<()> {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        Ok::<_, anyhow::Error>(
            run::output(git.current_dir(project::root()).args(arguments))?
                .trim()
                .to_owned(),
        )
    };
    let commit = git(&["rev-parse", "--short", "HEAD"]).context("the page names the commit")?;
    let date = git(&["log", "-1", "--format=%cs"])?;
    let cores = std::thread::available_parallelism()?;
    let version = run::output(node::node().arg("--version"))?;
    let machine = format!(
        "{cores} cores of a shared virtual machine, Node {}",
        version.trim().trim_start_matches('v')
    );
    run::run(writer(results).args(["--commit", &commit, "--date", &date, "--machine", &machine]))
}
