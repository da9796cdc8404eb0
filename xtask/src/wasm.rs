//! The WebAssembly and its glue: compiled, bound by wasm-bindgen, shrunk by wasm-opt, bundled by esbuild.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine};
use wasmparser::{Parser, Payload};

use crate::{node, project, run, rust};

/// What the package gets of a build.
pub struct Built {
    /// `client.wasm`.
    pub wasm: Vec<u8>,
    /// `client.js`: exports a function that makes a new glue, for one instance of the wasm.
    pub glue: String,
    /// `inline.js`: exports the wasm as text.
    pub inline: String,
}

/// Builds the client; repeats only the steps whose input has changed.
pub fn build() -> Result<Built> {
    node::set_up()?;
    rust::set_up_target()?;
    let (target, compiled) = compile()?;
    let folder = target.join("bound");
    let [wasm, glue, inline] = ["client.wasm", "client.js", "inline.js"].map(|name| folder.join(name));
    let stamp = folder.join("bound-from.wasm");
    // The flags are part of the input.
    let source = [&compiled[..], include_bytes!("wasm.rs")].concat();
    if !fs::read(&stamp).is_ok_and(|bound| bound == source) {
        run::step("binding and shrinking the wasm", || {
            bind(&target.join("midjourney_wasm.wasm"), &folder)?;
            shrink(&folder.join("client_bg.wasm"), &wasm)?;
            bundle(&folder, &glue)?;
            project::write(&inline, inlined(&fs::read(&wasm)?)?)?;
            project::write(&stamp, &source)
        })?;
    }
    let wasm = fs::read(wasm)?;
    private(&wasm)?;
    Ok(Built {
        wasm,
        // tsc would check it, as our own files import it.
        glue: format!("// @ts-nocheck\n{}", project::read(glue)?),
        inline: project::read(inline)?,
    })
}

fn compile() -> Result<(PathBuf, Vec<u8>)> {
    let mut cargo = rust::cargo();
    cargo.args(["build", "--quiet", "--lib", "--release"]);
    cargo.args(["--target", rust::TARGET, "--features", "npm"]);
    // A folder of its own: other flags would build everything anew.
    let target = project::target().join("wasm");
    cargo
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", remapped().join("\u{1f}"));
    let duration = if target.exists() {
        ""
    } else {
        " (the first time about a minute)"
    };
    run::step(&format!("compiling the client to wasm{duration}"), || {
        run::run(&mut cargo)
    })?;
    let folder = target.join(rust::TARGET).join("release");
    let compiled = fs::read(folder.join("midjourney_wasm.wasm")).context("cargo built no wasm")?;
    Ok((folder, compiled))
}

fn bind(compiled: &Path, folder: &Path) -> Result<()> {
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

fn shrink(bound: &Path, small: &Path) -> Result<()> {
    let mut shrink = node::tool("binaryen/bin/wasm-opt");
    // The pass comes last: the ones before it ask which features they may use.
    shrink.args(["-Oz", "--converge", "--strip-target-features"]);
    run::output(shrink.arg(bound).arg("-o").arg(small)).map(drop)
}

/// Bundles wasm-bindgen's module, and the snippets that the wasm imports from beside it, into a function that gives all their exports.
/// wasm-bindgen keeps an instance's state in variables of the module. An instance that replaces a broken one must not share
/// them, so each instance gets a glue of its own.
fn bundle(folder: &Path, glue: &Path) -> Result<()> {
    let bound = fs::read(folder.join("client_bg.wasm"))?;
    let exports = imported_modules(&bound)?
        .iter()
        .map(|module| format!("export * from {module:?};\n"))
        .collect::<String>();
    let entry = folder.join("glue.js");
    project::write(&entry, exports)?;
    let mut esbuild = node::program("esbuild");
    esbuild.args(["--bundle", "--minify", "--target=es2022", "--log-level=warning"]);
    esbuild.args(["--format=iife", "--global-name=glue"]);
    esbuild.args([
        "--banner:js=export default () => {",
        "--footer:js=return glue; };",
    ]);
    let bundled = format!("--outfile={}", glue.display());
    run::output(esbuild.arg(&entry).arg(bundled)).map(drop)
}

/// The wasm for `DecompressionStream("deflate-raw")`, in base64. zopfli makes it some per cent smaller than zlib, and is as fast to inflate.
fn inlined(wasm: &[u8]) -> Result<String> {
    let mut deflated = Vec::new();
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Deflate,
        wasm,
        &mut deflated,
    )?;
    Ok(format!(
        "export default \"{}\";\n",
        BASE64_STANDARD.encode(deflated)
    ))
}

/// The modules that a wasm imports from, each once.
fn imported_modules(wasm: &[u8]) -> Result<Vec<String>> {
    let mut modules = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                modules.push(import?.module.to_owned());
            }
        }
    }
    modules.sort();
    modules.dedup();
    Ok(modules)
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

    #[test]
    fn a_module_that_is_imported_twice_is_named_once() {
        // A type of a function without arguments or results, and three imports of it: b.f, a.f, b.g.
        let wasm =
            b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x13\x03\x01b\x01f\0\0\x01a\x01f\0\0\x01b\x01g\0\0";
        assert_eq!(imported_modules(wasm).unwrap(), ["a", "b"]);
        assert!(imported_modules(b"nothing").is_err());
    }
}
