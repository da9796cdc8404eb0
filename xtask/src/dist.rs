//! The npm package: the files of `pkg/`, the generated ones, and the tarball.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use lexopt::prelude::*;

use crate::{
    checksums, node, project, run, sbom,
    wasm::{self, Built, Kind, Module},
};

/// `cargo xtask dist`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let mut kind = Kind::Shipped;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("debug") => kind = Kind::Debug,
            other => return Err(other.unexpected().into()),
        }
    }
    let path = match kind {
        Kind::Shipped => release()?,
        Kind::Debug => pack(kind)?,
    };
    println!("{}", path.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds and packs all, and writes the other files of a release beside the tarball: its bill of materials, and the checksums of
/// both. Returns the path of the tarball.
pub fn release() -> Result<PathBuf> {
    let tarball = tarball()?;
    let manifest = project::read(project::target().join("npm/package/package.json"))?;
    let bill = sbom::write(&tarball, &manifest)?;
    checksums::write(&[&tarball, &bill])?;
    Ok(tarball)
}

/// Builds all and packs it; gives the path of the tarball.
pub fn tarball() -> Result<PathBuf> {
    pack(Kind::Shipped)
}

/// Builds the generated files of `pkg/`.
pub fn build() -> Result<()> {
    generate(Kind::Shipped, &project::root().join("pkg"))
}

/// Builds all and lays the package out as it is published; gives the folder.
pub fn stage() -> Result<PathBuf> {
    lay_out(Kind::Shipped)
}

fn pack(kind: Kind) -> Result<PathBuf> {
    let package = lay_out(kind)?;
    run::output(
        node::npm(&package)
            .args(["pack", "--loglevel=error", "--pack-destination"])
            .arg(folder(kind)),
    )?;
    let path = folder(kind).join(format!("midjourney-wasm-{}.tgz", version(kind)));
    check(&path)?;
    Ok(path)
}

fn lay_out(kind: Kind) -> Result<PathBuf> {
    let package = folder(kind).join("package");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    match kind {
        // tsc checks our own JavaScript beside the generated files.
        Kind::Shipped => build().and_then(|()| copy_sources(&package))?,
        Kind::Debug => copy_sources(&package).and_then(|()| generate(kind, &package))?,
    }
    let manifest = project::read(project::root().join("pkg/package.json"))?;
    project::write(package.join("package.json"), stamped(&manifest, &version(kind))?)?;
    let readme = project::read(project::root().join("README.md"))?;
    project::write(package.join("README.md"), for_users(&readme)?)?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"] {
        let path = project::root().join(name);
        project::write(
            package.join(name),
            fs::read(&path).with_context(|| format!("there is no {name}"))?,
        )?;
    }
    common_js(&package, "common.mjs", "index")?;
    common_js(&package, "sandbox.common.mjs", "sandbox")?;
    Ok(package)
}

/// Where the tarball and the package are. The one for a debugger is apart, so that it is not published.
fn folder(kind: Kind) -> PathBuf {
    let npm = project::target().join("npm");
    match kind {
        Kind::Shipped => npm,
        Kind::Debug => npm.join("debug"),
    }
}

fn version(kind: Kind) -> String {
    let version = project::version();
    match kind {
        Kind::Shipped => version.into(),
        Kind::Debug => format!("{version}-debug"),
    }
}

/// Writes the files that are built.
fn generate(kind: Kind, folder: &Path) -> Result<()> {
    let client = wasm::build(&wasm::CLIENT, kind)?;
    let checksum = format!("export default {};\n", crc32fast::hash(&client.wasm));
    project::write(folder.join("checksum.js"), checksum)?;
    write_module(folder, &wasm::CLIENT, client)?;
    write_module(folder, &wasm::PROXY, wasm::build(&wasm::PROXY, kind)?)?;
    write_module(folder, &wasm::SANDBOX, wasm::build(&wasm::SANDBOX, kind)?)
}

