//! Every recorded answer as the answer to a submit, called by its own verb.

use midjourney_wasm::{Midjourney, ModalInput, Task, Updates};
use serde_json::{Value, json};

use crate::{
    recorded::Recorded,
    replay::{ended_as, is_over, plays, replay, seen, stage},
    world::{GOOD, Script},
};

const PNG: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Calls a verb as the recordings name it.
fn call(client: &Midjourney, verb: &str) -> Updates {
    let parent = |buttons: Value| -> Task {
        let task = json!({"id": "7", "status": "SUCCESS", "prompt": "cat", "buttons": buttons});
        task.to_string().parse().unwrap()
    };
    let button = json!([{"customId": "MJ::JOB::upsample::1::26d56b92", "label": "U1"}]);
    let yes = |_: Task| async { ModalInput::new().prompt("yes") };
    match verb {
        "blend" => client.blend([PNG, PNG]).answer_modal(yes).updates(),
        "describe" => client.describe(PNG).answer_modal(yes).updates(),
        "shorten" => client.shorten("a long prompt").answer_modal(yes).updates(),
        "action" => client.action(parent(button), "U1").answer_modal(yes).updates(),
        "change" => client
            .action(parent(Value::Null), "U1")
            .answer_modal(yes)
            .updates(),
        "modal" => client
            .modal("7", ModalInput::new().prompt("cat"))
            .answer_modal(yes)
            .updates(),
        _ => client.imagine("cat").answer_modal(yes).updates(),
    }
}

const VERBS: [&str; 7] = [
    "imagine", "blend", "describe", "shorten", "action", "change", "modal",
];

fn as_submit(recorded: &Recorded) {
    let verb = VERBS
        .into_iter()
        .find(|verb| *verb == recorded.verb)
        .unwrap_or("imagine");
    let expected = &recorded.expected;
    let maybe_submitted = expected.maybe_submitted == "true";
    // Proof that it was not taken; the last is a relay whose copy of the parent lags.
    let is_refused = matches!(expected.code.as_str(), "rate_limited" | "queue_full")
        || recorded.text().contains("task_status_not_success");
    let is_turned_away = is_refused && !maybe_submitted;
    let mut stage = stage(Script::default().on(verb, vec![plays(recorded)]));
    let client = stage.client();
    let updates = call(&client, verb);
    let marker = updates.token().state().map(str::to_owned);
    let (_, outcome) = stage.run(seen(updates));
    let sent = stage.world.sent(verb).len();
    if expected.code == "unsupported" && verb == "action" {
        // U1 is a standard button, which becomes a change.
        ended_as(&outcome, None);
        assert_eq!((sent, stage.world.sent("change").len()), (1, 1));
        return is_over(&mut stage);
    }
    if expected.outcome == "error" && !is_turned_away {
        ended_as(&outcome, Some(&expected.code));
        let error = outcome.unwrap_err();
        assert_eq!((error.maybe_submitted(), sent), (maybe_submitted, 1), "{error:?}");
        let token = error.token();
        if verb == "modal" {
            assert_eq!(token.and_then(|token| token.id()), Some("7"));
        } else {
            let wanted = marker.filter(|_| maybe_submitted);
            assert_eq!(
                token.and_then(|token| token.state()),
                wanted.as_deref(),
                "the token"
            );
        }
        return is_over(&mut stage);
    }
    ended_as(&outcome, None);
    assert_eq!(sent, if is_turned_away { 2 } else { 1 }, "sent");
    let good = if verb == "modal" { "7" } else { GOOD };
    let wanted = if is_turned_away {
        good
    } else {
        expected.id.as_str()
    };
    let polled = stage.world.sent("fetch");
    assert!(
        polled.iter().all(|exchange| exchange.ids == [wanted]),
        "{polled:?}"
    );
    if verb != "modal" {
        let modals = stage.world.sent("modal");
        let answered: Vec<_> = modals
            .iter()
            .map(|exchange| exchange.json["taskId"].as_str().unwrap())
            .collect();
        let is_modal = expected.outcome == "modal";
        assert_eq!(answered, if is_modal { vec![wanted] } else { vec![] });
    }
    if let Some(position) = expected
        .code
        .strip_prefix("queued:")
        .and_then(|text| text.parse::<u32>().ok())
    {
        assert_eq!(queue_position(verb, recorded), Some(position));
    }
    is_over(&mut stage);
}

/// The place in the queue, as a job tells it once it is accepted.
fn queue_position(verb: &'static str, recorded: &Recorded) -> Option<u32> {
    let mut stage = stage(Script::default().on(verb, vec![plays(recorded)]));
    let client = stage.client();
    let mut updates = call(&client, verb);
    stage.run(async move {
        updates.next().await;
        updates
            .submission()
            .and_then(|submission| submission.queue_position())
    })
}

#[test]
fn as_the_answer_to_a_submit() {
    replay("submit", 200, as_submit);
}
