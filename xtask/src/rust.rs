//! Rust toolchains and targets.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{project, run};

/// The toolchain of the shipped build: only a nightly can leave the panic machinery out of the standard library, which is a
/// fifth of the download.
pub const NIGHTLY: &str = "nightly-2026-05-20";

/// The target of all wasm.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// cargo of the toolchain that builds all but the shipped wasm.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project::root());
    command
}

/// cargo of the pinned nightly.
pub fn nightly_cargo() -> Command {
    let mut command = Command::new("rustup");
    command
        .args(["run", NIGHTLY, "cargo"])
        .current_dir(project::root());
    // Of the toolchain that runs this program.
    for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTDOC"] {
        command.env_remove(name);
    }
    command
}

/// Sees to it that the default toolchain can build wasm.
pub fn set_up_target() -> Result<()> {
    if !run::exists("rustup") {
        let sysroot =
            run::output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
        if !std::path::Path::new(sysroot.trim()).exists() {
            bail!(
                "Rust's target {TARGET} is needed; `rustup target add {TARGET}` installs it, but there is no rustup"
            );
        }
        return Ok(());
    }
    let installed = run::output(Command::new("rustup").args(["target", "list", "--installed"]))?;
    if installed.lines().any(|target| target == TARGET) {
        return Ok(());
    }
    run::step(
        &format!("installing Rust's target {TARGET} (some seconds)"),
        || run::output(Command::new("rustup").args(["target", "add", TARGET])).map(drop),
    )
}

/// Sees to it that the pinned nightly is there; false where it can't be had.
pub fn set_up_nightly() -> bool {
    if !run::exists("rustup") {
        return false;
    }
    let is_there = run::quiet(Command::new("rustup").args(["run", NIGHTLY, "rustc", "--print", "sysroot"]))
        .is_ok_and(|output| {
            let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            output.status.success()
                && std::path::Path::new(&sysroot)
                    .join("lib/rustlib/src/rust/library")
                    .exists()
        });
    is_there
        || run::step(
            &format!("installing Rust's {NIGHTLY} with its sources (some 15 s)"),
            || {
                let mut command = Command::new("rustup");
                command.args([
                    "toolchain",
                    "install",
                    NIGHTLY,
                    "--profile",
                    "minimal",
                    "--component",
                    "rust-src",
                ]);
                run::output(command.args(["--no-self-update"])).map(drop)
            },
        )
        .is_ok()
}
