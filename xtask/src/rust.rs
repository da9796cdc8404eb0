//! The Rust toolchain and its targets.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{project, run};

/// The target of all wasm.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The default toolchain's cargo.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project::root());
    command
}

/// Sees to it that the default toolchain can build wasm.
pub fn set_up_target() -> Result<()> {
    if which::which("rustup").is_err() {
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
