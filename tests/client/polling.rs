//! How a job polls its task: a failed poll is no failed task, and the pace follows the task and the gateway.

use midjourney_wasm::{ErrorCode, Status, Token};
use serde_json::{Value, json};

use crate::{
    matrix,
    support::fails,
    world::{Answer, GOOD, Line, Script, Stage, line, row, says},
};

#[test]
fn every_fault_at_the_first_poll() {
    matrix::read("a job's first poll");
}

#[test]
fn every_fault_at_the_second_poll() {
    matrix::read("a job's second poll");
}

#[test]
fn every_fault_at_the_first_poll_after_a_reload() {
    matrix::read("the first poll after a reload");
}

#[test]
fn every_fault_at_a_poll_of_three() {
    matrix::read("a poll of three jobs at once");
}

#[test]
fn every_fault_at_fetch() {
    matrix::read("fetch of one");
}

#[test]
fn every_fault_at_fetch_many() {
    matrix::read("fetch of many");
}

/// A token of a task that was submitted so long ago, in milliseconds.
fn token(id: &str, age: u64) -> Token {
    let submitted_at = crate::world::BEGIN - age;
    let token = json!({"v": 1, "id": id, "baseUrl": "http://gateway.test", "submittedAt": submitted_at});
    token.to_string().parse().unwrap()
}

fn running(progress: Value) -> Line {
    says(row(GOOD, json!({"status": "IN_PROGRESS", "progress": progress})))
}

fn missing() -> Line {
    line(Answer::json(
        400,
        &json!({"code": 4, "description": "task_no_found "}),
    ))
}

#[test]
fn a_task_that_is_not_visible_yet_has_ten_seconds_of_grace() {
    for answer in [
        Answer::json(400, &json!({"code": 4, "description": "task_no_found "})),
        Answer::text(200, ""),
        Answer::text(204, ""),
        Answer::text(404, ""),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 3, &answer), 1);
        let client = stage.client();
        assert!(stage.run_clean(client.imagine("cat")).is_ok(), "{answer:?}");
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 99, &answer), 1);
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::TaskNotFound);
        assert!(error.maybe_submitted() && error.token().unwrap().id() == Some(GOOD));
        assert!(
            (10_000..12_000).contains(&stage.world.age()),
            "{}",
            stage.world.age()
        );
    }
}

#[test]
fn the_grace_counts_from_the_time_in_the_token() {
    for (age, least) in [(4_000, 6_000), (9_000, 1_000), (20_000, 0)] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 99, &Answer::text(404, "")), 1);
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.wait(token("7", age))),
            ErrorCode::TaskNotFound,
        );
        assert_eq!(error.task_id(), Some("7"));
        let now = stage.world.age();
        assert!((least..least + 2_000).contains(&now), "{age}: {now}");
    }
}

#[test]
fn an_unknown_id_is_asked_for_once() {
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &Answer::text(404, "")), 1);
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait("404")), ErrorCode::TaskNotFound);
    assert_eq!((error.task_id(), error.maybe_submitted()), (Some("404"), false));
    assert_eq!(stage.world.exchanges().len(), 1);
}

#[test]
fn a_task_that_was_seen_is_lost_after_three_misses_in_a_row() {
    let lines = || {
        vec![
            running(json!("31%")),
            missing(),
            missing(),
            running(json!("62%")),
            missing(),
            missing(),
        ]
    };
    let mut stage = Stage::with_server(Script::default().on("fetch", lines()), 1);
    let client = stage.client();
    assert!(stage.run_clean(client.imagine("cat")).is_ok());
    let mut all = lines();
    all.push(missing());
    let mut stage = Stage::with_server(Script::default().on("fetch", all), 1);
    let client = stage.client();
    // Behind the grace, so that only what was seen counts.
    let error = fails(
        stage.run_clean(client.wait(token(GOOD, 60_000))),
        ErrorCode::TaskNotFound,
    );
    let task = error.task().expect("the task as it was last seen");
    assert_eq!((task.status(), task.progress()), (Status::InProgress, 62));
    assert!(task.image_url().is_some());
}

#[test]
fn a_page_before_the_first_good_answer_is_a_wrong_address_and_after_it_a_passing_fault() {
    let page = Answer::text(200, "<!doctype html><p>Welcome");
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 2, &page), 1);
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait("7")), ErrorCode::BadResponse);
    assert!(
        error.hint().unwrap().contains("base_url") || error.hint().unwrap().contains("baseUrl"),
        "{error}"
    );
    assert_eq!(stage.world.exchanges().len(), 1);
    // One of an error is that of a proxy.
    let mut stage = Stage::with_server(
        Script::default().repeat("fetch", 2, &Answer::text(502, "<p>bad gateway")),
        1,
    );
    let client = stage.client();
    assert!(stage.run_clean(client.wait("7")).is_ok());
    let fetched = Script::default().on(
        "fetch",
        vec![says(row("1", Value::Null)), line(page.clone()), line(page)],
    );
    let mut stage = Stage::with_server(fetched, 1);
    let client = stage.client();
    stage.run_clean(client.fetch("1")).unwrap();
    assert!(stage.run_clean(client.wait("7")).is_ok());
    assert_eq!(stage.world.exchanges().len(), 4);
}

#[test]
fn what_waiting_cannot_help_ends_the_job_at_once() {
    for (answer, code) in [
        (Answer::text(401, ""), ErrorCode::Unauthorized),
        (Answer::text(403, ""), ErrorCode::Forbidden),
        (Answer::text(418, ""), ErrorCode::Http),
        (
            Answer::text(302, "").location("https://elsewhere.test/"),
            ErrorCode::Redirect,
        ),
    ] {
        let mut stage = Stage::with_server(
            Script::default().on("fetch", vec![running(json!("31%")), line(answer.clone())]),
            1,
        );
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine("cat")), code);
        assert!(error.maybe_submitted(), "the task was accepted");
        assert_eq!(
            (error.task_id(), error.token().unwrap().id()),
            (Some(GOOD), Some(GOOD))
        );
        assert_eq!(stage.world.polls().len(), 2, "{answer:?}");
    }
}
