//! The tests, in parts that can be picked.

mod browsers;
mod native;
mod package;
mod purity;
mod report;
mod types;
mod wasm;

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::run;

pub use report::Count;

/// A part's name and what runs it.
type Part = (&'static str, fn() -> Result<Count>);

const PARTS: [Part; 5] = [
    ("native", native::run),
    ("wasm", wasm::run),
    ("types", types::run),
    ("package", package::run),
    ("browsers", browsers::run),
];

/// `cargo xtask test`
pub fn command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let mut picked = Vec::new();
    while let Some(argument) = arguments.next()? {
        let Value(name) = argument else {
            return Err(argument.unexpected().into());
        };
        let name = name.string()?;
        let known = PARTS
            .into_iter()
            .filter(|(part, _)| name == *part || name == "all");
        let before = picked.len();
        picked.extend(known);
        if picked.len() == before {
            let names: Vec<_> = PARTS.into_iter().map(|(part, _)| part).collect();
            bail!(
                "there is no part {name:?}; there are {} and all",
                names.join(", ")
            );
        }
    }
    if picked.is_empty() {
        picked.extend(PARTS);
    }
    let mut all = Count::default();
    for (name, part) in picked {
        run::say(&format!("── {name}"));
        let started = Instant::now();
        let count = part().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Count::failed(1)
        });
        println!("{name}: {count}, {} s", started.elapsed().as_secs());
        all += count;
    }
    println!("{all}");
    Ok(if all.failed == 0 && all.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
