//! The matrix of faults × places × dialects.

mod cell;
mod kinds;
mod places;
mod rules;

use midjourney_sandbox::Dialect;

use crate::{support::caught, world::DIALECTS};
use kinds::{KINDS, Kind, Only};
use places::{Place, READS, SUBMITS, Sort};

/// Runs the column of a submit: each fault in each dialect, before and after the gateway.
pub fn submit(verb: &str) {
    column(SUBMITS, verb);
}

/// Runs the column of a read.
pub fn read(name: &str) {
    column(READS, name);
}

fn column(places: &[Place], name: &str) {
    let place = places.iter().find(|place| place.name == name).unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for dialect in dialects(place) {
        for kind in KINDS.iter().filter(|kind| can_happen(kind, place)) {
            for through in ways(kind, place) {
                count += 1;
                if let Err(words) = caught(|| cell::run(dialect, kind, place, through)) {
                    let after = if through { ", after the gateway" } else { "" };
                    wrong.push(format!("{}: {}{after}: {words}", dialect.name(), kind.name));
                }
            }
        }
    }
    assert!(count > 25, "{count} cells");
    let list = wrong.join("\n");
    assert!(
        wrong.is_empty(),
        "{name}: {} of {count} cells are wrong:\n{list}",
        wrong.len()
    );
}

fn dialects(place: &Place) -> impl Iterator<Item = Dialect> {
    DIALECTS
        .into_iter()
        .filter(|dialect| !place.lacking.contains(dialect))
}

fn can_happen(kind: &Kind, place: &Place) -> bool {
    match kind.only {
        None => true,
        Some(Only::Submit) => place.sort == Sort::Submit,
        Some(Only::Read) => place.sort != Sort::Submit,
        Some(Only::List) => matches!(place.sort, Sort::Batch | Sort::Many),
    }
}

/// Whether the gateway gets the request: of a submit that it may or may not have got, both.
fn ways(kind: &Kind, place: &Place) -> Vec<bool> {
    match kind.through {
        Some(through) => vec![through],
        None if place.sort == Sort::Submit => vec![false, true],
        None => vec![false],
    }
}
