//! The crate: as it would be published, and as the programs that depend on it get it.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{Parser, Payload};

use super::{
    Count,
    report::{check, verify},
};
use crate::{project, run, rust};

/// The programs that depend on the crate: the folder, and the wasm whose exports are checked.
const DEPENDENTS: [(&str, Option<&str>); 3] = [
    ("examples/worker", Some("midjourney_worker.wasm")),
    ("examples/leptos", None),
    ("tests/environments/crate/oldest", Some("oldest.wasm")),
];

/// The exports of the npm package, which no other wasm may have.
const OURS: [&str; 2] = ["client_start", "jobhandle_cancel"];

/// The folders of the packed crate. cargo warns of a test that stays behind.
const FOLDERS: [&str; 2] = ["src", "tests/wasm"];

/// Its other files.
const FILES: [&str; 8] = [
    ".cargo_vcs_info.json",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
];

/// How cargo says that the native tests, which need the sandbox, and the workspace's profiles are not part of the crate.
const LEFT_OUT: [&str; 2] = ["warning: ignoring test ", "warning: profile package spec "];

/// Runs the part.
pub fn run() -> Result<Count> {
    rust::set_up_target()?;
    let mut all = Count::default();
    all += verify("the crate is packed and builds, without a warning", packed);
    all += verify("the files of the packed crate", || {
        files(&listed()?, &sources(&FOLDERS)?)
    });
    for features in ["", "npm,proxy"] {
        let mut doc = rust::cargo();
        doc.args(["doc", "--quiet", "--no-deps", "--package", "midjourney-wasm"])
            .args(["--target", rust::TARGET, "--features", features])
            .env("RUSTDOCFLAGS", "-Dwarnings");
        all += check(&format!("documentation as wasm, features [{features}]"), &mut doc)?;
    }
    for (folder, wasm) in DEPENDENTS {
        let sources = sources(&[&format!("{folder}/src/*.rs")])?;
        let mut format = Command::new("rustfmt");
        format
            .current_dir(project::root())
            .args(["--check", "--edition", "2024"]);
        all += check(&format!("formatting of {folder}"), format.args(sources))?;
        all += check(
            &format!("{folder} compiles (the first time about two minutes)"),
            &mut compile(folder, wasm.is_some()),
        )?;
        let Some(wasm) = wasm else { continue };
        let wasm = target().join(rust::TARGET).join("debug").join(wasm);
        all += verify(&format!("{folder} has none of the package's exports"), || {
            none_of_ours(&fs::read(&wasm).context("there is no wasm")?)
        });
    }
    Ok(all)
}

/// A folder of its own: other builds have other features and versions.
fn target() -> PathBuf {
    project::target().join("crate")
}

fn package() -> Command {
    let mut cargo = rust::cargo();
    // A change that is not committed yet is to be tested too.
    cargo
        .args(["package", "--allow-dirty", "--package", "midjourney-wasm"])
        .env("CARGO_TARGET_DIR", target());
    cargo
}

fn packed() -> Result<()> {
    let output = run::quiet(&mut package())?;
    let told = String::from_utf8_lossy(&output.stderr);
    let is_expected = |line: &str| LEFT_OUT.iter().any(|start| line.starts_with(start));
    let has_warning = told
        .lines()
        .any(|line| line.contains("warning") && !is_expected(line));
    ensure!(output.status.success() && !has_warning, "{told}");
    Ok(())
}

/// The files of some folders, also those that are not committed yet.
fn sources(folders: &[&str]) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(project::root())
        .args(["ls-files", "-co", "--exclude-standard", "--"]);
    let listed = run::output(git.args(folders))?;
    let is_there = |name: &&str| project::root().join(name).exists();
    Ok(listed.lines().filter(is_there).map(Into::into).collect())
}

fn listed() -> Result<String> {
    run::output(package().args(["--quiet", "--list"]))
}

/// The packed files are those that are wanted, and all of them.
fn files(listed: &str, sources: &[String]) -> Result<()> {
    let wanted: Vec<_> = FILES
        .into_iter()
        .chain(sources.iter().map(String::as_str))
        .collect();
    let surplus: Vec<_> = listed.lines().filter(|name| !wanted.contains(name)).collect();
    let is_missing = |name: &&str| !listed.lines().any(|other| other == *name);
    // The first is there only where everything is committed.
    let missing: Vec<_> = wanted.into_iter().skip(1).filter(is_missing).collect();
    ensure!(
        surplus.is_empty() && missing.is_empty(),
        "too much: {surplus:?}, missing: {missing:?}"
    );
    Ok(())
}

/// Compiles a dependent against the packed crate, with the versions of its own lock file.
fn compile(folder: &str, is_whole: bool) -> Command {
    let packed = target()
        .join("package")
        .join(format!("midjourney-wasm-{}", project::version()));
    let patch = format!(
        "patch.crates-io.midjourney-wasm.path={:?}",
        packed.display().to_string()
    );
    let mut cargo = rust::cargo();
    cargo
        .current_dir(project::root().join(folder))
        .arg(if is_whole { "build" } else { "check" })
        .args([
            "--quiet",
            "--locked",
            "--target",
            rust::TARGET,
            "--config",
            &patch,
        ])
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo
}

fn none_of_ours(wasm: &[u8]) -> Result<()> {
    let exports = exports(wasm)?;
    ensure!(exports.iter().any(|name| name == "memory"), "it exports nothing");
    if let Some(ours) = exports.iter().find(|name| OURS.contains(&name.as_str())) {
        bail!("it exports {ours}");
    }
    Ok(())
}

/// The names of a wasm's exports.
fn exports(wasm: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                names.push(export?.name.into());
            }
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with no more than a memory and its exports.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0\x05\x03\x01\0\x01".to_vec();
        let mut section = vec![names.len() as u8];
        for name in names {
            section.push(name.len() as u8);
            section.extend(name.bytes());
            section.extend([2, 0]);
        }
        wasm.extend([7, section.len() as u8]);
        wasm.extend(section);
        wasm
    }

    #[test]
    fn an_export_of_the_package_is_found() {
        assert!(none_of_ours(&module(&["memory", "fetch", "client_starts"])).is_ok());
        assert!(none_of_ours(&module(&["memory", "jobhandle_cancel"])).is_err());
        assert!(none_of_ours(&module(&["client_start", "memory"])).is_err());
        assert!(none_of_ours(&module(&[])).is_err());
        assert!(none_of_ours(b"nothing").is_err());
    }

    #[test]
    fn a_file_too_much_or_too_few_is_told() {
        let sources = ["src/web/fetch.rs".to_owned()];
        let right = format!("{}\nsrc/web/fetch.rs\n", FILES.join("\n"));
        assert!(files(&right, &sources).is_ok());
        assert!(files(&right.replace(".cargo_vcs_info.json\n", ""), &sources).is_ok());
        assert!(files(&format!("{right}xtask/src/main.rs"), &sources).is_err());
        assert!(files(&right.replace("src/web/fetch.rs\n", ""), &sources).is_err());
        assert!(files(&right.replace("LICENSE-MIT\n", ""), &sources).is_err());
    }
}
