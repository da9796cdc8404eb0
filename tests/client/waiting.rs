//! A task that is found waiting, and one whose modal was sent: no question is answered twice, and none by itself that wants input.

use std::time::Duration;

use midjourney_sandbox::{Dialect, Settings};
use midjourney_wasm::{ErrorCode, Midjourney, ModalInput, Status, Task};
use serde_json::{Value, json};

use crate::{
    support::{QUICK, fails},
    world::{Answer, Fault, Left, Line, Script, Stage, line, row, says, settings},
};

/// A client and a finished single picture.
fn single(dialect: Dialect) -> (Stage, Midjourney, Task) {
    let mut stage = Stage::sandbox(dialect);
    let client = stage.client();
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    let single = stage.run_clean(client.upscale(&grid, 1)).unwrap();
    (stage, client, single)
}

/// A client of a gateway with remix, and a finished grid.
fn remixing(dialect: Dialect) -> (Stage, Midjourney, Task) {
    let mut stage = Stage::with_settings(Settings {
        remix: true,
        ..settings(dialect)
    });
    let client = stage.client();
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    (stage, client, grid)
}

fn zoom() -> ModalInput {
    ModalInput::new().prompt("cat --zoom 1.5 sandbox:fast")
}

/// A row of a task that waits.
fn open(fields: Value) -> Line {
    let mut all = json!({"status": "MODAL", "progress": "0%", "imageUrl": null});
    all.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    says(row("9", all))
}

#[test]
fn a_task_that_is_found_waiting_is_confirmed_only_if_it_shows_its_prompt() {
    for (fields, is_confirmed) in [
        (
            json!({"action": "VARIATION", "properties": {"finalPrompt": "cat"}}),
            true,
        ),
        (
            json!({"action": "REROLL", "properties": {"finalPrompt": "cat", "remix": true}}),
            true,
        ),
        (
            json!({"action": "ZOOM", "properties": {"finalPrompt": "cat"}}),
            false,
        ),
        (
            json!({"action": "CUSTOM_ZOOM", "properties": {"finalPrompt": "cat"}}),
            false,
        ),
        (
            json!({"action": "INPAINT", "properties": {"finalPrompt": "cat"}}),
            false,
        ),
        (
            json!({"action": "VARIATION", "properties": {"finalPrompt": "cat", "custom_id": "MJ::Inpaint::1"}}),
            false,
        ),
        (
            json!({"action": "VARIATION", "properties": {"finalPrompt": ""}}),
            false,
        ),
        (json!({"action": "VARIATION", "properties": null}), false),
        (json!({}), false),
    ] {
        let script = Script::default().on("fetch", vec![open(fields.clone())]);
        let mut stage = Stage::with_server(script, 1);
        let client = stage.client();
        let outcome = stage.run_clean(client.wait("9"));
        if is_confirmed {
            assert_eq!(outcome.unwrap().status(), Status::Success, "{fields}");
            assert_eq!(stage.world.sent("modal")[0].json["prompt"], "cat", "{fields}");
        } else {
            let error = fails(outcome, ErrorCode::ModalRequired);
            assert_eq!(
                (error.task_id(), error.token().unwrap().id()),
                (Some("9"), Some("9"))
            );
        }
        assert_eq!(
            stage.world.submits(None).sent,
            usize::from(is_confirmed),
            "{fields}"
        );
    }
}

#[test]
fn what_a_task_is_called_afterwards_is_no_question() {
    // A relay keeps the words of the submit's answer in the description for ever.
    let done = row("9", json!({"description": "Waiting for window confirm"}));
    let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(done)]), 1);
    let client = stage.client();
    assert_eq!(
        stage.run_clean(client.wait("9")).unwrap().status(),
        Status::Success
    );
    assert_eq!(stage.world.submits(None).sent, 0);
}

