//! Node and the npm packages of `package-lock.json`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use cargo_metadata::semver::Version;

use crate::{project, run};

/// The oldest Node that the tools and tests run on.
const OLDEST: Version = Version::new(20, 19, 0);

/// Node, with a script or arguments to come.
pub fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(project::root());
    command
}

/// A tool of `node_modules`, with arguments to come.
pub fn tool(path: &str) -> Command {
    let mut command = node();
    command.arg(project::root().join("node_modules").join(path));
    command
}

/// A tool of `node_modules` that is started by itself: some are scripts and some are programs.
pub fn program(name: &str) -> Command {
    let name = if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.into()
    };
    let mut command = Command::new(project::root().join("node_modules/.bin").join(name));
    command.current_dir(project::root());
    command
}

/// Sees to it that Node is there, and the npm packages as the lock file names them.
pub fn set_up() -> Result<()> {
    let version = run::output(Command::new("node").arg("--version"))
        .context("Node 20.19 or newer is needed (https://nodejs.org)")?;
    if !is_new_enough(&version) {
        bail!("Node 20.19 or newer is needed, and this is {}", version.trim());
    }
    install(project::root())
}

/// Installs the packages of a folder's lock file, unless they are installed already.
pub fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run::step(
        "installing the npm packages of package-lock.json into node_modules (about 20 s)",
        || {
            run::output(npm(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
            project::write(&stamp, &lock)
        },
    )
}

/// npm in a folder.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// Installs a tarball into an empty folder below `target/`, as its user does, and gives the folder of the package.
pub fn install_tarball(tarball: &Path, name: &str) -> Result<PathBuf> {
    let folder = project::target().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    project::write(
        folder.join("package.json"),
        "{ \"private\": true, \"type\": \"module\" }\n",
    )?;
    run::output(
        npm(&folder)
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--offline",
            ])
            .arg(tarball),
    )?;
    Ok(folder)
}

fn is_new_enough(version: &str) -> bool {
    Version::parse(version.trim().trim_start_matches('v')).is_ok_and(|version| version >= OLDEST)
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions() {
        for (version, enough) in [
            ("v20.19.0\n", true),
            ("v20.18.3", false),
            ("v22.1.0", true),
            ("v18.20.0", false),
            ("", false),
        ] {
            assert_eq!(super::is_new_enough(version), enough, "{version}");
        }
    }
}
