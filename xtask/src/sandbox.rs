//! The sandbox gateway: built, and run as a child that cannot outlive us.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{project, run, rust};

/// The environment variable with the program's path for the JavaScript tests.
pub const PROGRAM: &str = "MIDJOURNEY_SANDBOX_BIN";

/// `cargo xtask sandbox`: all options are the sandbox's own.
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let arguments: Vec<OsString> = arguments.raw_args()?.collect();
    let mut sandbox = Command::new(binary()?);
    let status = sandbox
        .args(arguments)
        .status()
        .context("the sandbox could not be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds the sandbox, and gives the program's path.
pub fn binary() -> Result<PathBuf> {
    let name = format!("midjourney-sandbox{}", std::env::consts::EXE_SUFFIX);
    let path = project::target().join("debug").join(name);
    let mut cargo = rust::cargo();
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "midjourney-sandbox",
        "--bin",
        "midjourney-sandbox",
    ]);
    cargo.env("CARGO_TARGET_DIR", project::target());
    let first = if path.exists() {
        ""
    } else {
        " (the first time about half a minute)"
    };
    run::step(&format!("building the sandbox gateway{first}"), || {
        run::run(&mut cargo)
    })?;
    Ok(path)
}

/// A running server, which ends when this is dropped, and also when this program dies.
pub struct Running {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Running {
    /// Starts a sandbox with some options more; port 0 finds a free one.
    pub fn start(port: u16, more: &[OsString]) -> Result<Self> {
        let mut sandbox = Command::new(binary()?);
        sandbox
            .args(["--stop-with-stdin", "--port", &port.to_string()])
            .args(more);
        Self::of(&mut sandbox)
    }

    /// Starts a server that prints its address as the sandbox does, and stops when its input ends.
    pub fn of(server: &mut Command) -> Result<Self> {
        let mut child = server
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the server could not be started")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the server has no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let Some(url) = line.trim().strip_prefix("listening on ") else {
            let _ = child.wait();
            bail!("the server did not start");
        };
        Ok(Self {
            url: url.into(),
            child,
        })
    }

    /// Waits until it ends by itself.
    pub fn wait(mut self) -> Result<ExitCode> {
        // Its input stays open meanwhile: it stops when that ends.
        let input = self.child.stdin.take();
        let status = self.child.wait()?;
        drop(input);
        Ok(if status.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
