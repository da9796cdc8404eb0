//! How a recorded answer is played back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use midjourney_wasm::{Error, Task, Updates, platform::Response};

use crate::{
    recorded::{Recorded, recorded},
    world::{Answer, Left, Line, Script, Stage, line},
};

/// What a client gets of a recording.
pub fn told(recorded: &Recorded) -> Answer {
    match (recorded.status, recorded.error.as_deref()) {
        (None, Some("CLIENT_TIMEOUT")) => Answer::never(),
        (None, _) => Answer::lost(),
        (Some(status), _) => {
            // serde_json refuses half a surrogate pair, which a browser takes.
            let is_text = std::str::from_utf8(&recorded.body).is_ok();
            let body = if is_text {
                recorded.text().into_bytes()
            } else {
                recorded.body.clone()
            };
            let is_empty = matches!(status, 204 | 205 | 304);
            Answer::of(Response {
                status,
                body: if is_empty { Vec::new() } else { body },
                ..Response::default()
            })
        }
    }
}

/// A line that plays a recording back.
pub fn plays(recorded: &Recorded) -> Line {
    line(told(recorded))
}

/// A stage whose gateway plays this, with a client of it.
pub fn stage(script: Script) -> Stage {
    Stage::with_server(script, 1)
}

/// Replays all recordings of a kind, and names all that are wrong.
pub fn replay(kind: &str, least: usize, check: impl Fn(&Recorded)) {
    let (mut count, mut wrong) = (0, Vec::new());
    for recorded in recorded().iter().filter(|recorded| recorded.kind == kind) {
        count += 1;
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(recorded))) {
            let words = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            wrong.push(format!("{}: {words}", recorded.key));
        }
    }
    assert!(count >= least, "{count} recordings");
    assert!(
        wrong.is_empty(),
        "{} of {count} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A job's updates, all of them, and how it ended.
pub async fn seen(mut updates: Updates) -> (Vec<Task>, Result<Task, Error>) {
    let mut seen = Vec::new();
    loop {
        match updates.next().await {
            Some(Ok(task)) => seen.push(task),
            Some(Err(error)) => return (seen, Err(error)),
            None => {
                let last = seen.last().cloned().unwrap();
                return (seen, Ok(last));
            }
        }
    }
}

/// Nothing is left, and nothing goes on.
pub fn is_over(stage: &mut Stage) {
    assert_eq!(stage.world.left(), Left::default(), "something is left");
    let sent = stage.world.exchanges().len();
    stage.pass(60_000);
    assert_eq!(stage.world.exchanges().len(), sent, "it goes on after its end");
}

/// How a job ended: as it should, by the name of the error's code.
pub fn ended_as(outcome: &Result<Task, Error>, code: Option<&str>) {
    let seen = outcome.as_ref().err().map(|error| error.code().name());
    assert_eq!(seen, code, "{outcome:?}");
}

/// The digits of the integers of a JSON text that no double holds, those in strings left out.
pub fn big_integers(text: &str) -> Vec<String> {
    let (mut all, mut number, mut in_text, mut is_escaped) = (Vec::new(), String::new(), false, false);
    for letter in text.chars().chain([' ']) {
        if in_text {
            in_text = is_escaped || letter != '"';
            is_escaped = letter == '\\' && !is_escaped;
        } else if letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | 'e' | 'E') {
            number.push(letter);
        } else {
            let digits = std::mem::take(&mut number);
            let is_big = digits
                .parse::<i128>()
                .is_ok_and(|value| value.unsigned_abs() > 9_007_199_254_740_991);
            all.extend(is_big.then_some(digits));
            in_text = letter == '"';
        }
    }
    all
}

/// Every digit of what was told is in what came of it.
pub fn is_exact(text: &str, task: &Task) {
    let told = task.json().to_string();
    for digits in big_integers(text) {
        assert!(
            told.contains(&format!("\"{digits}\"")),
            "{digits} is not in {told}"
        );
    }
}

#[test]
fn big_integers_are_found() {
    let text = r#"{"a": 9007199254740993, "b": "1118138338562560102 \" 1118138338562560102", "c": [-9007199254740993, 1.5e30, 7]}"#;
    assert_eq!(big_integers(text), ["9007199254740993", "-9007199254740993"]);
}
