//! What the shipped wasm is made of: a software bill of materials in CycloneDX's JSON.
//!
//! The same sources give the same bytes: it has no serial number, and a time only if `SOURCE_DATE_EPOCH` says one.

use std::{
    collections::{BTreeMap, HashMap},
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{
    checksums::{self, Hashes},
    project, run, rust,
};

/// The newest version that every tool of 2026 reads; 1.7 has nothing that would be said here.
const SPECIFICATION: &str = "1.6";

/// Writes the bill of a packed package beside it; gives its path.
pub fn write(tarball: &Path, manifest: &str) -> Result<PathBuf> {
    let manifest: Value = serde_json::from_str(manifest).context("the manifest is no JSON")?;
    let package = package(&manifest, &checksums::of(tarball)?)?;
    let lock = project::read(project::root().join("Cargo.lock"))?;
    let crates = crates(&metadata()?, &locked(&lock))?;
    let std = standard_library(&compiler()?)?;
    let time = env::var("SOURCE_DATE_EPOCH").ok();
    let time = time.map(|seconds| timestamp(&seconds)).transpose()?;
    let path = tarball.with_extension("cdx.json");
    project::write(&path, format!("{:#}\n", bill(&package, &crates, &std, time)))?;
    Ok(path)
}

/// What cargo knows of the crates of the shipped build.
fn metadata() -> Result<Value> {
    let mut metadata = rust::cargo();
    metadata.args(["metadata", "--format-version=1", "--locked"]);
    metadata.args([
        "--filter-platform",
        rust::TARGET,
        "--features=midjourney-wasm/npm",
    ]);
    serde_json::from_str(&run::output(&mut metadata)?).context("cargo printed no metadata")
}

/// What the rustc that builds the shipped wasm says of itself.
fn compiler() -> Result<String> {
    run::output(Command::new("rustc").arg("-vV").current_dir(project::root()))
}

/// The checksums of Cargo.lock, by name and version.
fn locked(lock: &str) -> HashMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let mut lines = block.lines();
        let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
        Some(value.trim_matches('"').to_owned())
    };
    let entry = |block: &str| {
        let named = (value(block, "name")?, value(block, "version")?);
        Some((named, value(block, "checksum")?))
    };
    lock.split("[[package]]").filter_map(entry).collect()
}

/// What is linked into the wasm beside our own code.
struct Crates {
    /// What our own crate links, by package URL.
    direct: Vec<String>,
    /// All of them: the component, and what it links itself.
    all: BTreeMap<String, (Value, Vec<String>)>,
}

/// Follows the normal dependencies. Macros and build scripts run at compile time, and are not in the wasm.
fn crates(metadata: &Value, checksums: &HashMap<(String, String), String>) -> Result<Crates> {
    let packages = by_id(&metadata["packages"]);
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let links = |id: &str| -> Vec<&Value> {
        let dependencies = nodes.get(id).and_then(|node| node["deps"].as_array());
        let normal = dependencies.into_iter().flatten().filter(|dependency| {
            let kinds = dependency["dep_kinds"].as_array();
            kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
        });
        let linked = normal.filter_map(|dependency| packages.get(dependency["pkg"].as_str()?));
        linked.copied().filter(|package| !is_macro(package)).collect()
    };
    let ours = packages
        .values()
        .find(|package| package["name"] == "midjourney-wasm");
    let mut open = links(
        ours.and_then(|package| package["id"].as_str())
            .unwrap_or_default(),
    );
    let direct = open.iter().map(|package| address(package)).collect();
    let mut all = BTreeMap::new();
    while let Some(package) = open.pop() {
        let linked = links(package["id"].as_str().unwrap_or_default());
        let addresses = linked.iter().map(|package| address(package)).collect();
        let known = all.insert(address(package), (component(package, checksums)?, addresses));
        if known.is_none() {
            open.extend(linked);
        }
    }
    if all.is_empty() {
        bail!("cargo names no crate that is linked into the wasm");
    }
    Ok(Crates { direct, all })
}

fn by_id(list: &Value) -> HashMap<&str, &Value> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| Some((one["id"].as_str()?, one))).collect()
}

fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    let mut kinds = targets.filter_map(|target| target["kind"].as_array()).flatten();
    kinds.any(|kind| kind == "proc-macro")
}

