//! Every recorded answer at each point at which a job, or somebody else, reads it.

use futures_util::future::join_all;
use midjourney_wasm::{ModalInput, Status, Task};
use serde_json::{Value, json};

use crate::{
    recorded::{Recorded, recorded},
    replay::{big_integers, ended_as, is_exact, is_over, plays, replay, seen, stage},
    world::{GOOD, Script, row, says},
};

/// When a poll gets the recording.
#[derive(Clone, Copy, PartialEq)]
enum When {
    First,
    Later,
    /// By a client that knows nothing.
    Fresh,
}

/// Whether a poll that is answered so ends the job, and with which code.
fn end(recorded: &Recorded, is_fresh: bool) -> (bool, Option<&str>) {
    let expected = &recorded.expected;
    let text = recorded.text();
    match (expected.outcome.as_str(), expected.status.as_str()) {
        ("missing", _) => (is_fresh, is_fresh.then_some("task_not_found")),
        ("task", "SUCCESS") => (!lacks_image(recorded), None),
        ("task", "FAILURE") => (true, Some("task_failed")),
        ("task", "CANCEL") => (true, Some("task_cancelled")),
        ("task", "MODAL") => (true, Some("modal_required")),
        ("task", _) => (false, None),
        _ => {
            let is_page =
                text.trim_start().starts_with('<') && recorded.status.is_some_and(|status| status < 300);
            let code = expected.code.as_str();
            let is_final = matches!(
                code,
                "unauthorized" | "forbidden" | "insufficient_quota" | "redirect" | "http_error"
            );
            let is_end = is_final || is_fresh && is_page;
            (is_end, is_end.then_some(code))
        }
    }
}

/// Whether it is a success without its image, which the next poll has to confirm.
fn lacks_image(recorded: &Recorded) -> bool {
    let task: Value = serde_json::from_str(&recorded.text()).unwrap_or_default();
    let is_text = matches!(task["action"].as_str(), Some("DESCRIBE" | "SHORTEN"));
    let is_empty = |key: &str| match &task[key] {
        Value::String(url) => url.is_empty(),
        Value::Array(urls) => urls.is_empty(),
        _ => true,
    };
    let shows_nothing = ["imageUrl", "imageUrls", "videoUrl", "videoUrls"]
        .into_iter()
        .all(is_empty);
    task["status"] == "SUCCESS" && !is_text && shows_nothing
}

fn as_poll(recorded: &Recorded, when: When) {
    // Of several ids a submit's job follows the first, so a task with all of them is another one.
    if when != When::Fresh && recorded.expected.id.contains(',') {
        return;
    }
    let is_fresh = when == When::Fresh;
    let (is_end, code) = end(recorded, is_fresh);
    let expected = &recorded.expected;
    let id = if expected.id == "-" { GOOD } else { &expected.id };
    let running = says(row(id, json!({"status": "IN_PROGRESS", "progress": "40%"})));
    let polls = match when {
        When::Later => vec![running, plays(recorded)],
        When::First | When::Fresh => vec![plays(recorded)],
    };
    let count = polls.len();
    let accepted = says(json!({"code": 1, "result": id}));
    let mut stage = stage(Script::default().on("imagine", vec![accepted]).on("fetch", polls));
    let client = stage.client();
    let updates = if is_fresh {
        client.wait(id).fail_on_modal().updates()
    } else {
        client.imagine("cat").fail_on_modal().updates()
    };
    let (seen, outcome) = stage.run(seen(updates));
    ended_as(&outcome, code);
    let polled = stage.world.sent("fetch").len();
    assert_eq!(polled > count, !is_end, "{polled} polls");
    assert_eq!(stage.world.submits(None).sent, usize::from(!is_fresh));
    assert!(seen.is_sorted_by_key(Task::progress), "progress goes back");
    if let Err(error) = &outcome {
        let token = error.token().and_then(|token| token.id());
        assert_eq!((error.task_id(), token), (Some(id), Some(id)));
    }
    if expected.outcome == "task" {
        let task = &seen[count - 1];
        let is_unconfirmed = expected.status == "SUCCESS" && lacks_image(recorded);
        let status = if is_unconfirmed {
            "IN_PROGRESS"
        } else {
            &expected.status
        };
        assert_eq!((task.id(), task.status().word()), (id, status));
        let most = if task.status() == Status::Success { 100 } else { 99 };
        let progress = expected.progress.parse::<u8>().unwrap().min(most);
        assert!(when == When::Later || task.progress() == progress, "{task:?}");
        is_exact(&recorded.text(), task);
    }
    is_over(&mut stage);
}

#[test]
fn as_a_jobs_first_poll() {
    replay("fetch", 280, |recorded| as_poll(recorded, When::First));
}

