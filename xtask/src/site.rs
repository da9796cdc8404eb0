//! The demo page as a folder for any static host: its gateway is the sandbox in the page.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;

use crate::{dist, project};

/// `cargo xtask site`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    println!("{}", write()?.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the package and writes the folder; gives its path.
pub fn write() -> Result<PathBuf> {
    let package = dist::stage()?;
    let (www, site) = (project::root().join("www"), project::target().join("site"));
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    copy(&www, &site)?;
    // The files of www/site take the place of those of www.
    copy(&www.join("site"), &site)?;
    fs::remove_dir_all(site.join("site"))?;
    for file in fs::read_dir(package)? {
        let path = file?.path();
        if path
            .extension()
            .is_some_and(|kind| kind == "js" || kind == "wasm")
        {
            let name = path.file_name().unwrap_or_default();
            project::write(site.join("midjourney-wasm").join(name), fs::read(&path)?)?;
        }
    }
    Ok(site)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let there = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &there)?;
        } else {
            project::write(there, fs::read(&path)?)?;
        }
    }
    Ok(())
}
