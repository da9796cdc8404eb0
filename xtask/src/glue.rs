//! wasm-bindgen's JavaScript, made into one small module with the wasm's short names.
//!
//! What `--target bundler` writes exports each function that the wasm imports, under a name with a hash. Here they become the
//! methods of one object, so that neither the names nor the list of them is downloaded.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{lighter, wasm::Built};

/// Where the platform's part is in the package.
pub const PLATFORM: &str = "./platform.js";

/// The module `client.js` of the package: exports what Rust exports, and `link(source)`, which instantiates the wasm.
pub fn module(built: &Built) -> Result<String> {
    let (mut glue, names) = (built.glue.clone(), &built.names);
    let (mut head, mut methods) = (String::new(), String::new());
    for entry in names["imports"].as_array().context("wasm-opt named no imports")? {
        let [module, long, short] = texts(entry)?;
        if module == "./client_bg.js" {
            let method = take_function(&mut glue, long)?;
            let method = if built.has_array {
                lighter::arrow(short, &method)
            } else {
                format!("{short}{method}")
            };
            methods.push_str(&format!("{method},\n"));
        } else {
            // Functions that wasm-bindgen hands on as they are.
            head.push_str(&format!("import {{ {long} as {short}_ }} from \"{module}\";\n"));
            methods.push_str(&format!("{short}: {short}_,\n"));
        }
    }
    take_function(&mut glue, "__wbg_set_wasm")?;
    if built.has_array {
        lighter::lighten(&mut glue)?;
    }
    let mut whole = format!(
        "// Written by wasm-bindgen and `cargo xtask dist`.\n{head}{glue}
const imports = {{\n{methods}}};

export const link = async (source) => {{
    const made = await WebAssembly.instantiate(source, {{ a: imports }});
    wasm = (made.instance ?? made).exports;
    wasm.__wbindgen_start?.();
}};
"
    );
    if built.has_array {
        whole = lighter::inline(&whole);
    }
    for entry in names["exports"].as_array().context("wasm-opt named no exports")? {
        let [long, short] = texts(entry)?;
        whole = renamed(&whole, &format!("wasm.{long}"), &format!("wasm.{short}"));
    }
    Ok(localized(&whole))
}

fn texts<const N: usize>(entry: &Value) -> Result<[&str; N]> {
    let texts: Option<Vec<&str>> = entry
        .as_array()
        .map(|all| all.iter().filter_map(Value::as_str).collect());
    texts
        .and_then(|texts| texts.try_into().ok())
        .context("wasm-opt's list of names has another form")
}

/// Cuts the function out and gives it from its parenthesis on.
fn take_function(glue: &mut String, name: &str) -> Result<String> {
    let start = format!("export function {name}(");
    let at = glue
        .find(&start)
        .with_context(|| format!("wasm-bindgen wrote no function {name}"))?;
    let body = glue.get(at..).unwrap_or_default();
    // Its last line starts with the brace that closes it.
    let end = body
        .find("\n}")
        .and_then(|brace| Some(brace + 1 + body.get(brace + 1..)?.find('\n')?));
    let end = end.with_context(|| format!("the function {name} does not end"))?;
    let method = body.get(start.len() - 1..end).unwrap_or_default().to_owned();
    glue.replace_range(at..at + end + 1, "");
    Ok(method)
}

/// Replaces a name where it is not the start of a longer one.
fn renamed(text: &str, long: &str, short: &str) -> String {
    let mut rest = text;
    let mut new = String::new();
    while let Some(at) = rest.find(long) {
        let (before, after) = rest.split_at(at);
        let after = after.strip_prefix(long).unwrap_or_default();
        let goes_on =
            after.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_' || next == '$');
        new.push_str(before);
        new.push_str(if goes_on { long } else { short });
        rest = after;
    }
    new + rest
}

/// The platform's part lies beside the module, not in a folder with a hash.
fn localized(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let path = line
            .split(['"', '\''])
            .find(|part| part.starts_with("./snippets/") && part.ends_with("/platform.js"));
        lines.push(path.map_or_else(|| line.to_owned(), |path| line.replace(path, PLATFORM)));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const GLUE: &str = "\
import { request } from './snippets/x-1/src/web/platform.js';
export function start(a) {
    return wasm.start(a, wasm.__wbindgen_malloc, wasm.memory);
}
export function __wbg_now_1() {
    const ret = Date.now();
    return ret;
}
export function __wbg_get_2() { return handleError(function (a) {
    const ret = getObject(a).get(wasm.__wbindgen_malloc);
    return addHeapObject(ret);
}, arguments); }
export function __wbg_is_3(a) {
    const text = getObject(a);
    return !isLikeNone(text);
}
const CLOSURE_DTORS = 1;
function dropObject(idx) {}
let cachedDataViewMemory0 = null;
function getStringFromWasm0(ptr, len) {}
let cachedUint8ArrayMemory0 = null;
function getObject(idx) { return heap[idx]; }
function handleError(f, args) {}
let heap = [];
function isLikeNone(x) { return x == null; }
function makeMutClosure() {
    CLOSURE_DTORS.register(real, state, state);
}
function passStringToWasm0(arg, malloc, realloc) {}
function takeObject(idx) {
    const ret = getObject(idx);
    return ret;
}
let cachedTextDecoder = 1;
let WASM_VECTOR_LEN = 0;
let wasm;
export function __wbg_set_wasm(val) {
    wasm = val;
}
";

    fn built(names: Value) -> Built {
        Built {
            wasm: Vec::new(),
            glue: GLUE.into(),
            names,
            has_array: true,
        }
    }

    #[test]
    fn functions_become_methods_under_short_names() {
        let names = json!({
            "imports": [["./client_bg.js", "__wbg_now_1", "A"], ["./client_bg.js", "__wbg_get_2", "B"],
                ["./client_bg.js", "__wbg_is_3", "H"],
                ["./snippets/x-1/src/web/platform.js", "picture", "C"]],
            "exports": [["start", "D"], ["memory", "E"], ["__wbindgen_malloc", "F"], ["__wbindgen_start", "G"]],
        });
        let module = module(&built(names)).unwrap();
        for line in [
            "import { request } from './platform.js';",
            "import { picture as C_ } from \"./platform.js\";",
            "export function start(a) {",
            "    return wasm.D(a, wasm.F, wasm.E);",
            "A: () => Date.now(),",
            "B: caught((a) => addHeapObject(heap[a].get(wasm.F))),",
            "H(a) {",
            "    const text = heap[a];",
            "    return !(text == null);",
            "    const ret = heap[idx];",
            "C: C_,",
            "    wasm.G?.();",
        ] {
            assert!(module.lines().any(|other| other == line), "{line}\n{module}");
        }
        for gone in [
            "__wbg_",
            "CLOSURE_DTORS",
            "cachedTextDecoder",
            "realloc",
            "getObject",
            "isLikeNone",
            "handleError",
        ] {
            assert!(!module.contains(gone), "{gone}\n{module}");
        }
        assert!(module.contains("new DataView(wasm.E.buffer)"), "{module}");
    }

    #[test]
    fn what_is_missing_is_told() {
        let names = json!({ "imports": [["./client_bg.js", "__wbg_gone", "A"]], "exports": [] });
        assert!(
            module(&built(names))
                .unwrap_err()
                .to_string()
                .contains("__wbg_gone")
        );
    }
}