#[test]
fn as_a_jobs_later_poll() {
    replay("fetch", 280, |recorded| as_poll(recorded, When::Later));
}

#[test]
fn as_the_first_poll_of_a_client_that_knows_nothing() {
    replay("fetch", 280, |recorded| as_poll(recorded, When::Fresh));
}

#[test]
fn as_a_poll_after_the_modal_was_sent() {
    replay("fetch", 280, |recorded| {
        let expected = &recorded.expected;
        let id = if expected.id == "-" { GOOD } else { &expected.id };
        let accepted = says(json!({"code": 1, "result": id}));
        let script = Script::default()
            .on("modal", vec![accepted])
            .on("fetch", vec![plays(recorded)]);
        let mut stage = stage(script);
        let client = stage.client();
        let outcome = stage.run(client.modal(id, ModalInput::new().prompt("cat")));
        // MODAL is pending then.
        let (_, code) = end(recorded, false);
        ended_as(&outcome, code.filter(|code| *code != "modal_required"));
        assert_eq!(stage.world.submits(None).sent, 1);
        is_over(&mut stage);
    });
}

/// How far a row is, of those of one task.
const ORDER: [&str; 8] = [
    "NOT_START",
    "SUBMITTED",
    "MODAL",
    "UNKNOWN",
    "IN_PROGRESS",
    "CANCEL",
    "FAILURE",
    "SUCCESS",
];

#[test]
fn as_a_poll_of_two_tasks_at_once() {
    replay("list", 20, |recorded| {
        let expected = &recorded.expected;
        let is_list = expected.outcome == "tasks";
        let (ids, statuses) = (expected.id.split(','), expected.status.split(','));
        let rows: Vec<(&str, &str)> = ids.zip(statuses).filter(|_| is_list).collect();
        let mut two: Vec<&str> = Vec::new();
        for id in rows.iter().map(|(id, _)| *id).chain(["71", "72"]) {
            if id != "-" && !two.contains(&id) && two.len() < 2 {
                two.push(id);
            }
        }
        let mut stage = stage(Script::default().on("list", vec![plays(recorded)]));
        let client = stage.client();
        let jobs: Vec<_> = two
            .iter()
            .map(|id| client.wait(*id).fail_on_modal().into_future())
            .collect();
        let outcomes = stage.run(join_all(jobs));
        let first = stage.world.exchanges()[0].clone();
        let mut asked = first.ids.clone();
        asked.sort();
        let mut wanted = two.clone();
        wanted.sort_unstable();
        assert_eq!(
            (first.verb, asked),
            ("list", wanted.iter().map(|id| (*id).to_owned()).collect())
        );
        for (id, outcome) in two.iter().zip(outcomes) {
            let of = rows
                .iter()
                .filter(|(row, _)| row == id)
                .map(|(_, status)| *status);
            let furthest = of.max_by_key(|status| ORDER.iter().position(|word| word == status));
            let code = match furthest {
                Some("FAILURE") => Some("task_failed"),
                Some("CANCEL") => Some("task_cancelled"),
                Some("MODAL") => Some("modal_required"),
                _ => None,
            };
            ended_as(&outcome, code);
            let seen = outcome
                .map(|task| task.id().to_owned())
                .unwrap_or_else(|error| error.task_id().unwrap().into());
            assert_eq!(seen, *id);
        }
        is_over(&mut stage);
    });
}

#[test]
fn as_an_answer_to_what_only_the_escape_hatch_requests() {
    replay("other", 1, |recorded| {
        let mut stage = stage(Script::default().on("other", vec![plays(recorded)]));
        let client = stage.client();
        let outcome = stage.run(client.request("GET", "/x"));
        let told: Result<Value, _> = serde_json::from_str(&recorded.text());
        match (outcome, told) {
            (Ok(_), Ok(_)) if recorded.status.is_some_and(|status| status >= 300) => {
                panic!("an error is no answer")
            }
            (Ok(answer), Ok(told)) => {
                let answer: Value = serde_json::from_str(&answer.to_string()).unwrap();
                let has_big = !big_integers(&recorded.text()).is_empty();
                assert!(has_big || answer == told, "{answer}");
            }
            (Ok(answer), Err(_)) => panic!("{answer} of what is no JSON"),
            (Err(_), _) if recorded.status.is_none_or(|status| status >= 300) => {}
            (Err(error), _) => assert_eq!(error.code().name(), "bad_response"),
        }
        is_over(&mut stage);
    });
}

#[test]
fn every_recording_has_a_place() {
    let kinds = ["submit", "fetch", "list", "other"];
    assert!(
        recorded()
            .iter()
            .all(|recorded| kinds.contains(&recorded.kind.as_str()))
    );
}
