//! The WebAssembly: compiled, bound, made small.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{node, project, run, rust};

/// What the package is made of.
pub struct Built {
    /// The WebAssembly, its imports and exports under short names.
    pub wasm: Vec<u8>,
    /// wasm-bindgen's JavaScript, with the long names.
    pub glue: String,
    /// What became of the names.
    pub names: Value,
    /// Whether JavaScript's values are in an array of the glue's, not in a table of the wasm's.
    pub has_array: bool,
}

/// Compiles the client and binds it; only what has changed since. `stable` does without the nightly.
pub fn build(stable: bool) -> Result<Built> {
    let nightly = !stable && rust::set_up_nightly();
    if !nightly {
        rust::set_up_target()?;
        if !stable {
            run::say(&format!(
                "{} can't be had: building on the default toolchain, which makes the wasm larger",
                rust::NIGHTLY
            ));
        }
    }
    let (target, compiled) = compile(nightly)?;
    let folder = target.join("bound");
    let (wasm, glue, names) = (
        folder.join("client.wasm"),
        folder.join("client_bg.js"),
        folder.join("names.json"),
    );
    let stamp = folder.join("bound-from.wasm");
    // Other flags shrink otherwise.
    let source = [&compiled[..], include_bytes!("wasm.rs")].concat();
    if !fs::read(&stamp).is_ok_and(|bound| bound == source) || !names.exists() {
        run::step("binding and shrinking the wasm", || {
            bind(&target.join("midjourney_wasm.wasm"), &folder)?;
            let small = folder.join("small.wasm");
            let mut shrink = node::tool("binaryen/bin/wasm-opt");
            shrink.args([
                "-Oz",
                "--flatten",
                "--rereloop",
                "-Oz",
                "-Oz",
                "--converge",
                // The stack ends at address 0, and nothing else is down there.
                "--low-memory-unused",
                "--one-caller-inline-max-function-size=20",
            ]);
            run::output(shrink.arg(folder.join("client_bg.wasm")).arg("-o").arg(&small))?;
            // By itself: in a pass that is repeated, names would be changed, and printed, again and again.
            let mut rename = node::tool("binaryen/bin/wasm-opt");
            rename.args([
                "--strip-target-features",
                "--minify-imports-and-exports-and-modules",
            ]);
            let printed = run::output(rename.arg(&small).arg("-o").arg(&wasm))?;
            project::write(&names, printed)?;
            project::write(&stamp, &source)
        })?;
    }
    let wasm = fs::read(wasm)?;
    private(&wasm)?;
    Ok(Built {
        wasm,
        glue: project::read(glue)?,
        names: serde_json::from_str(&project::read(names)?)?,
        has_array: nightly,
    })
}

fn compile(nightly: bool) -> Result<(PathBuf, Vec<u8>)> {
    let mut flags = remapped();
    let mut cargo = if nightly {
        rust::nightly_cargo()
    } else {
        rust::cargo()
    };
    cargo.args([
        "build",
        "--quiet",
        "--lib",
        "--release",
        "--target",
        "wasm32-unknown-unknown",
        "--features",
        "npm",
    ]);
    let target = project::target().join(if nightly { "wasm" } else { "wasm-stable" });
    if nightly {
        cargo.arg("-Zbuild-std=std,panic_abort");
        // Bindings through an array of JavaScript's own instead of a table of the wasm's, three per cent less in all; not where
        // the standard library was built otherwise.
        flags.push("-Ctarget-feature=-reference-types,-multivalue".into());
        let more = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zmir-opt-level=3";
        flags.extend(more.split(' ').map(Into::into));
    }
    cargo
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    let is_first = !target.exists();
    let duration = if is_first {
        " (the first time about a minute)"
    } else {
        ""
    };
    run::step(&format!("compiling the client to wasm{duration}"), || {
        run::run(&mut cargo)
    })?;
    let folder = target.join("wasm32-unknown-unknown/release");
    let compiled = fs::read(folder.join("midjourney_wasm.wasm")).context("cargo built no wasm")?;
    Ok((folder, compiled))
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

fn private(wasm: &[u8]) -> Result<()> {
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

fn bind(compiled: &std::path::Path, folder: &std::path::Path) -> Result<()> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(compiled)
        .bundler(true)?
        .typescript(false)
        .out_name("client");
    bindgen
        .remove_name_section(true)
        .remove_producers_section(true)
        .keep_debug(false);
    bindgen.generate(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_found() {
        let home = homes().remove(0);
        assert!(private(b"\0asm nothing").is_ok());
        assert!(private(format!("\0asm {home}/src/lib.rs").as_bytes()).is_err());
        assert!(private(b"\0asm /x/.cargo/registry/src/y").is_err());
    }
}