/// A crate's package URL.
fn address(package: &Value) -> String {
    let text = |key: &str| package[key].as_str().unwrap_or_default();
    // The plus of a version's build metadata means a space in an address.
    format!(
        "pkg:cargo/{}@{}",
        text("name"),
        text("version").replace('+', "%2B")
    )
}

fn component(package: &Value, checksums: &HashMap<(String, String), String>) -> Result<Value> {
    let text = |key: &str| package[key].as_str().map(str::to_owned);
    let named = text("name")
        .zip(text("version"))
        .context("cargo names no crate")?;
    let license = text("license").with_context(|| format!("{} names no license", named.0))?;
    let checksum = checksums.get(&named);
    let checksum = checksum.with_context(|| format!("Cargo.lock has no checksum of {}", named.0))?;
    Ok(json!({
        "type": "library",
        "bom-ref": address(package),
        "name": named.0,
        "version": named.1,
        "scope": "required",
        // Crates of before 2018 write a slash for "or".
        "licenses": [{ "expression": license.replace('/', " OR ") }],
        "purl": address(package),
        "hashes": [{ "alg": "SHA-256", "content": checksum }],
    }))
}

/// The part that is in no registry: the toolchain has its sources, or has it built.
fn standard_library(rustc: &str) -> Result<Value> {
    let say = |key: &str| rustc.lines().find_map(|line| line.strip_prefix(key));
    let version = say("release: ").context("rustc names no version")?;
    let commit = say("commit-hash: ").context("rustc names no commit")?;
    let address = format!("pkg:github/rust-lang/rust@{commit}#library/std");
    Ok(json!({
        "type": "library",
        "bom-ref": address,
        "name": "std",
        "version": version,
        "description": "Rust's standard library, with core, alloc and what else it is made of",
        "scope": "required",
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        "purl": address,
    }))
}

/// The npm package, which all this is about.
fn package(manifest: &Value, hashes: &Hashes) -> Result<Value> {
    let text = |key: &str| {
        manifest[key]
            .as_str()
            .with_context(|| format!("the manifest has no {key}"))
    };
    let (name, version) = (text("name")?, text("version")?);
    let address = format!("pkg:npm/{name}@{version}");
    Ok(json!({
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "description": text("description")?,
        "licenses": [{ "expression": text("license")? }],
        "purl": address,
        "hashes": [
            { "alg": "SHA-256", "content": hashes.sha256 },
            { "alg": "SHA-512", "content": hashes.sha512 },
        ],
    }))
}

fn bill(package: &Value, crates: &Crates, std: &Value, time: Option<String>) -> Value {
    let mut components: Vec<_> = crates.all.values().map(|(component, _)| component).collect();
    components.push(std);
    let links = |address: &Value, links: &[String]| {
        let mut links = links.to_vec();
        links.sort();
        json!({ "ref": address, "dependsOn": links })
    };
    let mut direct = crates.direct.clone();
    direct.extend(std["bom-ref"].as_str().map(Into::into));
    let mut dependencies = vec![links(&package["bom-ref"], &direct)];
    dependencies.extend(
        crates
            .all
            .iter()
            .map(|(address, (_, linked))| links(&json!(address), linked)),
    );
    dependencies.push(links(&std["bom-ref"], &[]));
    let mut metadata = json!({
        "component": package,
        "lifecycles": [{ "phase": "build" }],
        "tools": { "components": [{ "type": "application", "name": "cargo xtask dist", "version": project::version() }] },
    });
    if let Some(time) = time {
        metadata["timestamp"] = json!(time);
    }
    json!({
        "$schema": format!("http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json"),
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": metadata,
        "components": components,
        "dependencies": dependencies,
    })
}

