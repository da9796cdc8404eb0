//! The crates of every lock file: where they come from, and under which licenses, by the lists of `deny.toml`.
//!
//! cargo-deny does the same and more, but takes six minutes to build where this takes seconds: so these lists are the policy of both, and
//! cargo-deny itself runs where it is installed already.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use cargo_metadata::{CargoOpt, MetadataCommand, Package};
use spdx::{Expression, Licensee, ParseMode};

use super::Count;
use crate::{project, run, rust};

/// The system for which the tools' dependencies are checked; the client's are checked for wasm.
const HOST: &str = "x86_64-unknown-linux-gnu";

/// Checks the crates of all lock files.
pub fn run() -> Result<Count> {
    run::say("licenses and sources of the crates");
    let allowed = allowed(&project::read(project::root().join("deny.toml"))?)?;
    let locks = run::output(
        std::process::Command::new("git")
            .args(["ls-files", "Cargo.lock", "**/Cargo.lock"])
            .current_dir(project::root()),
    )?;
    let mut count = Count::default();
    for lock in locks.lines() {
        let folder = project::root().join(lock).with_file_name("");
        let faults = faults(&packages(&folder)?, &allowed);
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

fn packages(folder: &Path) -> Result<Vec<Package>> {
    let mut metadata = MetadataCommand::new();
    metadata
        .current_dir(folder)
        .features(CargoOpt::AllFeatures)
        // Dependencies of other systems are not downloaded for this.
        .other_options(
            [
                "--locked",
                "--filter-platform",
                HOST,
                "--filter-platform",
                rust::TARGET,
            ]
            .map(Into::into),
        );
    Ok(metadata.exec()?.packages)
}

fn faults(packages: &[Package], allowed: &[Licensee]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        let name = &package.name;
        match &package.source {
            // A crate of this project.
            None => continue,
            // Git repositories may change under a name.
            Some(source) if source.is_crates_io() => {}
            Some(other) => faults.push(format!("{name} comes from {other}")),
        }
        match package.license.as_deref() {
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
fn is_allowed(expression: &str, allowed: &[Licensee]) -> bool {
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|required| allowed.iter().any(|license| license.satisfies(required)))
    })
}

/// The licenses that `deny.toml` allows.
fn allowed(policy: &str) -> Result<Vec<Licensee>> {
    let policy: toml::Table = policy.parse().context("deny.toml is no TOML")?;
    let allowed = policy
        .get("licenses")
        .and_then(|licenses| licenses.get("allow")?.as_array());
    let names = allowed.into_iter().flatten().filter_map(toml::Value::as_str);
    let allowed: Vec<_> = names.map(Licensee::parse).collect::<Result<_, _>>()?;
    ensure!(!allowed.is_empty(), "deny.toml allows no license");
    Ok(allowed)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn licenses(names: &[&str]) -> Vec<Licensee> {
        names.iter().map(|name| Licensee::parse(name).unwrap()).collect()
    }

    #[test]
    fn expressions_are_met_or_not() {
        let allowed = licenses(&["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]);
        for (expression, wanted) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0/MIT", true),
            ("MIT AND GPL-3.0", false),
            ("GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT WITH LLVM-exception", false),
            ("Proprietary", false),
            ("MIT GPL-3.0", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), wanted, "{expression}");
        }
    }

    #[test]
    fn every_fault_is_told() {
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        let package = |name: &str, source: Option<&str>, license: Option<&str>| -> Package {
            let package = json!({ "name": name, "version": "1.0.0", "id": name, "source": source, "license": license,
                "dependencies": [], "targets": [], "features": {}, "manifest_path": "Cargo.toml", "metadata": Value::Null });
            serde_json::from_value(package).unwrap()
        };
        let packages = [
            package("ours", None, None),
            package("good", Some(registry), Some("MIT")),
            package("elsewhere", Some("git+https://example.com/a"), Some("MIT")),
            package("closed", Some(registry), Some("Proprietary")),
            package("silent", Some(registry), None),
        ];
        assert_eq!(
            faults(&packages, &licenses(&["MIT"])),
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
        assert!(is_allowed(
            "MIT AND Apache-2.0 WITH LLVM-exception",
            &allowed(&policy).unwrap()
        ));
        assert!(allowed("[licenses]\nallow = []").is_err());
        assert!(allowed("[licenses]\nallow = [\"My own\"]").is_err());
        assert!(allowed("").is_err());
    }
}
