//! wasm-bindgen's JavaScript, shorter than it is written: a page downloads it. Its tests are those of `glue`.

use anyhow::Result;

/// What wasm-bindgen writes, around an array, for speed or for platforms that we do not have, and what does the same for us:
/// from the first text up to the second.
const LIGHTER: [(&str, &str, &str); 10] = [
    // These stand where they are called.
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
    // Safari's decoder fails after two gigabytes: that long lasts one for names, of which a look at a task takes some hundred bytes. What
    // else there is gets one of its own.
    (
        "function getStringFromWasm0(",
        "let cachedUint8ArrayMemory0",
        "function getStringFromWasm0(ptr, len) {
    return (len < 64 ? (decoder ??= new TextDecoder()) : new TextDecoder()).decode(new Uint8Array(wasm.memory.buffer, ptr >>> 0, len));
}
let decoder;
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
        "function passStringToWasm0(",
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

/// Replaces what is in [`LIGHTER`].
pub fn lighten(glue: &mut String) -> Result<()> {
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
pub fn arrow(name: &str, method: &str) -> String {
    let lines: Vec<_> = method
        .trim_end()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let mut method = lines.join("\n");
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
        .split_once(") {\n    ")
        .and_then(|(arguments, rest)| Some((arguments, rest.strip_suffix(";\n}")?)))
        .filter(|(_, value)| !value.contains('\n') && !value.starts_with("throw "))
        // Of what gives nothing, the wasm drops what its only expression gives.
        .map(|(arguments, value)| (arguments, value.strip_prefix("return ").unwrap_or(value)));
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

/// The two that are one short expression, where they are called.
pub fn inline(text: &str) -> String {
    let text = inlined(text, "getObject(", "heap[", "]");
    inlined(&text, "isLikeNone(", "(", " == null)")
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
