//! A short fuzzing of the code that reads responses: each target of `fuzz` over its corpus and on, the same way every time.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, bail, ensure};

use super::{
    Count,
    report::{check, verify},
};
use crate::{project, run, rust};

/// The version of cargo-fuzz, which knows the flags of an instrumented build.
const CARGO_FUZZ: &str = "0.13.2";

/// How many inputs a target gets, its corpus included. The whole client takes a thousand times as long for one as a decoder.
fn runs(target: &str) -> u32 {
    if target == "client" { 20_000 } else { 200_000 }
}

/// What makes a run the same as the last, and ends it where an input takes too long or too much.
const LIMITS: [&str; 6] = [
    "-seed=1",
    "-reload=0",
    "-timeout=10",
    "-rss_limit_mb=1024",
    "-print_final_stats=1",
    "-verbosity=1",
];

/// Runs the part.
pub fn run() -> Result<Count> {
    let mut all = Count::default();
    let mut format = rust::cargo();
    format.args(["fmt", "--check", "--manifest-path", "fuzz/Cargo.toml"]);
    all += check("formatting of fuzz", &mut format)?;
    let binaries = build(&installed()?)?;
    for target in targets()? {
        all += verify(&format!("fuzzing {target}"), || fuzz(&target, &binaries));
    }
    Ok(all)
}

/// cargo-fuzz, in the folder for builds.
fn installed() -> Result<PathBuf> {
    let root = project::target().join(format!("cargo-fuzz-{CARGO_FUZZ}"));
    let program = root
        .join("bin")
        .join(format!("cargo-fuzz{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let mut install = rust::cargo();
        install
            .args(["install", "--quiet", "--locked", "--debug", "cargo-fuzz"])
            .args(["--version", CARGO_FUZZ, "--root"])
            .arg(&root);
        run::step("installing cargo-fuzz (some 40 s)", || {
            run::output(&mut install).map(drop)
        })?;
    }
    Ok(program)
}

/// Builds all targets, instrumented; gives the folder of the programs. Without a sanitizer: the fuzzed code has no unsafe code, and
/// panics, overflows and wrong results are found all the same. A sanitizer would need a nightly toolchain.
fn build(cargo_fuzz: &Path) -> Result<PathBuf> {
    let target = project::target().join("fuzz");
    let mut build = Command::new(cargo_fuzz);
    build
        .current_dir(project::root())
        .args(["build", "--sanitizer", "none", "--target-dir"])
        .arg(&target);
    let first = if target.exists() {
        ""
    } else {
        " (the first time about a minute)"
    };
    run::step(&format!("building the fuzz targets{first}"), || {
        run::output(&mut build).map(drop)
    })?;
    let triples = fs::read_dir(&target).context("nothing was built")?;
    triples
        .filter_map(|entry| Some(entry.ok()?.path().join("release")))
        .find(|folder| folder.join("submit").exists())
        .context("no fuzz target was built")
}

/// The names of the targets.
fn targets() -> Result<Vec<String>> {
    let folder = project::root().join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).context("there are no fuzz targets")? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Runs a target. It keeps new inputs in a folder of the run, not in the corpus.
fn fuzz(target: &str, binaries: &Path) -> Result<()> {
    let corpus = project::root().join("fuzz/corpus").join(target);
    ensure!(corpus.exists(), "{} is missing", project::shown(&corpus));
    let kept = project::target().join("fuzz-smoke").join(target);
    if kept.exists() {
        fs::remove_dir_all(&kept).context("an old run stays")?;
    }
    let found = kept.join("new");
    fs::create_dir_all(&found).context("no folder for the run")?;
    let mut fuzz = Command::new(binaries.join(target));
    fuzz.args(LIMITS)
        .arg(format!("-runs={}", runs(target)))
        .arg(format!("-artifact_prefix={}/", kept.display()))
        .arg(format!(
            "-dict={}",
            project::root().join("fuzz/gateway.dict").display()
        ))
        .args([&found, &corpus]);
    let output = run::quiet(&mut fuzz)?;
    let told = told(&output, runs(target))?;
    run::say(&format!("  {told}"));
    Ok(())
}

/// What libFuzzer says of a run to its end, in a few words; its findings otherwise.
fn told(output: &Output, runs: u32) -> Result<String> {
    let log = String::from_utf8_lossy(&output.stderr);
    let last = log.lines().rev().find(|line| line.contains("\tDONE "));
    let Some(last) = last.filter(|_| output.status.success()) else {
        let at = log.find("panicked at").or_else(|| log.find("ERROR: libFuzzer"));
        bail!("{}", log.get(at.unwrap_or_default()..).unwrap_or_default());
    };
    ensure!(
        last.starts_with(&format!("#{runs}\t")),
        "it ended early: {}",
        last.trim()
    );
    Ok(last.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the errors that a shell command prints, and how it ends.
    fn output(script: &str) -> Output {
        Command::new("sh").args(["-c", script]).output().unwrap()
    }

    #[test]
    fn a_run_counts_only_if_it_came_to_its_end() {
        let told = |script: &str| told(&output(script), 9);
        let done = "printf '#2\\tINITED cov: 1\\n#9\\tDONE   cov: 5 ft: 6\\n' >&2";
        assert_eq!(told(done).unwrap(), "#9 DONE cov: 5 ft: 6");
        assert!(told(&format!("{done}; exit 77")).is_err());
        assert!(told("printf '#7\\tDONE cov: 5\\n' >&2").is_err());
        let crash = told("printf 'INFO: x\\nthread panicked at a.rs\\nb\\n' >&2; exit 77");
        assert_eq!(crash.unwrap_err().to_string(), "panicked at a.rs\nb\n");
        assert!(told("true").is_err());
    }

    #[test]
    fn every_target_has_a_corpus() {
        let names = targets().unwrap();
        assert!(names.len() > 10);
        for name in names {
            let corpus = project::root().join("fuzz/corpus").join(&name);
            assert!(fs::read_dir(corpus).unwrap().next().is_some(), "{name}");
        }
    }
}
