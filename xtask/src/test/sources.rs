//! The crates of every lock file: where they come from, and under which licenses, by the lists of `deny.toml`.
//!
//! cargo-deny does the same and more, but takes six minutes to build where this takes seconds: so these lists are the policy of both, and
//! cargo-deny itself runs where it is installed already.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Count;
use crate::{project, run, rust};

/// The only registry. Git repositories may change under a name.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The system that the tools are looked at for; the client is for wasm.
const HOST: &str = "x86_64-unknown-linux-gnu";

/// Checks the crates of all lock files.
pub fn run() -> Result<Count> {
    run::say("licenses and sources of the crates");
    let policy = project::read(project::root().join("deny.toml"))?;
    let allowed = list(&policy, "allow").context("deny.toml allows no license")?;
    let locks = run::output(
        std::process::Command::new("git")
            .args(["ls-files", "Cargo.lock", "**/Cargo.lock"])
            .current_dir(project::root()),
    )?;
    let mut count = Count::default();
    for lock in locks.lines() {
        let folder = project::root().join(lock).with_file_name("");
        let faults = faults(&metadata(&folder)?, &allowed);
        for fault in &faults {
            eprintln!("{lock}: {fault}");
        }
        count += if faults.is_empty() {
            Count::passed(1)
        } else {
            Count::failed(faults.len() as u64)
        };
    }
    Ok(count)
}

fn metadata(folder: &Path) -> Result<Value> {
    let mut metadata = rust::cargo();
    metadata.args(["metadata", "--locked", "--format-version=1", "--all-features"]);
    // What other systems need beside is not downloaded for this.
    metadata.args(["--filter-platform", HOST, "--filter-platform", rust::TARGET]);
    serde_json::from_str(&run::output(metadata.current_dir(folder))?).context("cargo printed no metadata")
}

fn faults(metadata: &Value, allowed: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let text = |key: &str| package[key].as_str();
        let name = text("name").unwrap_or_default();
        match text("source") {
            // A crate of this project.
            None => continue,
            Some(REGISTRY) => {}
            Some(other) => faults.push(format!("{name} comes from {other}")),
        }
        match text("license") {
            Some(license) if is_allowed(license, allowed) => {}
            other => faults.push(format!(
                "{name} has the license {}",
                other.unwrap_or("of no name")
            )),
        }
    }
    faults
}

/// Whether an SPDX expression can be met with the allowed licenses. Crates of before 2018 write a slash for "or".
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let is_met = any(&mut words, allowed);
    // What is left over was not understood.
    is_met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut is_met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        is_met |= all(words, allowed);
    }
    is_met
}

fn all(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut is_met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        is_met &= one(words, allowed);
    }
    is_met
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let Some(word) = words.next() else {
        return false;
    };
    if word == "(" {
        return any(words, allowed) & words.next_if_eq(&")").is_some();
    }
    let mut license = word.to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        license = format!("{license} WITH {}", words.next().unwrap_or_default());
    }
    allowed.contains(&license.as_str())
}

/// The texts of a list of a TOML file, one a line.
fn list<'a>(toml: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let start = toml.find(&format!("\n{name} = ["))?;
    let items = toml.get(start..)?.split(']').next()?;
    let texts = items.split('"').skip(1).step_by(2);
    Some(texts.collect()).filter(|all: &Vec<_>| !all.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn expressions_are_met_or_not() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
        for (expression, wanted) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0/MIT", true),
            ("MIT AND GPL-3.0", false),
            ("GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0", false),
            ("GPL-3.0 OR MIT AND Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT WITH LLVM-exception", false),
            ("MIT GPL-3.0", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), wanted, "{expression}");
        }
    }

    #[test]
    fn every_fault_is_told() {
        let package = |name: &str, source: &str, license: Value| json!({ "name": name, "source": source, "license": license });
        let metadata = json!({ "packages": [
            { "name": "ours", "source": null, "license": null },
            package("good", REGISTRY, json!("MIT")),
            package("elsewhere", "git+https://example.com/a", json!("MIT")),
            package("closed", REGISTRY, json!("Proprietary")),
            package("silent", REGISTRY, Value::Null),
        ] });
        let faults = faults(&metadata, &["MIT"]);
        assert_eq!(
            faults,
            [
                "elsewhere comes from git+https://example.com/a",
                "closed has the license Proprietary",
                "silent has the license of no name"
            ]
        );
    }

    #[test]
    fn the_policy_is_read() {
        let policy = project::read(project::root().join("deny.toml")).unwrap();
        let allowed = list(&policy, "allow").unwrap();
        assert!(allowed.contains(&"MIT") && allowed.contains(&"Apache-2.0 WITH LLVM-exception"));
        assert_eq!(list("\nallow = []", "allow"), None);
        assert_eq!(list("", "allow"), None);
    }
}
