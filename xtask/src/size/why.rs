//! `cargo xtask size --why`: what is linked into the wasm. It shows accidents.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use wasmparser::{DataKind, KnownCustom, Name, Operator, Parser, Payload, TypeRef};

use super::names::{crate_of, readable};
use crate::wasm;

/// How many functions and texts are listed.
const LISTED: usize = 40;

/// The parts of a wasm. Sizes in bytes.
#[derive(Default)]
struct Parts {
    /// The sections, by name.
    sections: BTreeMap<&'static str, usize>,
    functions: Vec<(String, usize)>,
    /// Where each piece of data lies, and its length.
    data: Vec<(i64, usize)>,
    imports: Vec<String>,
    exports: Vec<String>,
}

/// Prints the parts of the shipped wasm.
pub fn print() -> Result<()> {
    let parts = read(&wasm::named()?)?;
    println!(
        "client.wasm as it is shipped, in bytes before compression; inlined functions count where they are inlined"
    );
    heading("sections");
    for (name, size) in descending(parts.sections.iter().map(|(name, size)| (*name, *size))) {
        row(size, name);
    }
    let code = parts.functions.iter().map(|(_, size)| size).sum::<usize>();
    heading(&format!("crates, of {code} bytes of functions"));
    let mut crates = BTreeMap::<&str, (usize, usize)>::new();
    for (name, size) in &parts.functions {
        let (sum, count) = crates.entry(crate_of(name)).or_default();
        *sum += size;
        *count += 1;
    }
    for (name, (size, count)) in descending_by(crates, |(size, _)| *size) {
        row(
            size,
            &format!("{:>4.1} %  {name}, {count} functions", percent(size, code)),
        );
    }
    heading(&format!(
        "the {LISTED} largest functions of {}",
        parts.functions.len()
    ));
    let functions = parts.functions.iter().map(|(name, size)| (name.as_str(), *size));
    for (name, size) in descending(functions).into_iter().take(LISTED) {
        row(size, &format!("{:>4.1} %  {name}", percent(size, code)));
    }
    heading("data");
    for (at, size) in &parts.data {
        row(*size, &format!("at {at}"));
    }
    names("imports", &parts.imports);
    names("exports", &parts.exports);
    Ok(())
}

fn heading(text: &str) {
    println!("\n{text}");
}

fn row(size: usize, text: &str) {
    println!("{size:>8}  {text}");
}

fn names(what: &str, names: &[String]) {
    let length = names.iter().map(String::len).sum::<usize>();
    heading(&format!("{what}: {} names of {length} bytes in all", names.len()));
    for name in names {
        println!("          {name}");
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    // Sizes of a file that is downloaded: far from where a float loses digits.
    100.0 * part as f64 / whole.max(1) as f64
}

fn descending<'a>(rows: impl Iterator<Item = (&'a str, usize)>) -> Vec<(&'a str, usize)> {
    descending_by(rows, |size| *size)
}

fn descending_by<'a, T>(
    rows: impl IntoIterator<Item = (&'a str, T)>,
    size: impl Fn(&T) -> usize,
) -> Vec<(&'a str, T)> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, value)| std::cmp::Reverse(size(value)));
    rows
}

fn read(wasm: &[u8]) -> Result<Parts> {
    let mut parts = Parts::default();
    let (mut imported, mut sizes) = (0_usize, Vec::new());
    let mut named = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Some((name, size)) = section(&payload) {
            *parts.sections.entry(name).or_default() += size;
        }
        match payload {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    imported += usize::from(matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                    parts.imports.push(format!("{} {}", import.module, import.name));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    parts.exports.push(export?.name.to_owned());
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    parts.data.push((start(&data.kind)?, data.data.len()));
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for name in section {
                        if let Name::Function(names) = name? {
                            for name in names {
                                let name = name?;
                                named.insert(usize::try_from(name.index)?, readable(name.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let name = |at: usize| {
        named
            .get(&at)
            .cloned()
            .unwrap_or_else(|| format!("function {at}"))
    };
    parts.functions = sizes
        .into_iter()
        .enumerate()
        .map(|(at, size)| (name(imported + at), size))
        .collect();
    Ok(parts)
}

/// The name and size of a section that is shipped.
fn section(payload: &Payload<'_>) -> Option<(&'static str, usize)> {
    let (name, range) = match payload {
        Payload::TypeSection(section) => ("types", section.range()),
        Payload::ImportSection(section) => ("imports", section.range()),
        Payload::FunctionSection(section) => ("functions' types", section.range()),
        Payload::TableSection(section) => ("tables", section.range()),
        Payload::MemorySection(section) => ("memory", section.range()),
        Payload::GlobalSection(section) => ("globals", section.range()),
        Payload::ExportSection(section) => ("exports", section.range()),
        Payload::ElementSection(section) => ("elements", section.range()),
        Payload::DataSection(section) => ("data", section.range()),
        Payload::CodeSectionStart { range, .. } => ("code", range.clone()),
        _ => return None,
    };
    Some((name, range.len()))
}

/// Where a piece of data is put.
fn start(kind: &DataKind<'_>) -> Result<i64> {
    let DataKind::Active { offset_expr, .. } = kind else {
        return Ok(0);
    };
    match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.into()),
        other => Err(anyhow::anyhow!("{other:?}")).context("a piece of data has no constant address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_gets_its_own_name_and_size() {
        // A function is imported, so the two of the module are 1 and 2: `a::b` of three bytes and `c` of four. Eight bytes of data at 16.
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let mut section = |id: u8, bytes: &[u8]| {
            wasm.extend([id, bytes.len() as u8]);
            wasm.extend(bytes);
        };
        section(1, b"\x01\x60\0\0");
        section(2, b"\x01\x01m\x01f\0\0");
        section(3, b"\x02\0\0");
        section(5, b"\x01\0\x01");
        section(7, b"\x01\x01g\0\x01");
        section(10, b"\x02\x03\0\x01\x0b\x04\0\x01\x01\x0b");
        section(11, b"\x01\0\x41\x10\x0b\x0801234567");
        section(0, b"\x04name\x01\x0a\x02\x01\x04a::b\x02\x01c");
        let parts = read(&wasm).unwrap();
        assert_eq!(parts.functions, [("a::b".into(), 3), ("c".into(), 4)]);
        assert_eq!(parts.data, [(16, 8)]);
        assert_eq!(parts.imports, ["m f"]);
        assert_eq!(parts.exports, ["g"]);
        assert_eq!(parts.sections["code"], 10);
        assert!(read(b"nothing").is_err());
    }
}
