//! A submit whose outcome is unknown is searched by the marker that went with it.

use std::time::Duration;

use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Token};
use serde_json::json;

use crate::{
    support::{QUICK, fails},
    world::{Answer, Fault, Line, Script, Stage, line, row, says},
};

/// The list of all tasks: another one, and the one with this marker.
fn listed() -> Line {
    says(json!([
        row("8", json!({"state": "another"})),
        row("9", json!({"state": "mine"}))
    ]))
}

/// A stage at which the submit of `imagine` is lost, and the list of all tasks answers so.
fn doubtful(all: Vec<Line>) -> (Stage, Token) {
    let script = Script::default()
        .on("imagine", vec![line(Answer::lost())])
        .on("all", all);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("cat").state("mine")),
        ErrorCode::Network,
    );
    assert!(error.maybe_submitted());
    let token = error.token().unwrap().clone();
    assert_eq!((token.id(), token.state()), (None, Some("mine")));
    (stage, token)
}

fn lines(count: usize, answer: &Answer) -> Vec<Line> {
    (0..count).map(|_| line(answer.clone())).collect()
}

#[test]
fn a_doubtful_submit_is_found_by_its_marker_where_the_gateway_lists_its_tasks() {
    for dialect in [Dialect::Novicezk, Dialect::Plus, Dialect::Trueai] {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        stage.run_clean(client.imagine("another cat").submit()).unwrap();
        stage
            .world
            .fault(Fault::on("imagine").nth(&[1]).always(Answer::lost(), true));
        let error = fails(stage.run_clean(client.imagine(QUICK)), ErrorCode::Network);
        let reloaded = stage.client();
        let mut updates = reloaded.wait(error.token().unwrap()).updates();
        let (task, found) = stage.run_clean(async move {
            let mut last = None;
            while let Some(task) = updates.next().await {
                last = Some(task.unwrap());
            }
            (last.unwrap(), updates.token())
        });
        assert_eq!(task.state().as_deref(), error.token().unwrap().state());
        assert_eq!(found.id(), Some(task.id()));
        assert_eq!(stage.world.submits(None).accepted, 2);
    }
}

#[test]
fn where_a_gateway_lists_no_tasks_only_its_own_log_can_tell() {
    for dialect in [Dialect::Guide, Dialect::NewApi] {
        let mut stage = Stage::sandbox(dialect);
        stage
            .world
            .fault(Fault::on("imagine").nth(&[1]).always(Answer::lost(), true));
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine(QUICK)), ErrorCode::Network);
        let token = error.token().unwrap().clone();
        let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
        assert!(error.hint().unwrap().contains("log"), "{error}");
        assert!(error.maybe_submitted() && !error.is_retryable());
        assert_eq!(error.token(), Some(&token));
        assert_eq!(stage.world.sent("all").len(), 1, "that is said at once");
    }
}

#[test]
fn a_task_that_is_listed_a_few_seconds_after_its_submit_is_found() {
    let (mut stage, token) = doubtful(vec![says(json!([])), listed()]);
    let client = stage.client();
    let task = stage.run_clean(client.wait(token)).unwrap();
    assert_eq!(task.id(), "9");
    assert_eq!(stage.world.sent("all").len(), 2);
    assert!(stage.world.age() < 6_000, "{}", stage.world.age());
}

#[test]
fn a_task_that_is_not_listed_within_ten_seconds_may_exist_all_the_same() {
    let (mut stage, token) = doubtful(lines(
        99,
        &Answer::json(200, &json!([row("8", json!({"state": "another"}))])),
    ));
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
    assert!(error.maybe_submitted() && error.token() == Some(&token));
    assert!(error.hint().unwrap().contains("log"), "{error}");
    assert!(
        (10_000..12_000).contains(&stage.world.age()),
        "{}",
        stage.world.age()
    );
    assert_eq!(stage.world.sent("all").len(), 3);
    // Later it is asked for once.
    fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
    assert_eq!(stage.world.sent("all").len(), 4);
}

#[test]
fn the_search_for_a_marker_keeps_to_the_jobs_own_time() {
    let (mut stage, token) = doubtful(lines(99, &Answer::json(200, &json!([]))));
    let client = stage.client();
    let outcome = stage.run_clean(client.wait(token).timeout(Duration::from_secs(3)));
    assert!(outcome.unwrap_err().maybe_submitted());
    assert!(stage.world.age() < 6_000, "{}", stage.world.age());

    let (mut stage, token) = doubtful(lines(99, &Answer::never()));
    let client = stage.client();
    let before = stage.world.age();
    let error = fails(
        stage.run_clean(client.wait(&token).timeout(Duration::from_secs(3))),
        ErrorCode::TaskTimeout,
    );
    assert!(error.maybe_submitted() && error.token() == Some(&token));
    assert_eq!(stage.world.age() - before, 3_000);
}

#[test]
fn after_a_gap_the_list_is_read_once_more_before_the_deadline_counts() {
    for listed in [true, false] {
        let mut all = lines(1, &Answer::text(503, ""));
        all.extend(if listed {
            vec![self::listed()]
        } else {
            lines(9, &Answer::text(503, ""))
        });
        let (mut stage, token) = doubtful(all);
        let client = stage.client();
        let search = client.wait(token).max_retries(0).timeout(Duration::from_secs(60));
        let job = stage.spawn(search);
        stage.pass(1_000);
        stage.world.clock().suspend(3_600_000);
        assert!(stage.pass_until(20_000, || job.is_over()));
        let outcome = job.take().unwrap();
        assert_eq!(stage.world.sent("all").len(), 2);
        if listed {
            assert_eq!(outcome.unwrap().id(), "9");
        } else {
            fails(outcome, ErrorCode::TaskTimeout);
        }
    }
}

#[test]
fn a_gateway_without_a_list_of_all_tasks_is_asked_once() {
    for status in [404, 405] {
        let (mut stage, token) = doubtful(vec![line(Answer::text(status, ""))]);
        let client = stage.client();
        let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::TaskNotFound);
        assert!(error.maybe_submitted() && !error.is_retryable() && error.token() == Some(&token));
        assert_eq!(stage.world.sent("all").len(), 1);
    }
}

#[test]
fn a_list_that_may_not_be_read_is_no_list_without_the_task() {
    let (mut stage, token) = doubtful(vec![line(Answer::text(401, ""))]);
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait(&token)), ErrorCode::Unauthorized);
    assert!(error.maybe_submitted() && error.token() == Some(&token));
}

#[test]
fn a_search_goes_on_through_an_outage_and_ends_where_that_goes_on() {
    for (answer, code) in [
        (Answer::text(503, ""), ErrorCode::Server),
        (Answer::lost(), ErrorCode::Network),
    ] {
        let mut all = lines(10, &answer);
        all.push(listed());
        let (mut stage, token) = doubtful(all);
        let client = stage.client();
        assert_eq!(stage.run_clean(client.wait(token)).unwrap().id(), "9");
        assert!(stage.world.age() > 15_000, "{}", stage.world.age());

        let (mut stage, token) = doubtful(lines(99, &answer));
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.wait(&token).timeout(Duration::from_secs(20))),
            ErrorCode::TaskTimeout,
        );
        assert_eq!(error.last_failure().unwrap().code(), code);
        assert!(error.maybe_submitted() && error.token() == Some(&token));
        let now = stage.world.age();
        assert!((20_000..21_000).contains(&now), "{now}");
        assert!(stage.world.sent("all").len() <= 18);
    }
}
