//! A browser for the tests: Chromium, as the system has it.

use std::{env, fs, process::Command};

use anyhow::{Result, bail};

use crate::run;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// Chromium's path or name; installed on Debian where root may do that.
pub fn chromium() -> Result<String> {
    if let Ok(named) = env::var("CHROMIUM") {
        return Ok(named);
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    let is_root = run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root && fs::metadata("/etc/debian_version").is_ok() {
        run::step("installing Debian's chromium (about a minute)", || {
            run::output(Command::new("apt-get").args(["update", "-qq"]))?;
            let mut install = Command::new("apt-get");
            install.args(["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
            run::output(install.env("DEBIAN_FRONTEND", "noninteractive"))
        })?;
    }
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "the browser tests need Chromium; install it, or name it in the environment variable CHROMIUM"
        ),
    }
}

fn find() -> Option<String> {
    let folders = env::var_os("PATH")?;
    let mut paths = env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    paths
        .find(|path| path.is_file())
        .map(|path| path.display().to_string())
}
