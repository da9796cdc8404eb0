//! The Rust, compiled to WebAssembly without a trace of the machine.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use super::Module;
use crate::{project, run, rust};

/// The result of a build.
pub struct Compiled {
    /// The file, from which wasm-bindgen reads.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Compiles a module with one of the profiles of Cargo.toml. A debugger opens the sources, so only a build without debug
/// information hides where they are.
pub fn compile(module: &Module, profile: &str, hides_paths: bool) -> Result<Compiled> {
    rust::set_up_target()?;
    let mut cargo = rust::cargo();
    cargo.args(["build", "--quiet", "--lib", "--profile", profile]);
    cargo.args(["--package", module.package, "--target", rust::TARGET]);
    cargo.args(["--features", module.feature]);
    // A folder of its own: other flags would build everything again. And one for each module, as two may be one library with
    // other features.
    let target = project::target().join("wasm").join(module.name);
    let flags = if hides_paths { remapped() } else { Vec::new() };
    cargo
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    let folder = target.join(rust::TARGET).join(profile);
    let duration = if folder.exists() {
        ""
    } else {
        " (the first time about a minute)"
    };
    run::step(
        &format!("compiling the {} to wasm{duration}", module.name),
        || run::run(&mut cargo),
    )?;
    let path = folder.join(format!("{}.wasm", module.package.replace('-', "_")));
    let bytes = fs::read(&path).context("cargo built no wasm")?;
    Ok(Compiled { path, bytes })
}

/// No path of this machine goes into the wasm. Of two that fit, the later one counts.
fn remapped() -> Vec<String> {
    let mut folders = homes();
    let cargo = env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")));
    folders.extend(cargo.map(|cargo| format!("{cargo}/registry/src")));
    folders
        .into_iter()
        .map(|folder| format!("--remap-path-prefix={folder}=/-"))
        .collect()
}

fn homes() -> Vec<String> {
    let mut homes = vec![project::root().display().to_string()];
    for name in ["CARGO_HOME", "RUSTUP_HOME", "HOME", "USERPROFILE"] {
        homes.extend(env::var(name).ok().filter(|home| home.len() > 1));
    }
    homes
}

/// Refuses a wasm that names a path of this machine.
pub fn check_private(wasm: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(wasm);
    for found in homes()
        .iter()
        .map(String::as_str)
        .chain([".cargo/registry", ".rustup", "/rustlib/"])
    {
        if text.contains(found) {
            bail!("the wasm contains a path of the machine that built it ({found})");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_found() {
        let home = homes().remove(0);
        assert!(check_private(b"\0asm nothing").is_ok());
        assert!(check_private(format!("\0asm {home}/src/lib.rs").as_bytes()).is_err());
        assert!(check_private(b"\0asm /x/.cargo/registry/src/y").is_err());
    }
}
