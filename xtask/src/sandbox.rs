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
    let proxy = arguments.iter().any(|argument| argument == "--gateway");
    let mut sandbox = Command::new(binary(proxy)?);
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

/// Builds the sandbox, for `--gateway` with a client for TLS, and gives the program's path.
pub fn binary(proxy: bool) -> Result<PathBuf> {
    // One with more features gets a folder of its own: cargo would put the two in each other's place.
    let target = if proxy {
        project::target().join("sandbox-proxy")
    } else {
        project::target()
    };
    let name = format!("midjourney-sandbox{}", std::env::consts::EXE_SUFFIX);
    let path = target.join("debug").join(name);
    let mut cargo = rust::cargo();
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "midjourney-sandbox",
        "--bin",
        "midjourney-sandbox",
    ]);
    if proxy {
        cargo.args(["--features", "proxy"]);
    }
    cargo.env("CARGO_TARGET_DIR", &target);
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

/// A running sandbox, which ends when this is dropped, and also when this program dies.
pub struct Running {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Running {
    /// Starts it with some options more, and the key of a real gateway; port 0 finds a free one.
    pub fn start(program: PathBuf, port: u16, more: &[OsString], key: Option<OsString>) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .args(["--stop-with-stdin", "--port", &port.to_string()])
            .args(more);
        if let Some(key) = key {
            // Not as an argument: those are everybody's to read.
            command.env("MIDJOURNEY_KEY", key);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the sandbox could not be started")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the sandbox has no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let Some(url) = line.trim().strip_prefix("listening on ") else {
            let _ = child.wait();
            bail!("the sandbox did not start");
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
