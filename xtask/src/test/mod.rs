//! The tests, in parts that can be picked.

mod as_crate;
mod browsers;
mod edge;
mod environments;
mod fuzz;
mod mutations;
mod native;
mod network;
mod package;
mod places;
mod purity;
mod report;
mod security;
mod simulation;
mod sources;
mod types;
mod wasm;

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::run;

pub use report::Count;

/// How much runs. Each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    /// What every change should pass, within ten minutes: the default.
    Change,
    /// What a change must pass before it is merged: `ci`.
    Ci,
    /// Everything, before a release: `all`, and a part that is picked by its name.
    All,
}

/// A part of the tests.
struct Part {
    name: &'static str,
    /// The smallest scope that has it.
    from: Scope,
    run: fn(Scope) -> Result<Count>,
}

const PARTS: [Part; 14] = [
    part("native", Scope::Change, |_| native::run()),
    part("simulation", Scope::Ci, |_| simulation::run()),
    part("wasm", Scope::Change, |_| wasm::run()),
    part("types", Scope::Change, |_| types::run()),
    part("package", Scope::Change, |_| package::run()),
    part("network", Scope::Ci, |_| network::run()),
    part("edge", Scope::Ci, |_| edge::run()),
    part("browsers", Scope::Ci, |_| browsers::run()),
    part("security", Scope::Ci, |_| security::run()),
    part("crate", Scope::Ci, |_| as_crate::run()),
    part("fuzz-smoke", Scope::Ci, |_| fuzz::run()),
    part("mutations", Scope::All, |_| mutations::run()),
    part("runtimes", Scope::Ci, |_| environments::run("runtimes", false)),
    // All versions of a bundler that are in use, or only the one that a new app gets.
    part("bundlers", Scope::Ci, |scope| {
        environments::run("bundlers", scope == Scope::All)
    }),
];

const fn part(name: &'static str, from: Scope, run: fn(Scope) -> Result<Count>) -> Part {
    Part { name, from, run }
}

/// The parts that are picked, in their order, and how much of each.
fn picked(names: &[String]) -> Result<Vec<(&'static Part, Scope)>> {
    let mut group = if names.is_empty() {
        Some(Scope::Change)
    } else {
        None
    };
    for name in names {
        match name.as_str() {
            "ci" => group = group.max(Some(Scope::Ci)),
            "all" => group = Some(Scope::All),
            name if PARTS.iter().any(|part| part.name == name) => {}
            unknown => {
                let known = PARTS.map(|part| part.name).join(", ");
                bail!("there is no part {unknown:?}; there are {known}, ci and all");
            }
        }
    }
    let scope = |part: &'static Part| {
        if names.iter().any(|name| name == part.name) {
            return Some((part, Scope::All));
        }
        group
            .filter(|group| part.from <= *group)
            .map(|group| (part, group))
    };
    Ok(PARTS.iter().filter_map(scope).collect())
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
    let picked = picked(&names)?;
    let is_whole = |name: &&str| {
        picked
            .iter()
            .any(|(part, scope)| part.name == *name && *scope == Scope::All)
    };
    if write && !places::PARTS.iter().all(is_whole) {
        let needed = places::PARTS.join(" ");
        bail!("the README's table is written from a whole run: cargo xtask test {needed} --write");
    }
    let mut all = Count::default();
    let mut lines = Vec::new();
    for (part, scope) in picked {
        run::say(&format!("── {}", part.name));
        let started = Instant::now();
        let count = (part.run)(scope).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Count::failed(1)
        });
        let line = format!("{}: {count}, {} s", part.name, started.elapsed().as_secs());
        println!("{line}");
        lines.push(line);
        all += count;
    }
    // Once more, where they can be compared.
    println!("──\n{}\n{all}", lines.join("\n"));
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

#[cfg(test)]
mod tests {
    use super::{PARTS, Scope, picked};

    fn names(words: &[&str]) -> Vec<(&'static str, Scope)> {
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        let parts = picked(&words).unwrap();
        parts.iter().map(|(part, scope)| (part.name, *scope)).collect()
    }

    #[test]
    fn parts_are_picked_by_group_and_by_name() {
        assert!(names(&[]).contains(&("native", Scope::Change)));
        assert!(names(&[]).iter().all(|(name, _)| *name != "bundlers"));
        let ci = names(&["ci"]);
        assert_eq!(ci.len(), PARTS.len() - 1);
        assert!(ci.contains(&("bundlers", Scope::Ci)) && ci.iter().all(|(name, _)| *name != "mutations"));
        assert!(names(&["all"]).iter().all(|(_, scope)| *scope == Scope::All));
        assert_eq!(names(&["all"]).len(), PARTS.len());
        assert_eq!(
            names(&["types", "native"]),
            [("native", Scope::All), ("types", Scope::All)]
        );
        assert!(names(&["ci", "bundlers"]).contains(&("bundlers", Scope::All)));
        assert!(picked(&["natives".to_owned()]).is_err());
    }
}
