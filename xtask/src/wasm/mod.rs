//! The WebAssembly and its glue: compiled by cargo, bound by wasm-bindgen, shrunk by wasm-opt, bundled by esbuild.

mod compile;
mod glue;

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use wasmparser::{Parser, Payload};

use crate::{node, project, run};

/// The readers of a package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its users.
    Shipped,
    /// A debugger: the functions' names, DWARF, readable glue, overflow checks.
    Debug,
}

/// A WebAssembly module of the package.
pub struct Module {
    /// The name of its `.wasm` file in the package.
    pub name: &'static str,
    /// The crate that it is compiled from.
    pub package: &'static str,
    /// The feature of the crate that exports it to JavaScript.
    feature: &'static str,
    /// Whether the package has it as text too, for bundlers that copy no file.
    is_inlined: bool,
}

/// The client.
pub const CLIENT: Module = Module {
    name: "client",
    package: "midjourney-wasm",
    feature: "npm",
    is_inlined: true,
};

/// The sandbox gateway.
pub const SANDBOX: Module = Module {
    name: "sandbox",
    package: "midjourney-sandbox-js",
    // The crate is nothing else.
    feature: "",
    // A second copy would be half the package, for a tool that no page ships.
    is_inlined: false,
};

/// What the proxy knows of the protocol.
pub const PROXY: Module = Module {
    name: "proxy",
    package: "midjourney-wasm",
    feature: "proxy",
    is_inlined: true,
};

/// What the package gets of a build.
pub struct Built {
    /// The `.wasm` file.
    pub wasm: Vec<u8>,
    /// A module that exports a function that makes a new glue, for one instance of the wasm.
    pub glue: String,
    /// A module that exports the wasm as text, if the package has it.
    pub inline: Option<String>,
}

/// Builds a module; repeats only the steps whose input has changed.
pub fn build(module: &Module, kind: Kind) -> Result<Built> {
    node::set_up()?;
    let is_shipped = kind == Kind::Shipped;
    let profile = if is_shipped { "release" } else { "debugging" };
    let compiled = compile::compile(module, profile, is_shipped)?;
    let folder = compiled.path.with_file_name("bound");
    let [wasm, glue, inline] = ["module.wasm", "module.js", "inline.js"].map(|name| folder.join(name));
    once(&folder, &compiled.bytes, || {
        bind(&compiled.path, &folder, kind)?;
        let bound = folder.join("module_bg.wasm");
        if is_shipped {
            shrink(&bound, &wasm, &[])?;
        } else {
            // It would move code away from what DWARF says of it.
            fs::copy(&bound, &wasm)?;
        }
        glue::bundle(&folder, &glue, is_shipped)?;
        if module.is_inlined {
            project::write(&inline, inlined(&fs::read(&wasm)?, kind)?)?;
        }
        Ok(())
    })?;
    let inline = module.is_inlined.then(|| project::read(inline)).transpose()?;
    let wasm = fs::read(wasm)?;
    match kind {
        Kind::Shipped => compile::check_private(&wasm)?,
        Kind::Debug => check_debuggable(&wasm)?,
    }
    Ok(Built {
        wasm,
        // tsc would check it, as our own files import it.
        glue: format!("// @ts-nocheck\n{}", project::read(glue)?),
        inline,
    })
}

/// The client as it is shipped, but with the functions' names.
pub fn named() -> Result<Vec<u8>> {
    node::set_up()?;
    let compiled = compile::compile(&CLIENT, "release", true)?;
    let folder = compiled.path.with_file_name("named");
    let wasm = folder.join("client.wasm");
    once(&folder, &compiled.bytes, || {
        let mut bindgen = bindgen(&compiled.path)?;
        // The linker's names: v0 mangling shows generics, and wasm-bindgen shortens it.
        bindgen.remove_name_section(false).demangle(false);
        bindgen.generate(&folder)?;
        shrink(&folder.join("module_bg.wasm"), &wasm, &["--debuginfo"])
    })?;
    Ok(fs::read(wasm)?)
}

/// Refuses a wasm without names, or without DWARF.
fn check_debuggable(wasm: &[u8]) -> Result<()> {
    let mut missing = vec!["name", ".debug_info", ".debug_line"];
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CustomSection(section) = payload? {
            missing.retain(|name| *name != section.name());
        }
    }
    ensure!(missing.is_empty(), "the wasm has no section {missing:?}");
    Ok(())
}

/// Makes what is in a folder, unless it was made of the same by the same program.
fn once(folder: &Path, compiled: &[u8], make: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamp = folder.join("bound-from.wasm");
    // The flags are part of the input.
    let source = [compiled, include_bytes!("mod.rs"), include_bytes!("glue.rs")].concat();
    if fs::read(&stamp).is_ok_and(|bound| bound == source) {
        return Ok(());
    }
    run::step("binding and shrinking the wasm", make)?;
    project::write(&stamp, &source)
}

fn bindgen(compiled: &Path) -> Result<wasm_bindgen_cli_support::Bindgen> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(compiled).bundler(true)?;
    bindgen
        .typescript(false)
        .out_name("module")
        .remove_producers_section(true);
    Ok(bindgen)
}

fn bind(compiled: &Path, folder: &Path, kind: Kind) -> Result<()> {
    let mut bindgen = bindgen(compiled)?;
    let is_debug = kind == Kind::Debug;
    bindgen.remove_name_section(!is_debug).keep_debug(is_debug);
    bindgen.generate(folder)
}

fn shrink(bound: &Path, small: &Path, more: &[&str]) -> Result<()> {
    let mut shrink = node::tool("binaryen/bin/wasm-opt");
    // This pass comes last: the ones before it read which features they may use.
    shrink
        .args([
            "-Oz",
            "--converge",
            "--one-caller-inline-max-function-size=20",
            "--strip-target-features",
        ])
        .args(more);
    run::output(shrink.arg(bound).arg("-o").arg(small)).map(drop)
}

/// The wasm for `DecompressionStream("deflate-raw")`, in base64. zopfli makes it some per cent smaller than zlib, and is as fast to inflate.
fn inlined(wasm: &[u8], kind: Kind) -> Result<String> {
    let mut options = zopfli::Options::default();
    if kind == Kind::Debug {
        // Megabytes, which no page downloads.
        options.iteration_count = 1.try_into()?;
    }
    let mut deflated = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, wasm, &mut deflated)?;
    Ok(format!(
        "export default \"{}\";\n",
        BASE64_STANDARD.encode(deflated)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wasm_that_a_debugger_cannot_read_is_refused() {
        let with = |names: &[&str]| {
            let mut wasm = b"\0asm\x01\0\0\0".to_vec();
            for name in names {
                wasm.extend([0, name.len() as u8 + 1, name.len() as u8]);
                wasm.extend(name.bytes());
            }
            check_debuggable(&wasm)
        };
        assert!(with(&["name", ".debug_info", ".debug_line"]).is_ok());
        for missing in [&["name", ".debug_info"][..], &[".debug_info", ".debug_line"], &[]] {
            assert!(with(missing).is_err(), "{missing:?}");
        }
    }
}
