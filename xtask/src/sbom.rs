//! The software bill of materials of the shipped WebAssembly modules, in CycloneDX's JSON.
//!
//! The same sources give the same bytes: it has no serial number, and a time only if `SOURCE_DATE_EPOCH` says one.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use cargo_lock::Lockfile;
use cargo_metadata::{DependencyKind, Metadata as Workspace, MetadataCommand, Node, Package, PackageId};
use cyclonedx_bom::{
    models::{
        component::{Classification, Scope},
        dependency::{Dependencies, Dependency},
        hash::{Hash, HashAlgorithm, HashValue, Hashes},
        license::{LicenseChoice, Licenses},
        lifecycle::{Lifecycle, Lifecycles, Phase},
        tool::Tools,
    },
    prelude::*,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{checksums, project, run, rust, wasm};

/// The newest that cyclonedx-bom writes.
const SPECIFICATION: SpecVersion = SpecVersion::V1_5;

/// Writes the bill of a packed package beside it; gives its path.
pub fn write(tarball: &Path, manifest: &str) -> Result<PathBuf> {
    let package = package(manifest, tarball)?;
    let (mut components, mut dependencies) = (Vec::new(), Vec::new());
    let std = standard_library(&compiler()?)?;
    let Crates { mut direct, all } = crates(&workspace()?, &lock()?)?;
    direct.extend(std.bom_ref.clone());
    dependencies.push(links(&package, direct));
    for (component, linked) in all.into_values() {
        dependencies.push(links(&component, linked));
        components.push(component);
    }
    dependencies.push(links(&std, Vec::new()));
    components.push(std);
    let tool = component(
        Classification::Application,
        "cargo xtask dist",
        project::version(),
    );
    let tools = Tools::Object {
        services: None,
        components: Some(Components(vec![tool])),
    };
    let time = env::var("SOURCE_DATE_EPOCH").ok();
    let bill = Bom {
        serial_number: None,
        metadata: Some(Metadata {
            timestamp: time.map(|seconds| timestamp(&seconds)).transpose()?,
            component: Some(package),
            lifecycles: Some(Lifecycles(vec![Lifecycle::Phase(Phase::Build)])),
            tools: Some(tools),
            ..Metadata::default()
        }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        ..Bom::default()
    };
    let path = tarball.with_extension("cdx.json");
    let mut json = Vec::new();
    bill.output_as_json(&mut json, SPECIFICATION)?;
    json.push(b'\n');
    fs::write(&path, json)?;
    Ok(path)
}

fn workspace() -> Result<Workspace> {
    let mut metadata = MetadataCommand::new();
    metadata.current_dir(project::root());
    let options = [
        "--locked",
        "--filter-platform",
        rust::TARGET,
        "--no-default-features",
        "--features=midjourney-wasm/npm",
    ];
    metadata.other_options(options.map(Into::into));
    Ok(metadata.exec()?)
}

/// What Cargo.toml says of the dependencies that the wasm does not have.
const HOST_ONLY: &str = "cfg(not(target_family = \"wasm\"))";

fn lock() -> Result<Lockfile> {
    Ok(Lockfile::load(project::root().join("Cargo.lock"))?)
}

/// What the rustc that builds the shipped wasm says of itself.
fn compiler() -> Result<String> {
    run::output(Command::new("rustc").arg("-vV").current_dir(project::root()))
}

/// The crates that are linked into a module.
struct Crates {
    /// What our own crates link, by package URL.
    direct: Vec<String>,
    /// All of them by package URL: the component, and its own dependencies.
    all: BTreeMap<String, (Component, Vec<String>)>,
}

/// Returns `true` if a crate is built with this dependency. cargo's metadata also name one that a feature only mentions (`name?/feature`).
fn has(own: &Package, node: &Node, dependency: &Package) -> bool {
    let declared = own
        .dependencies
        .iter()
        .filter(|declared| declared.name == dependency.name.as_str());
    let names: Vec<&str> = declared
        .clone()
        .map(|declared| declared.rename.as_deref().unwrap_or(&declared.name))
        .collect();
    let is_wanted = |value: &String| {
        let value = value.strip_prefix("dep:").unwrap_or(value);
        names.contains(&value.split('/').next().unwrap_or(value))
    };
    let mut enabled = node
        .features
        .iter()
        .filter_map(|feature| own.features.get(feature.as_str()));
    declared.clone().any(|declared| !declared.optional) || enabled.any(|values| values.iter().any(is_wanted))
}

/// Follows the normal dependencies. Macros and build scripts run at compile time, and are not in the wasm.
fn crates(workspace: &Workspace, lock: &Lockfile) -> Result<Crates> {
    let packages: BTreeMap<&PackageId, &Package> = workspace
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let nodes = &workspace
        .resolve
        .as_ref()
        .context("cargo resolved nothing")?
        .nodes;
    let links = |id: &PackageId| -> Vec<&Package> {
        let node = nodes.iter().find(|node| node.id == *id);
        let dependencies = node.into_iter().flat_map(|node| &node.deps);
        let normal = dependencies.filter(|dependency| {
            // cargo names every kind of a dependency that one kind needs here, also those of other targets.
            let is_of_host = |target: String| target == HOST_ONLY;
            let mut kinds = dependency.dep_kinds.iter();
            kinds.any(|kind| {
                let target = kind.target.as_ref().map(ToString::to_string);
                kind.kind == DependencyKind::Normal && !target.is_some_and(is_of_host)
            })
        });
        let linked = normal.filter_map(|dependency| packages.get(&dependency.pkg).copied());
        let is_built = |package: &&Package| {
            let has = node
                .zip(packages.get(id))
                .is_some_and(|(node, own)| has(own, node, package));
            has && !package.targets.iter().any(|target| target.is_proc_macro())
        };
        linked.filter(is_built).collect()
    };
    let addresses = |packages: &[&Package]| -> Result<Vec<String>> {
        packages.iter().map(|package| address(package)).collect()
    };
    // Our own crates are no components: what they link is linked by the package.
    let mut open = Vec::new();
    for module in [wasm::CLIENT, wasm::SANDBOX] {
        let mut ours = workspace.packages.iter();
        let ours = ours.find(|package| package.name == module.package);
        open.extend(links(&ours.context("cargo does not know this crate")?.id));
    }
    while let Some(at) = open.iter().position(|package| package.source.is_none()) {
        let own = open.swap_remove(at);
        open.extend(links(&own.id));
    }
    open.sort_by_key(|package| &package.id);
    open.dedup_by_key(|package| &package.id);
    let direct = addresses(&open)?;
    let mut all = BTreeMap::new();
    while let Some(package) = open.pop() {
        let linked = links(&package.id);
        let entry = (linked_crate(package, lock)?, addresses(&linked)?);
        if all.insert(address(package)?, entry).is_none() {
            open.extend(linked);
        }
    }
    ensure!(
        !all.is_empty(),
        "cargo names no crate that is linked into the wasm"
    );
    Ok(Crates { direct, all })
}

/// A crate's package URL.
fn address(package: &Package) -> Result<String> {
    Ok(Purl::new("cargo", &package.name, &package.version.to_string())?.to_string())
}

fn linked_crate(package: &Package, lock: &Lockfile) -> Result<Component> {
    let (name, version) = (package.name.as_str(), &package.version);
    let license = package.license.clone();
    let license = license.with_context(|| format!("{name} names no license"))?;
    let mut locked = lock.packages.iter();
    let checksum = locked
        .find(|locked| locked.name.as_str() == name && locked.version == *version)
        .and_then(|locked| locked.checksum.as_ref())
        .with_context(|| format!("Cargo.lock has no checksum of {name}"))?;
    let address = address(package)?;
    Ok(Component {
        // Crates of before 2018 write a slash for "or".
        licenses: Some(Licenses(vec![LicenseChoice::Expression(
            SpdxExpression::parse_lax(license)?,
        )])),
        hashes: Some(Hashes(vec![hash(
            HashAlgorithm::SHA_256,
            format!("{checksum:x}"),
        )])),
        ..addressed(
            component(Classification::Library, name, &version.to_string()),
            &address,
        )
    })
}

/// The part that is in no registry: the toolchain brings it.
fn standard_library(rustc: &str) -> Result<Component> {
    let say = |key: &str| rustc.lines().find_map(|line| line.strip_prefix(key));
    let version = say("release: ").context("rustc names no version")?;
    let commit = say("commit-hash: ").context("rustc names no commit")?;
    let address = format!("pkg:github/rust-lang/rust@{commit}#library/std");
    let description = "Rust's standard library, with core, alloc and what else it is made of";
    Ok(Component {
        description: Some(NormalizedString::new(description)),
        licenses: Some(Licenses(vec![LicenseChoice::expression("MIT OR Apache-2.0")])),
        ..addressed(component(Classification::Library, "std", version), &address)
    })
}

/// The npm package, which all this is about.
fn package(manifest: &str, tarball: &Path) -> Result<Component> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).context("the manifest is no JSON")?;
    let text = |key: &str| {
        let value = manifest.get(key).and_then(serde_json::Value::as_str);
        value.with_context(|| format!("the manifest has no {key}"))
    };
    let (name, version) = (text("name")?, text("version")?);
    let hashes = checksums::of(tarball)?;
    let address = Purl::new("npm", name, version)?.to_string();
    Ok(Component {
        scope: None,
        description: Some(NormalizedString::new(text("description")?)),
        licenses: Some(Licenses(vec![LicenseChoice::expression(text("license")?)])),
        hashes: Some(Hashes(vec![
            hash(HashAlgorithm::SHA_256, hashes.sha256),
            hash(HashAlgorithm::SHA_512, hashes.sha512),
        ])),
        ..addressed(component(Classification::Library, name, version), &address)
    })
}