#[test]
fn a_modal_that_goes_on_under_another_id_is_followed_there() {
    let asks = says(json!({"code": 21, "description": "Waiting for window confirm", "result": "9"}));
    let moved = says(json!({"code": 1, "description": "ok", "result": "10"}));
    let script = Script::default()
        .on("action", vec![asks])
        .on("modal", vec![moved]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let mut updates = client.action("7", "MJ::JOB::variation::1::26d56b92").updates();
    let (task, token) =
        stage.run_clean(async move { (updates.next().await.unwrap().unwrap(), updates.token()) });
    assert_eq!((task.id(), token.id()), ("10", Some("10")));
    assert!(stage.world.polls().iter().all(|exchange| exchange.ids == ["10"]));
}

#[test]
fn after_a_modal_was_sent_its_row_is_pending_however_often_it_shows_the_question() {
    let asks = says(json!({"code": 1, "description": "Waiting for window confirm", "result": "9"}));
    let lines = (0..20)
        .map(|_| open(json!({"properties": {"finalPrompt": "cat"}})))
        .collect();
    let script = Script::default().on("action", vec![asks]).on("fetch", lines);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let task = stage
        .run_clean(client.action("7", "MJ::JOB::variation::1::26d56b92"))
        .unwrap();
    assert_eq!(task.status(), Status::Success);
    assert_eq!(
        stage.world.sent("modal").len(),
        1,
        "no question is answered twice"
    );
}

#[test]
fn a_doubtful_modal_is_not_sent_again_not_even_after_a_reload() {
    let (mut stage, client, grid) = remixing(Dialect::Guide);
    stage
        .world
        .fault(Fault::on("modal").nth(&[1]).always(Answer::lost(), true));
    let error = fails(stage.run_clean(client.vary(&grid, 1)), ErrorCode::Network);
    assert!(error.maybe_submitted() && error.task_id().is_some());
    let token = error.token().unwrap();
    assert!(token.to_string().contains("\"modal\":true"));
    let reloaded = stage.client();
    assert_eq!(
        stage.run_clean(reloaded.wait(token)).unwrap().status(),
        Status::Success
    );
    assert_eq!(stage.world.sent("modal").len(), 1);
}

#[test]
fn a_modal_that_was_turned_away_still_waits_and_is_asked_for_again() {
    let asks = || says(json!({"code": 21, "description": "Waiting for window confirm", "result": "9"}));
    let refused = line(Answer::json(
        200,
        &json!({"code": 4, "description": "prompt不能为空"}),
    ));
    let shown = || open(json!({"action": "ZOOM"}));
    let script = Script::default()
        .on("action", vec![asks(), asks()])
        .on("modal", vec![refused, line(Answer::lost())])
        .on("fetch", vec![shown(), shown(), shown()]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let press = || {
        client
            .action("7", "MJ::CustomZoom::26d56b92")
            .answer_modal(|_| async { zoom() })
    };
    let refused = fails(stage.run_clean(press()), ErrorCode::Validation);
    let again = fails(
        stage.run_clean(client.wait(refused.token().unwrap())),
        ErrorCode::ModalRequired,
    );
    assert_eq!(again.task_id(), Some("9"));
    let doubtful = fails(stage.run_clean(press()), ErrorCode::Network);
    assert!(doubtful.maybe_submitted());
    // After two rows that still show the question.
    assert!(stage.run_clean(client.wait(doubtful.token().unwrap())).is_ok());
    assert_eq!(stage.world.sent("modal").len(), 2);
}

#[test]
fn a_job_that_is_dropped_when_the_question_is_told_answers_nothing() {
    let shown = open(json!({"properties": {"finalPrompt": "cat"}}));
    let mut stage = Stage::with_server(Script::default().on("fetch", vec![shown]), 1);
    let client = stage.client();
    let mut updates = client.wait("9").updates();
    let first = stage.run(async move { updates.next().await.unwrap().unwrap() });
    assert_eq!(first.status(), Status::Modal);
    stage.pass(60_000);
    assert_eq!(
        (stage.world.submits(None).sent, stage.world.left()),
        (0, Left::default())
    );
}

#[test]
fn a_job_that_is_dropped_while_its_caller_thinks_answers_nothing() {
    let (mut stage, client, single) = single(Dialect::Guide);
    let job = client
        .action(&single, "Vary (Region)")
        .answer_modal(|_| std::future::pending());
    let job = stage.spawn(job);
    stage.pass(5_000);
    job.cancel();
    assert_eq!(
        (stage.world.sent("modal").len(), stage.world.left()),
        (0, Left::default())
    );
}

#[test]
fn the_deadline_includes_the_time_in_which_the_caller_thinks() {
    let (mut stage, client, single) = single(Dialect::Guide);
    let begun = stage.world.age();
    let job = client
        .action(&single, "Vary (Region)")
        .answer_modal(|_| std::future::pending())
        .timeout(Duration::from_secs(30));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    assert_eq!(stage.world.age() - begun, 30_000);
    assert!(error.maybe_submitted());
    assert_eq!(error.task().map(Task::status), Some(Status::Modal));
    assert_eq!(error.token().unwrap().id(), error.task_id());
    assert_eq!(stage.world.sent("modal").len(), 0);
}

#[test]
fn a_relays_refusal_while_its_copy_lags_is_retried() {
    // The relay's row of the parent is finished some seconds after the task.
    let mut stage = Stage::with_settings(Settings {
        refresh_ms: 10_000,
        ..settings(Dialect::NewApi)
    });
    let client = stage.client();
    let lag = Answer::json(
        400,
        &json!({"code": 4, "description": "task_status_not_success ", "type": "upstream_error"}),
    );
    stage
        .world
        .fault(Fault::on("action").nth(&[1, 2]).always(lag, false));
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    let task = stage
        .run_clean(client.upscale(&grid, 1).timeout(Duration::from_secs(300)))
        .unwrap();
    assert_eq!(task.status(), Status::Success);
    assert_eq!(stage.world.submits(Some("action")).accepted, 1);
}
