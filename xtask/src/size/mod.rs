//! What a page downloads, against the budget.

mod names;
mod why;

use std::{path::Path, process::ExitCode};

use anyhow::{Context, Result};
use lexopt::prelude::*;
use serde_json::{Value, json};

use crate::{dist, node, project, run};

/// The most that the whole client may be, in bytes after gzip -9.
pub const BUDGET: u64 = 89_500;

/// `cargo xtask size`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let (mut is_json, mut is_why) = (false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("json") => is_json = true,
            Long("why") => is_why = true,
            other => return Err(other.unexpected().into()),
        }
    }
    if is_why {
        return why::print().map(|()| ExitCode::SUCCESS);
    }
    let rows = measure()?;
    let whole = rows
        .first()
        .and_then(|(_, size)| size["gzip"].as_u64())
        .context("nothing was measured")?;
    let fits = whole <= BUDGET;
    if is_json {
        let rows: Vec<Value> = rows
            .iter()
            .map(|(name, size)| json!({ "name": name, "size": size }))
            .collect();
        println!("{:#}", json!({ "budget": BUDGET, "fits": fits, "rows": rows }));
    } else {
        println!("{:<58} {:>8} {:>8} {:>8}", "bytes", "raw", "gzip -9", "brotli");
        for (name, size) in &rows {
            println!(
                "{name:<58} {:>8} {:>8} {:>8}",
                size["raw"], size["gzip"], size["brotli"]
            );
        }
        let verdict = if fits { "within" } else { "ABOVE" };
        println!("the whole client is {whole} bytes, {verdict} the budget of {BUDGET}");
        if !fits {
            println!("cargo xtask size --why names the largest functions and crates in it");
        }
    }
    Ok(if fits {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn measure() -> Result<Vec<(&'static str, Value)>> {
    let package = dist::stage()?;
    let folder = project::target().join("size");
    let whole = bundle(&folder, "whole", &package, "index.js", &[])?;
    let own = bundle(
        &folder,
        "own",
        &package,
        "index.js",
        &["--external:./client.glue.js", "--external:./client.inline.js"],
    )?;
    let separate = bundle(
        &folder,
        "separate",
        &package,
        "workerd.js",
        &["--external:*.wasm"],
    )?;
    let paths = [
        whole,
        package.join("client.inline.js"),
        package.join("client.glue.js"),
        own,
        package.join("client.wasm"),
        separate,
    ];
    let printed = run::output(
        node::node()
            .arg(project::root().join("xtask/size.mjs"))
            .args(paths),
    )?;
    let sizes: Vec<Value> = serde_json::from_str(&printed).context("size.mjs printed no list")?;
    let names = [
        "the whole client, bundled and minified with its wasm",
        "  the wasm in it (client.inline.js: deflated, base64)",
        "  the glue in it (client.glue.js: wasm-bindgen's)",
        "  the rest of it (our own JavaScript)",
        "where bundlers emit the wasm: client.wasm",
        "  and the JavaScript beside it",
    ];
    Ok(names.into_iter().zip(sizes).collect())
}

fn bundle(
    folder: &Path,
    name: &str,
    package: &Path,
    entry: &str,
    more: &[&str],
) -> Result<std::path::PathBuf> {
    let page = folder.join(format!("{name}.js"));
    let entry = package.join(entry).display().to_string();
    project::write(
        &page,
        format!("import {{ Midjourney }} from {entry:?};\nglobalThis.Midjourney = Midjourney;\n"),
    )?;
    let bundled = folder.join(format!("{name}.bundle.js"));
    let mut esbuild = node::program("esbuild");
    esbuild
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
        ])
        .args(more);
    run::output(esbuild.arg(&page).arg(format!("--outfile={}", bundled.display())))?;
    Ok(bundled)
}