fn write_module(folder: &Path, module: &Module, built: Built) -> Result<()> {
    let file = |end: &str| folder.join(format!("{}.{end}", module.name));
    project::write(file("wasm"), built.wasm)?;
    project::write(file("glue.js"), built.glue)?;
    if let Some(inline) = built.inline {
        project::write(file("inline.js"), inline)?;
    }
    Ok(())
}

/// Copies the files of `pkg/` but for the manifest.
fn copy_sources(folder: &Path) -> Result<()> {
    for file in fs::read_dir(project::root().join("pkg"))? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_file() && name != "package.json" {
            project::write(folder.join(name), fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// Returns the README without the sections for users of the crate and for developers of the project, which users of the package don't
/// need.
fn for_users(readme: &str) -> Result<String> {
    let (before, rest) = readme
        .split_once("## From Rust\n")
        .context("README.md has no section on Rust")?;
    let license = rest
        .find("## License")
        .context("README.md ends without its license")?;
    Ok(format!("{before}{}", rest.get(license..).unwrap_or_default()))
}

/// An entry as one CommonJS file, with its types for TypeScript that emits CommonJS.
fn common_js(folder: &Path, source: &str, entry: &str) -> Result<()> {
    let mut esbuild = node::program("esbuild");
    esbuild.args(["--bundle", "--minify", "--log-level=warning"]);
    esbuild.args(["--format=cjs", "--platform=node", "--target=es2022"]);
    let out = format!("--outfile={}", folder.join(format!("{entry}.cjs")).display());
    run::output(esbuild.arg(folder.join(source)).arg(out))?;
    let types = project::read(folder.join(format!("{entry}.d.ts")))?;
    project::write(folder.join(format!("{entry}.d.cts")), undocumented(entry, &types))
}

/// Types without their documentation, which the `.d.ts` of the entry has already.
fn undocumented(entry: &str, types: &str) -> String {
    let mut bare = format!("// The types of {entry}.d.ts, which documents them, for CommonJS.\n");
    let mut parts = types.split("/**");
    bare.push_str(parts.next().unwrap_or_default());
    for part in parts {
        bare.push_str(part.split_once("*/").map_or(part, |(_, after)| after));
    }
    let lines = bare.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

fn check(path: &Path) -> Result<()> {
    fs::metadata(path)
        .map(drop)
        .with_context(|| format!("npm wrote no {}", project::shown(path)))
}

/// The manifest with the version, which Cargo.toml alone says.
fn stamped(manifest: &str, version: &str) -> Result<String> {
    let unstamped = "\"version\": \"0.0.0\"";
    anyhow::ensure!(
        manifest.contains(unstamped),
        "pkg/package.json must say {unstamped}"
    );
    Ok(manifest.replace(unstamped, &format!("\"version\": \"{version}\"")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn types_lose_their_documentation_only() {
        let types = "/** One. */\nexport type A = {\n  /**\n   * Two.\n   */\n  b: 1;\n\n};\n";
        let bare = super::undocumented("index", types);
        let (_, rest) = bare.split_once('\n').unwrap();
        assert_eq!(rest, "export type A = {\n  b: 1;\n};\n");
    }

    #[test]
    fn the_packed_readme_leaves_out_rust_and_how_to_develop() {
        let readme = "# A\n\n## Use\nb\n\n## From Rust\ne\n\n## Develop\nc\n\n## License\nd\n";
        assert_eq!(
            super::for_users(readme).unwrap(),
            "# A\n\n## Use\nb\n\n## License\nd\n"
        );
        assert!(super::for_users("# A\n").is_err());
    }

    #[test]
    fn the_version_is_stamped() {
        let stamped = super::stamped("{ \"version\": \"0.0.0\" }", "1.2.3").unwrap();
        assert_eq!(stamped, "{ \"version\": \"1.2.3\" }");
        assert!(super::stamped("{ \"version\": \"1.0.0\" }", "1.2.3").is_err());
    }
}
