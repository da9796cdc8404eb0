//! What an error says of a task that is open at the gateway: it was accepted, and no setting is wrong.

use std::time::Duration;

use midjourney_wasm::{Error, ErrorCode, Midjourney, ModalInput};
use serde_json::{Value, json};

use crate::{
    support::{fails, says_but_not},
    world::{Answer, GOOD, Script, Stage, line, row, says},
};

/// Asserts that a job fails so, and so does the token of its task.
fn by_job_and_token(stage: &mut Stage, client: &Midjourney, code: ErrorCode) -> [Error; 2] {
    let minute = Duration::from_secs(60);
    let first = fails(stage.run_clean(client.imagine("cat").timeout(minute)), code);
    let again = client.wait(first.token().unwrap()).timeout(minute);
    let again = fails(stage.run_clean(again), code);
    assert!(
        first.maybe_submitted() && again.maybe_submitted(),
        "{first} {again}"
    );
    [first, again]
}

#[test]
fn an_accepted_task_that_is_lost_says_accepted_to_its_job_and_to_its_token() {
    let mut lines = vec![says(row(GOOD, json!({"status": "IN_PROGRESS"})))];
    lines.extend((0..99).map(|_| says(Value::Null)));
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let client = stage.client();
    for error in by_job_and_token(&mut stage, &client, ErrorCode::TaskNotFound) {
        says_but_not(&error, &["accepted"], &["never"]);
    }
    // An ID that nobody knows to be a task is none.
    let unknown = fails(stage.run_clean(client.wait("7")), ErrorCode::TaskNotFound);
    assert!(!unknown.maybe_submitted());
    says_but_not(&unknown, &["no such task"], &["accepted"]);
}

#[test]
fn a_key_that_is_refused_after_the_submit_stopped_working() {
    let refusal = Answer::json(401, &json!({"error": {"message": "Invalid token"}}));
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &refusal), 1);
    let client = stage.client();
    for error in by_job_and_token(&mut stage, &client, ErrorCode::Unauthorized) {
        says_but_not(
            &error,
            &["accepted the task; the key stopped working"],
            &["Auth::"],
        );
    }
    // Here nobody knows whether the key ever worked.
    let unknown = fails(stage.run_clean(client.wait("7")), ErrorCode::Unauthorized);
    says_but_not(&unknown, &["Auth::"], &["stopped working"]);
}

#[test]
fn whatever_ends_the_polls_the_task_was_accepted() {
    for (answer, code, words) in [
        (
            Answer::text(200, "<!doctype html>"),
            ErrorCode::TaskTimeout,
            "A web page came",
        ),
        (
            Answer::text(302, "").location("https://login.example/"),
            ErrorCode::Redirect,
            "https://login.example/",
        ),
        (
            Answer::json(403, &json!({"error": {"message": "Invalid token"}})),
            ErrorCode::Forbidden,
            "stopped working",
        ),
        (
            Answer::json(403, &json!({"error": {"message": "quota"}})),
            ErrorCode::InsufficientQuota,
            "used up",
        ),
        (Answer::text(403, "<html>"), ErrorCode::Forbidden, "not allow"),
        (
            Answer::text(404, "<p>nothing here"),
            ErrorCode::TaskNotFound,
            "not show it any more",
        ),
        (Answer::text(413, "<html>"), ErrorCode::Http, "HTTP error"),
        (Answer::text(500, ""), ErrorCode::TaskTimeout, "took too long"),
        (Answer::never(), ErrorCode::TaskTimeout, "took too long"),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 999, &answer), 1);
        let client = stage.build(stage.builder().mode("fast"));
        for error in by_job_and_token(&mut stage, &client, code) {
            says_but_not(
                &error,
                &["accepted the task; ", words],
                &["base_url", "mode", "Auth::", "too large", "may exist"],
            );
        }
    }
}

#[test]
fn a_key_that_the_gateway_never_got_may_be_missing() {
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &Answer::text(401, "")), 1);
    let client = stage.build(stage.builder().api_key(""));
    let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::Unauthorized);
    says_but_not(&error, &["accepted the task", "none was given"], &["stopped"]);
}

#[test]
fn a_task_that_was_seen_is_accepted_whoever_submitted_it() {
    let lines = vec![
        says(row(GOOD, json!({"status": "IN_PROGRESS"}))),
        line(Answer::text(401, "")),
    ];
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let error = stage.client().wait(GOOD);
    let error = fails(stage.run_clean(error), ErrorCode::Unauthorized);
    assert!(error.maybe_submitted());
    says_but_not(&error, &["accepted the task"], &[]);
}

#[test]
fn a_modal_that_is_not_answered_leaves_an_accepted_task() {
    let confirm = json!({"code": 21, "description": "Waiting for window confirm", "result": GOOD});
    let script = || Script::default().on("action", vec![says(confirm.clone())]);
    let inpaint = "MJ::Inpaint::1::x::SOLO";
    let mut stage = Stage::with_server(script(), 1);
    let job = stage.client().action("7", inpaint);
    let error = fails(stage.run_clean(job), ErrorCode::ModalRequired);
    assert!(error.maybe_submitted());
    assert_eq!(error.token().unwrap().id(), Some(GOOD));
    assert_eq!(error.message(), "The task waits for input: mask");

    for (answer, code) in [
        (Answer::text(500, ""), ErrorCode::Server),
        (Answer::not_connected(), ErrorCode::Network),
        (Answer::lost(), ErrorCode::Network),
        (
            Answer::json(200, &json!({"code": 4, "description": "no"})),
            ErrorCode::Validation,
        ),
    ] {
        let mut stage = Stage::with_server(script().repeat("modal", 1, &answer), 1);
        let job = stage.client().action("7", inpaint);
        let job = job.answer_modal(|_| async { ModalInput::new().mask(crate::support::PNG) });
        let error = fails(stage.run_clean(job), code);
        assert!(error.maybe_submitted());
        assert_eq!(
            (error.task_id(), error.token().unwrap().id()),
            (Some(GOOD), Some(GOOD))
        );
        says_but_not(&error, &["accepted the task"], &["may exist", "base_url"]);
    }
}

#[test]
fn a_deadline_says_what_may_be_there() {
    let seconds = Duration::from_secs;
    // A submit that nobody answers may have been taken.
    let mut stage = Stage::with_server(Script::default().repeat("imagine", 1, &Answer::never()), 1);
    let job = stage.client().imagine("cat").timeout(seconds(5));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    assert!(error.maybe_submitted() && error.token().is_some());
    says_but_not(&error, &["may exist", "Midjourney::wait"], &["accepted"]);
    // Without a key nothing is sent.
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.build(stage.builder().api_key_with(std::future::pending));
    let job = client.imagine("cat").timeout(seconds(5));
    let error = stage.run_clean(job).unwrap_err();
    assert!(!error.maybe_submitted() && error.token().is_none(), "{error}");
    assert_eq!(stage.world.exchanges().len(), 0);
    says_but_not(&error, &[], &["may exist", "Midjourney::wait", "accepted"]);
}