/// Seconds since 1970 as a date and time of UTC.
fn timestamp(seconds: &str) -> Result<String> {
    let seconds: u64 = seconds
        .trim()
        .parse()
        .context("SOURCE_DATE_EPOCH is no number of seconds")?;
    let (mut days, second) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = |year| if is_leap(year) { 366 } else { 365 };
    while days >= length(year) {
        days -= length(year);
        year += 1;
    }
    let mut month = 1;
    for length in [
        31,
        28 + u64::from(is_leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
    ] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    Ok(format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{:02}Z",
        days + 1,
        second % 60
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The crates of this very project.
    fn ours() -> Crates {
        let lock = project::read(project::root().join("Cargo.lock")).unwrap();
        crates(&metadata().unwrap(), &locked(&lock)).unwrap()
    }

    #[test]
    fn the_crates_are_those_that_cargo_builds_into_the_wasm() {
        // Another way to ask: metadata is of the whole workspace, a tree of one package as it is built.
        let mut tree = rust::cargo();
        tree.args(["tree", "--locked", "--package=midjourney-wasm", "--features=npm"]);
        tree.args(["--target", rust::TARGET, "--edges=normal,no-proc-macro"]);
        let printed = run::output(tree.args(["--prefix=none", "--format={p}"])).unwrap();
        let mut expected: Vec<_> = printed
            .lines()
            .filter(|line| !line.starts_with("midjourney-wasm "))
            .map(|line| format!("pkg:cargo/{}", line.trim_end_matches(" (*)").replace(" v", "@")))
            .collect();
        expected.sort();
        expected.dedup();
        assert_eq!(ours().all.into_keys().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_link_leads_to_a_component() {
        let crates = ours();
        let links = crates.all.values().flat_map(|(_, links)| links);
        for link in links.chain(&crates.direct) {
            assert!(crates.all.contains_key(link), "{link}");
        }
    }

    #[test]
    fn macros_build_scripts_and_tests_are_not_linked() {
        let id = |name: &str| json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT", "targets": [{ "kind": ["lib"] }] });
        let mut packages: Vec<_> = ["midjourney-wasm", "a", "b", "for-tests", "builds"]
            .map(id)
            .into();
        packages.push(json!({ "id": "macros", "name": "macros", "version": "1.0.0", "targets": [{ "kind": ["proc-macro"] }] }));
        let link = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let node = |id: &str, links: Vec<Value>| json!({ "id": id, "deps": links });
        let top = vec![
            link("a", Value::Null),
            link("for-tests", json!("dev")),
            link("macros", Value::Null),
        ];
        let middle = vec![link("b", Value::Null), link("builds", json!("build"))];
        let nodes = [node("midjourney-wasm", top), node("a", middle), node("b", vec![])];
        let metadata = json!({ "packages": packages, "resolve": { "nodes": nodes } });
        let entry = |name: &str| ((name.to_owned(), "1.0.0".to_owned()), "00".to_owned());
        let found = crates(&metadata, &["a", "b"].map(entry).into()).unwrap();
        assert_eq!(found.direct, ["pkg:cargo/a@1.0.0"]);
        assert_eq!(
            found.all.keys().collect::<Vec<_>>(),
            ["pkg:cargo/a@1.0.0", "pkg:cargo/b@1.0.0"]
        );
        assert!(
            crates(&metadata, &HashMap::new()).is_err(),
            "a crate without a checksum"
        );
    }

    #[test]
    fn the_lock_is_read() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0+b\"\nchecksum = \"ab12\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        let entry = (("a".to_owned(), "1.0.0+b".to_owned()), "ab12".to_owned());
        assert_eq!(locked(lock), HashMap::from([entry]));
    }

    #[test]
    fn what_a_component_says() {
        let package = json!({ "name": "a", "version": "1.0.0+b", "license": "MIT/Apache-2.0" });
        let checksums = HashMap::from([(("a".to_owned(), "1.0.0+b".to_owned()), "ab12".to_owned())]);
        let component = component(&package, &checksums).unwrap();
        assert_eq!(component["purl"], "pkg:cargo/a@1.0.0%2Bb");
        assert_eq!(component["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(component["hashes"][0]["content"], "ab12");
        let std = standard_library("rustc 1.95.0\ncommit-hash: e50a\nrelease: 1.95.0\n").unwrap();
        assert_eq!(std["purl"], "pkg:github/rust-lang/rust@e50a#library/std");
        assert_eq!(std["version"], "1.95.0");
        assert!(standard_library("rustc").is_err());
    }

    #[test]
    fn times() {
        for (seconds, time) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("951782399", "2000-02-28T23:59:59Z"),
            ("951782400", "2000-02-29T00:00:00Z"),
            ("1735689599", "2024-12-31T23:59:59Z"),
            ("4107542400", "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp(seconds).unwrap(), time);
        }
        assert!(timestamp("now").is_err());
    }
}
