//! wasm-bindgen's JavaScript, made into one small module with the wasm's short names.
//!
//! What `--target bundler` writes exports each function that the wasm imports, under a name with a hash. Here they become the
//! methods of one object, so that neither the names nor the list of them is downloaded.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::wasm::Built;

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
                arrow(short, &method)
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
        lighten(&mut glue)?;
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
        whole = inlined(&whole, "getObject(", "heap[", "]");
        whole = inlined(&whole, "isLikeNone(", "(", " == null)");
    }
    for entry in names["exports"].as_array().context("wasm-opt named no exports")? {
        let [long, short] = texts(entry)?;
        whole = renamed(&whole, &format!("wasm.{long}"), &format!("wasm.{short}"));
    }
    Ok(localized(&whole))
}

/// What wasm-bindgen writes, around an array, for speed or for platforms that we do not have, and what does the same for us:
/// from the first text up to the second.
const LIGHTER: [(&str, &str, &str); 10] = [
    // What is one short expression stands where it is called.
    ("function getObject(", "function handleError(", ""),
    ("function isLikeNone(", "function makeMutClosure(", ""),
    // One function for all that may throw, instead of one more in each.
    (
        "function handleError(",
        "let heap = ",
        "const caught = (act) => (...given) => {
    try {
        return act(...given);
    } catch (error) {
        wasm.__wbindgen_exn_store(addHeapObject(error));
    }
};
",
    ),
    // Texts are short, or read once: nobody gains by writing them letter by letter.
    (
        "function passStringToWasm0(",
        "function takeObject(",
        "function passStringToWasm0(text, malloc) {
    const bytes = new TextEncoder().encode(text);
    const ptr = malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, ptr);
    WASM_VECTOR_LEN = bytes.length;
    return ptr;
}
",
    ),
    // A decoder of its own for each text has no count of bytes to watch, after which Safari's fails.
    (
        "function getStringFromWasm0(",
        "let cachedUint8ArrayMemory0",
        "function getStringFromWasm0(ptr, len) {
    return new TextDecoder().decode(getUint8ArrayMemory0().subarray(ptr >>> 0, (ptr >>> 0) + len));
}
",
    ),
    ("let cachedTextDecoder", "let WASM_VECTOR_LEN", ""),
    // Memory that has grown has another buffer: views of it are made anew.
    (
        "let cachedDataViewMemory0",
        "function getStringFromWasm0(",
        "const getDataViewMemory0 = () => new DataView(wasm.memory.buffer);\n",
    ),
    (
        "let cachedUint8ArrayMemory0",
        "const caught",
        "const getUint8ArrayMemory0 = () => new Uint8Array(wasm.memory.buffer);\n",
    ),
    // Closures are dropped by Rust, which gives none away: nothing is left to be collected.
    ("const CLOSURE_DTORS", "function dropObject(", ""),
    (
        "function makeMutClosure(",
        "function passArrayJsValueToWasm0(",
        "function makeMutClosure(from, to, act) {
    let count = 1;
    const real = (...given) => {
        count++;
        try {
            return act(from, to, ...given);
        } finally {
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => {
        if (!--count) {
            wasm.__wbindgen_destroy_closure(from, to);
            // Rust knows what to do with a closure that is not there.
            from = 0;
        }
    };
    return real;
}

",
    ),
];

fn lighten(glue: &mut String) -> Result<()> {
    for (from, to, with) in LIGHTER {
        let start = glue.find(from);
        let end = start.and_then(|start| Some(start + glue.get(start..)?.find(to)?));
        let (Some(start), Some(end)) = (start, end) else {
            anyhow::bail!("wasm-bindgen wrote no {from:?} before {to:?}");
        };
        glue.replace_range(start..end, with);
    }
    Ok(())
}

/// A method as an arrow function, where it only gives a value; and what it may throw, caught by a function of ours.
fn arrow(name: &str, method: &str) -> String {
    let mut method = method.trim_end().to_owned();
    for (from, to, with) in [
        (
            "const ret = ",
            ";\n    return addHeapObject(ret);",
            "return addHeapObject(_);",
        ),
        ("const ret = ", ";\n    return ret;", "return _;"),
    ] {
        if let Some((head, (value, tail))) = method
            .split_once(from)
            .and_then(|(head, rest)| Some((head, rest.split_once(to)?)))
            && !value.contains('\n')
        {
            method = format!("{head}{}{tail}", with.replace('_', value));
        }
    }
    let (open, close) = ("() { return handleError(function ", ", arguments); }");
    let caught = method
        .strip_prefix(open)
        .and_then(|rest| rest.strip_suffix(close));
    let body = caught.unwrap_or(&method);
    let value = body
        .split_once(") {\n    return ")
        .and_then(|(arguments, rest)| Some((arguments, rest.strip_suffix(";\n}")?)))
        .filter(|(_, value)| !value.contains('\n'));
    let function = match value {
        Some((arguments, value)) => format!("{arguments}) => {value}"),
        None => format!("function {body}"),
    };
    match (caught, value) {
        (Some(_), _) => format!("{name}: caught({function})"),
        (None, Some(_)) => format!("{name}: {function}"),
        (None, None) => format!("{name}{method}"),
    }
}

/// A call of a function with one name as its argument, replaced by what stands before and behind that name.
fn inlined(text: &str, call: &str, before: &str, behind: &str) -> String {
    let mut parts = text.split(call);
    let mut new = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((name, rest)) if name.chars().all(|letter| letter.is_alphanumeric()) => {
                new.push_str(&format!("{before}{name}{behind}{rest}"));
            }
            _ => new.push_str(&format!("{call}{part}")),
        }
    }
    new
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
function passArrayJsValueToWasm0(array, malloc) {}
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