fn component(kind: Classification, name: &str, version: &str) -> Component {
    Component::new(kind, name, version, None)
}

/// The same, known by its package URL.
fn addressed(component: Component, address: &str) -> Component {
    Component {
        bom_ref: Some(address.into()),
        purl: address.parse().ok(),
        scope: Some(Scope::Required),
        ..component
    }
}

fn hash(alg: HashAlgorithm, content: String) -> Hash {
    let content = HashValue(content);
    Hash { alg, content }
}

fn links(component: &Component, mut dependencies: Vec<String>) -> Dependency {
    dependencies.sort();
    Dependency {
        dependency_ref: component.bom_ref.clone().unwrap_or_default(),
        dependencies,
    }
}

/// Seconds since 1970 as a date and time of UTC.
fn timestamp(seconds: &str) -> Result<DateTime> {
    let seconds = seconds.trim().parse();
    let seconds = seconds.context("SOURCE_DATE_EPOCH is no number of seconds")?;
    let time = OffsetDateTime::from_unix_timestamp(seconds)?.format(&Rfc3339)?;
    Ok(DateTime::try_from(time)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The crates of this very project.
    fn ours() -> Crates {
        crates(&workspace().unwrap(), &lock().unwrap()).unwrap()
    }

    #[test]
    fn the_crates_are_those_that_cargo_builds_into_the_wasm() {
        // A second source: metadata is of the whole workspace, a tree is of packages as they are built.
        let mut tree = rust::cargo();
        tree.args(["tree", "--locked", "--no-default-features"]);
        tree.args(["--package=midjourney-wasm", "--features=midjourney-wasm/npm"]);
        tree.arg("--package=midjourney-sandbox-js");
        tree.args(["--target", rust::TARGET, "--edges=normal,no-proc-macro"]);
        let printed = run::output(tree.args(["--prefix=none", "--format={p}"])).unwrap();
        let mut expected: Vec<_> = printed
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with("midjourney-"))
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
    fn a_crate_without_a_checksum_is_refused() {
        let mut lock = lock().unwrap();
        for package in &mut lock.packages {
            package.checksum = None;
        }
        assert!(crates(&workspace().unwrap(), &lock).is_err());
    }

    #[test]
    fn the_standard_library_is_told_by_its_commit() {
        let std = standard_library("rustc 1.95.0\ncommit-hash: e50a\nrelease: 1.95.0\n").unwrap();
        assert_eq!(
            std.purl.unwrap().as_ref(),
            "pkg:github/rust-lang/rust@e50a#library/std"
        );
        assert!(standard_library("rustc").is_err());
    }

    #[test]
    fn times() {
        assert_eq!(timestamp("951782400").unwrap().as_ref(), "2000-02-29T00:00:00Z");
        assert!(timestamp("now").is_err());
    }
}
