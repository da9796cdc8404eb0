//! wasm-bindgen's JavaScript, bundled.

use std::{fs, path::Path};

use anyhow::Result;
use wasmparser::{Parser, Payload};

use crate::{node, project, run};

/// Bundles wasm-bindgen's module, and the snippets that the wasm imports from beside it, into a module that exports a function, which
/// gives all their exports.
///
/// wasm-bindgen keeps an instance's state in variables of the module. An instance that replaces a broken one must not share
/// them, so each instance gets a glue of its own.
pub fn bundle(folder: &Path, glue: &Path, minified: bool) -> Result<()> {
    let bound = fs::read(folder.join("module_bg.wasm"))?;
    let exports = imported_modules(&bound)?
        .iter()
        .map(|module| format!("export * from {module:?};\n"))
        .collect::<String>();
    let entry = folder.join("glue.js");
    project::write(&entry, exports)?;
    let mut esbuild = node::program("esbuild");
    esbuild.args(["--bundle", "--target=es2022", "--log-level=warning"]);
    esbuild.args(["--format=iife", "--global-name=glue"]);
    esbuild.args([
        "--banner:js=export default () => {",
        "--footer:js=return glue; };",
    ]);
    if minified {
        esbuild.arg("--minify");
    }
    let bundled = format!("--outfile={}", glue.display());
    run::output(esbuild.arg(&entry).arg(bundled)).map(drop)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_is_imported_twice_is_named_once() {
        // A type of a function without arguments or results, and three imports of it: b.f, a.f, b.g.
        let wasm =
            b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x13\x03\x01b\x01f\0\0\x01a\x01f\0\0\x01b\x01g\0\0";
        assert_eq!(imported_modules(wasm).unwrap(), ["a", "b"]);
        assert!(imported_modules(b"nothing").is_err());
    }
}
