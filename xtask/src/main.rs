//! `cargo xtask …`: all set-up, builds, tests and measurements of the project. Each tool's version comes from a lock file.

mod bench;
mod browser;
mod checksums;
mod demo;
mod dist;
mod node;
mod project;
mod run;
mod rust;
mod sandbox;
mod sbom;
mod site;
mod size;
mod test;
mod wasm;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

const HELP: &str = "\
cargo xtask demo [--port N] [--gateway URL --key KEY [--auth HOW] [--mode M]]
    builds all, serves the demo page and a sandbox gateway on 127.0.0.1 (port 8787), prints the address;
    with --gateway the page talks to a real gateway through the package's proxy, which keeps the key
cargo xtask test [PART…] [--write]
    native, wasm, types, package, which none means too; network, edge, browsers, security, crate, fuzz-smoke, mutations, runtimes,
    bundlers; `ci` is all but mutations, with one version of each bundler; `all` is everything.
    After runtimes, bundlers and types, --write rewrites the README's table of where it runs
cargo xtask dist [--debug]
    builds and packs the npm package, with its bill of materials and checksums; the last line is the tarball's path.
    --debug builds one for a debugger instead (docs/debugging.md)
cargo xtask size [--json | --why]
    what a page downloads, against the budget; fails above it.
    --why names the largest functions and crates in the wasm, its data, imports and exports
cargo xtask bench [PART…] [--json]
    the benchmarks, beside the peers: polling, requests, many, bytes, cpu, start, pictures, memory, decode; a run of all of
    them writes docs/benchmarks.md and its plots
cargo xtask sandbox [--port N] [--dialect D] [--faults FILE] …
    the sandbox gateway alone (port 8787); --help lists the rest
cargo xtask site
    writes the demo page for a static host, its gateway in the page; the last line is the folder
";

fn main() -> ExitCode {
    match command() {
        Ok(code) => code,
        Err(error) => {
            // One sentence: what failed, and its cause.
            eprintln!("cargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let Some(first) = arguments.next()? else {
        print!("{HELP}");
        return Ok(ExitCode::FAILURE);
    };
    match first {
        Value(name) => match name.string()?.as_str() {
            "demo" => demo::command(arguments),
            "bench" => bench::command(arguments),
            "test" => test::command(arguments),
            "dist" => dist::command(arguments),
            "size" => size::command(arguments),
            "sandbox" => sandbox::command(arguments),
            "site" => site::command(arguments),
            other => {
                bail!(
                    "there is no command {other:?}; there are demo, test, dist, size, bench, sandbox and site"
                )
            }
        },
        Long("help") | Short('h') => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(other.unexpected()).context("cargo xtask --help lists the commands"),
    }
}
