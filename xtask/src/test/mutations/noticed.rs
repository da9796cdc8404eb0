//! The tests of the copy, built and run as far as a patch needs them, and which of them are red.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{
    super::{package, wasm},
    patch::{Kind, Tests},
    tree::{self, Tree},
};
use crate::{node, project, run, rust, sandbox};

/// Between two looks at whether the tests have ended. Looks are counted, and not the time, in which a machine may have slept.
const NAP: Duration = Duration::from_millis(20);

/// Tests that have not ended by themselves after so many are ended, and have noticed nothing.
const NAPS: u32 = 12_000;

/// So long the tests of one file may take, in milliseconds, before Node calls it red.
const FILE_LIMIT: u32 = 60_000;

/// Tells the runner of the tests in wasm not to look for a browser.
const RUN_IN_NODE: &str = "WASM_BINDGEN_USE_NODE_EXPERIMENTAL";

/// Where the tests are run.
pub struct Lab<'a> {
    tree: &'a Tree,
    /// The gateway, which no patch touches.
    sandbox: PathBuf,
    /// Runs the tests in wasm.
    runner: PathBuf,
    /// What is built of the copy.
    built: PathBuf,
}

impl<'a> Lab<'a> {
    /// Builds what no patch touches.
    pub fn new(tree: &'a Tree) -> Result<Self> {
        Ok(Self {
            tree,
            sandbox: sandbox::binary()?,
            runner: wasm::runner()?,
            built: tree::folder().join("built"),
        })
    }

    /// The names of the tests that are red; none where all are green. What cannot be built, or hangs without a word, is an error.
    pub fn red(&self, tests: &Tests) -> Result<Vec<String>> {
        match tests.kind {
            Kind::Lib => self.cargo(&["--lib"], &tests.names),
            Kind::Client => self.cargo(&["--test", "client"], &tests.names),
            Kind::Platform => self.cargo(&["--test", "platform", "--target", rust::TARGET], &tests.names),
            Kind::Node => self.node(&tests.names),
        }
    }

    /// Tests that cargo builds: `target` says which.
    fn cargo(&self, target: &[&str], names: &[String]) -> Result<Vec<String>> {
        let mut build = rust::cargo();
        build
            .args(["test", "--quiet", "--no-run", "--message-format=json"])
            .args(target)
            .current_dir(&self.tree.root)
            .env("CARGO_TARGET_DIR", &self.built);
        let messages = built(&mut build)?;
        let program = executable(&messages).context("cargo built no tests")?;
        let mut test = if program.ends_with(".wasm") {
            // It takes no more than one name, so it runs all tests.
            let mut test = Command::new(&self.runner);
            test.arg(program).env(RUN_IN_NODE, "1");
            test
        } else {
            let mut test = Command::new(program);
            test.args(names);
            test
        };
        let mut red = red(test.current_dir(&self.tree.root), |line| {
            let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
            outcome.starts_with("FAIL").then_some(name)
        })?;
        red.retain(|test| names.iter().any(|name| test.contains(name)));
        Ok(red)
    }

    fn node(&self, files: &[String]) -> Result<Vec<String>> {
        let mut dist = Command::new(env::current_exe()?);
        dist.arg("dist")
            .env(project::ROOT, &self.tree.root)
            .env("CARGO_TARGET_DIR", &self.built);
        let printed = built(&mut dist)?;
        let tarball = Path::new(printed.lines().last().unwrap_or_default());
        let folder = node::install_tarball(tarball, "mutations/package")?;
        let mut test = node::node();
        test.args(["--test", "--test-reporter=tap", "--test-concurrency=2"])
            .arg(format!("--test-timeout={FILE_LIMIT}"))
            // A job that was left running is not waited for.
            .arg("--test-force-exit")
            .args(files.iter().map(|file| format!("tests/{file}")))
            .current_dir(&self.tree.root)
            .env(sandbox::PROGRAM, &self.sandbox);
        package::describe(&mut test, &folder.join("node_modules/midjourney-wasm"), tarball);
        red(&mut test, |line| {
            let (_, name) = line.trim_start().strip_prefix("not ok ")?.split_once(" - ")?;
            Some(name)
        })
    }
}

/// Builds, and gives what was printed. A patch that does not compile breaks no promise.
fn built(command: &mut Command) -> Result<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = run::quiet(command)?;
    let printed = String::from_utf8_lossy(&stdout).into_owned();
    if !status.success() {
        let stderr = String::from_utf8_lossy(&stderr);
        bail!("it cannot be built: {}", stderr.trim());
    }
    Ok(printed)
}

/// The program of the tests, by what cargo tells of what it has built.
fn executable(messages: &str) -> Option<String> {
    let parsed = messages
        .lines()
        .rev()
        .filter_map(|line| serde_json::from_str(line).ok());
    parsed
        .filter_map(|message: Value| Some(message.get("executable")?.as_str()?.to_owned()))
        .next()
}

/// Runs tests and gives the names of those that are red.
fn red(command: &mut Command, name: fn(&str) -> Option<&str>) -> Result<Vec<String>> {
    // Into a file: nobody has to read along.
    let path = tree::folder().join("printed.txt");
    let file = File::create(&path)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .context("the tests could not be started")?;
    let mut naps = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if naps == NAPS {
            child.kill()?;
            child.wait()?;
            bail!("the tests hang, and none of them says so");
        }
        naps += 1;
        thread::sleep(NAP);
    };
    if status.success() {
        return Ok(Vec::new());
    }
    let printed = String::from_utf8_lossy(&fs::read(path)?).into_owned();
    let names: Vec<_> = printed.lines().filter_map(name).map(String::from).collect();
    if names.is_empty() {
        bail!("the tests ended with {status}, and named none that is red:\n{printed}");
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_program_of_the_tests_is_found() {
        let messages = "{\"reason\":\"compiler-artifact\",\"executable\":null}\n\
                        {\"reason\":\"compiler-artifact\",\"executable\":\"/x/tests-1\"}\n\
                        {\"reason\":\"build-finished\",\"success\":true}\n";
        assert_eq!(super::executable(messages).as_deref(), Some("/x/tests-1"));
        assert_eq!(super::executable("nothing"), None);
    }
}
