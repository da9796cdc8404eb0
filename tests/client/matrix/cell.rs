//! One cell of the matrix: a fault at a place in a dialect, and all that must hold of it whatever the rule says.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use midjourney_sandbox::Dialect;
use midjourney_wasm::{Error, ErrorCode, Status};
use serde_json::Value;

use super::{
    kinds::Kind,
    places::{Outcome, Place, Sort, is_finished},
    rules::{Rule, rule},
};
use crate::{
    support::assert_hidden,
    world::{Fault, Left, Stage, Submits},
};

/// More requests than this for one task are a loop that has gone wild.
const MOST: usize = 90;

/// How long after its end a job is watched, in milliseconds.
const AFTER: u64 = 60_000;

/// A request that met the fault.
struct Struck {
    at: u64,
    json: Value,
}

/// Runs it, and panics with what is wrong.
pub fn run(dialect: Dialect, kind: &'static Kind, place: &Place, through: bool) {
    let mut stage = Stage::sandbox(dialect);
    let client = stage.client();
    let start = (place.prepare)(&mut stage, client);
    let before = stage.world.exchanges().len();
    let struck = strike(&stage, kind, place, through);
    let outcome = stage.run(start());
    // At that very moment; and a minute later nothing has stirred.
    assert_eq!(stage.world.left(), Left::default(), "something is left");
    let requests = stage.world.exchanges().len();
    stage.pass(AFTER);
    assert_eq!(
        stage.world.exchanges().len(),
        requests,
        "it goes on after its end"
    );
    assert!(requests - before <= MOST, "{} requests", requests - before);
    assert!(
        stage.world.elsewhere().is_empty(),
        "the key went to another origin"
    );
    let struck = struck.borrow();
    let first = struck.first().expect("the fault met no request");
    is_as_ruled(&stage, kind, place, &outcome, first, through);
    if kind.wait > 0 {
        has_waited(&stage, place, first, kind.wait);
    }
}

/// Has the fault happen from now on; returns the requests that it meets.
fn strike(stage: &Stage, kind: &'static Kind, place: &Place, through: bool) -> Rc<RefCell<Vec<Struck>>> {
    let (met, until) = (Cell::new(0), Cell::new(None));
    let (verb, nth) = (place.verb, place.nth);
    let fault = Fault::of(move |exchange| {
        if let Some(until) = until.get() {
            return exchange.at < until;
        }
        if exchange.verb != verb || met.replace(met.get() + 1) + 1 != nth {
            return false;
        }
        until.set(Some(exchange.at + kind.lasts));
        true
    });
    let struck = Rc::new(RefCell::new(Vec::new()));
    let (all, clock) = (Rc::clone(&struck), stage.world.clock().clone());
    let act = move |exchange: &crate::world::Exchange, answer| {
        all.borrow_mut().push(Struck {
            at: exchange.at,
            json: exchange.json.clone(),
        });
        (kind.act)(answer, &clock)
    };
    stage.world.fault(if through {
        fault.after(act)
    } else {
        fault.instead(move |exchange| act(exchange, crate::world::Answer::text(200, "")))
    });
    struck
}

fn is_as_ruled(stage: &Stage, kind: &Kind, place: &Place, outcome: &Outcome, struck: &Struck, through: bool) {
    let rule = rule(kind, place);
    match (rule, outcome) {
        (Rule::Delivered { .. }, Ok(tasks)) => {
            assert!(!tasks.is_empty(), "no task is delivered");
            for task in tasks {
                let is_unknown = kind.name == "a status that nobody knows"
                    && matches!(place.sort, Sort::Fetch | Sort::Many)
                    && task.status() == Status::Unknown;
                assert!(is_finished(task) || is_unknown, "{task:?}");
            }
        }
        (
            Rule::Fails {
                code,
                maybe_submitted,
            },
            Err(error),
        ) => {
            assert_eq!(error.code(), code, "{error}");
            assert_eq!(
                error.maybe_submitted(),
                maybe_submitted,
                "maybe_submitted: {error}"
            );
            assert_hidden(error);
            names_its_task(place, error, struck);
        }
        (Rule::Delivered { .. }, Err(error)) => panic!("it fails: {error} ({error:?})"),
        (Rule::Fails { code, .. }, Ok(_)) => panic!("it does not fail with {}", code.name()),
    }
    let world = &stage.world;
    if place.sort == Sort::Submit {
        let sent = match rule {
            Rule::Delivered { sent } => sent,
            Rule::Fails { .. } => 1,
        };
        let taken = usize::from(through || matches!(rule, Rule::Delivered { .. }));
        let wanted = Submits {
            sent,
            received: taken,
            accepted: taken,
        };
        assert_eq!(world.submits(Some(place.verb)), wanted, "the submits");
    }
    for verb in [
        "imagine", "blend", "describe", "shorten", "action", "change", "modal",
    ] {
        let Submits { sent, accepted, .. } = world.submits(Some(verb));
        let calls = match place.sort {
            Sort::Batch if verb == "imagine" => 3,
            Sort::Many if verb == "imagine" => 2,
            _ => 1,
        };
        assert!(accepted <= calls, "{verb} was accepted {accepted} times");
        assert!(
            verb == place.verb || sent <= calls,
            "{verb} was sent {sent} times"
        );
    }
}

/// A failed call says what is needed to look for its task.
fn names_its_task(place: &Place, error: &Error, struck: &Struck) {
    let token = error.token();
    let token_id = token.and_then(|token| token.id());
    match place.sort {
        Sort::Submit if error.task_id().is_some() && place.verb != "modal" => {
            assert!(
                error.code() == ErrorCode::TaskTimeout && token_id == error.task_id(),
                "of the accepted task"
            );
        }
        // The task is there since its button was pressed.
        Sort::Submit if place.verb == "modal" => {
            let id = struck.json["taskId"].as_str();
            assert_eq!((error.task_id(), token_id), (id, id), "of the modal");
            // Whether it was answered, unless that is certain.
            let is_sent = token.is_some_and(|token| token.to_string().contains("\"modal\":true"));
            let is_refused = matches!(error.code(), ErrorCode::Http | ErrorCode::RateLimited);
            assert_eq!(is_sent, !is_refused, "whether the modal was sent");
        }
        Sort::Submit if error.maybe_submitted() => {
            let state = token
                .and_then(|token| token.state())
                .expect("a token with a marker");
            assert_eq!(
                (error.task_id(), token_id),
                (None, None),
                "of the doubtful submit"
            );
            assert_eq!(Some(state), struck.json["state"].as_str(), "the marker");
            assert!(
                state.len() == 32 && state.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{state}"
            );
            assert!(error.hint().is_some(), "it says what to do");
        }
        Sort::Submit => assert!(token.is_none(), "there is nothing to look for"),
        Sort::Job | Sort::Fresh | Sort::Batch => {
            let id = error.task_id().expect("the id of the task");
            assert!(id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
            assert_eq!(token_id, Some(id), "the token's id");
        }
        Sort::Fetch | Sort::Many => {}
    }
}

/// A client that is asked to wait, waits.
fn has_waited(stage: &Stage, place: &Place, struck: &Struck, wait: u64) {
    let later = stage.world.sent(place.verb);
    let next = later.iter().find(|exchange| exchange.at > struck.at);
    let pause = next.map(|next| next.at - struck.at);
    assert!(
        pause.is_some_and(|pause| pause >= wait),
        "it came back after {pause:?} ms"
    );
}
