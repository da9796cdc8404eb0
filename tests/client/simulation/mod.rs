//! Random scripts over all verbs, and what must hold whatever happens in them.

mod account;
mod begin;
mod call;
mod gateway;
mod generate;
mod network;
mod oracle;
mod play;
mod rules;
mod script;
mod shrink;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

use crate::support::caught;
use play::Ended;
use script::{FAULTS, Script, Verb};

/// How many scripts a usual run plays.
const SCRIPTS: u64 = 10_000;

/// Plays 10,000 scripts on two threads, or as many as `SCRIPTS` and `THREADS` say, from the seed `FROM` on. `SEED=17` plays one and
/// prints it.
#[test]
fn what_is_promised_holds_in_every_script() {
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("SEED") {
        let script = generate::script(seed);
        println!("{script:#?}");
        return report(seed, &script, &outcome(&script));
    }
    let (scripts, threads) = (
        number("SCRIPTS").unwrap_or(SCRIPTS),
        number("THREADS").unwrap_or(2),
    );
    let from = number("FROM").unwrap_or_default();
    let started = Instant::now();
    let (failing, played, requests) = first_failing(from..from + scripts, threads);
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{played} scripts with {requests} requests in {seconds:.1} s: {:.0} a second on {threads} threads",
        played as f64 / seconds
    );
    if let Some(seed) = failing {
        let script = generate::script(seed);
        let smallest = shrink::shrink(&script, |script| !outcome(script).complaints.is_empty());
        report(seed, &smallest, &outcome(&smallest));
    }
}

/// Returns the first seed whose script fails, of those that were played when it was found; and how many those are, and their requests.
fn first_failing(seeds: std::ops::Range<u64>, threads: u64) -> (Option<u64>, u64, u64) {
    let (failing, played, requests) = (AtomicU64::new(u64::MAX), AtomicU64::new(0), AtomicU64::new(0));
    let play = |own: std::iter::StepBy<std::ops::Range<u64>>| {
        for seed in own.take_while(|_| failing.load(Ordering::Relaxed) == u64::MAX) {
            let ended = outcome(&generate::script(seed));
            played.fetch_add(1, Ordering::Relaxed);
            requests.fetch_add(ended.requests as u64, Ordering::Relaxed);
            if !ended.complaints.is_empty() {
                failing.fetch_min(seed, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for thread in 0..threads {
            let own = (seeds.start + thread..seeds.end).step_by(threads as usize);
            scope.spawn(|| play(own));
        }
    });
    let failing = Some(failing.into_inner()).filter(|seed| *seed != u64::MAX);
    (failing, played.into_inner(), requests.into_inner())
}

/// Plays a script. A panic is a complaint too.
fn outcome(script: &Script) -> Ended {
    caught(|| play::play(script)).unwrap_or_else(|words| Ended {
        complaints: vec![format!("a panic: {words}")],
        ..Ended::default()
    })
}

fn report(seed: u64, script: &Script, ended: &Ended) {
    let (wrong, log) = (ended.complaints.join("\n"), ended.log.join("\n"));
    assert!(
        ended.complaints.is_empty(),
        "{wrong}\n\nin this script, the smallest that was found:\n{script:#?}\n\nwith these requests:\n{log}\n\n\
         Once more: SEED={seed} cargo test --test client what_is_promised"
    );
}

/// What must be reached, so that the rules have something to judge.
const CODES: [&str; 24] = [
    "success",
    "value",
    "dropped",
    "config",
    "invalid_input",
    "validation",
    "network",
    "request_timeout",
    "task_timeout",
    "http_error",
    "redirect",
    "unauthorized",
    "forbidden",
    "rate_limited",
    "server_error",
    "bad_response",
    "refused",
    "unavailable",
    "gateway_failure",
    "accepted_without_id",
    "banned_prompt",
    "queue_full",
    "task_not_found",
    "task_failed",
];

#[test]
fn scripts_reach_every_verb_every_end_and_every_fault() {
    let (mut verbs, mut ends, mut faults) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    for seed in 0..4_000 {
        let outcome = outcome(&generate::script(seed));
        faults.extend(outcome.faults);
        for (verb, end) in outcome.ends {
            *ends.entry(end).or_insert(0_u32) += 1;
            *verbs
                .entry((verb, end == "success" || end == "value"))
                .or_insert(0_u32) += 1;
        }
    }
    let missing: Vec<_> = CODES
        .iter()
        .chain(&["task_cancelled", "modal_required"])
        .filter(|code| !ends.contains_key(*code))
        .collect();
    assert!(missing.is_empty(), "no call ends with {missing:?}: {ends:?}");
    let never_met: Vec<_> = FAULTS.iter().filter(|fault| !faults.contains(*fault)).collect();
    assert!(never_met.is_empty(), "no request meets {never_met:?}");
    for verb in Verb::ALL {
        assert!(
            verbs.contains_key(&(verb, false)),
            "{verb:?} never fails: {verbs:?}"
        );
        let can_succeed = !matches!(verb, Verb::WaitUnknown);
        assert_eq!(
            verbs.contains_key(&(verb, true)),
            can_succeed,
            "{verb:?}: {verbs:?}"
        );
    }
}
