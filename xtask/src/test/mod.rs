//! The tests, in parts that can be picked.

mod as_crate;
mod browsers;
mod cells;
mod faults;
mod fuzz;
mod mutations;
mod native;
mod package;
mod places;
mod properties;
mod purity;
mod report;
mod security;
mod sources;
mod types;
mod wasm;

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::run;

pub use report::Count;

/// A part of the tests.
struct Part {
    name: &'static str,
    run: fn() -> Result<Count>,
    /// Whether it is run where no part is picked: what every change should pass, within a quarter of an hour.
    is_usual: bool,
}

const PARTS: [Part; 13] = [
    usual("native", native::run),
    usual("wasm", wasm::run),
    usual("types", types::run),
    usual("package", package::run),
    usual("browsers", browsers::run),
    thorough("faults", faults::run),
    thorough("properties", properties::run),
    thorough("security", security::run),
    thorough("crate", as_crate::run),
    thorough("fuzz-smoke", fuzz::run),
    thorough("mutations", mutations::run),
    thorough("runtimes", || cells::run("runtimes")),
    thorough("bundlers", || cells::run("bundlers")),
];

const fn usual(name: &'static str, run: fn() -> Result<Count>) -> Part {
    let is_usual = true;
    Part { name, run, is_usual }
}

const fn thorough(name: &'static str, run: fn() -> Result<Count>) -> Part {
    let is_usual = false;
    Part { name, run, is_usual }
}

/// `cargo xtask test`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let (mut names, mut write) = (Vec::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("write") => write = true,
            Value(name) => names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| *name != "all" && PARTS.iter().all(|part| part.name != *name))
    {
        let known = PARTS.map(|part| part.name).join(", ");
        bail!("there is no part {unknown:?}; there are {known} and all");
    }
    let is_picked = |part: &&Part| {
        names.iter().any(|name| name == part.name || name == "all") || names.is_empty() && part.is_usual
    };
    let picked: Vec<_> = PARTS.iter().filter(is_picked).collect();
    if write
        && !places::PARTS
            .iter()
            .all(|name| picked.iter().any(|part| part.name == *name))
    {
        let needed = places::PARTS.join(" ");
        bail!("the README's table is written from a whole run: cargo xtask test {needed} --write");
    }
    let mut all = Count::default();
    for part in picked {
        run::say(&format!("── {}", part.name));
        let started = Instant::now();
        let count = (part.run)().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Count::failed(1)
        });
        println!("{}: {count}, {} s", part.name, started.elapsed().as_secs());
        all += count;
    }
    println!("{all}");
    let succeeded = all.failed == 0 && all.passed > 0;
    if write && succeeded {
        places::write_table()?;
    }
    Ok(if succeeded {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
