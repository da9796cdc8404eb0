//! A submit is sent again only where the gateway provably did not take it, and a read where waiting can help.

use midjourney_sandbox::{Dialect, Settings};
use midjourney_wasm::{ErrorCode, Status, Task};
use serde_json::json;

use crate::{
    support::{HELD, QUICK, fails},
    world::{Answer, Fault, Left, Script, Stage, line, settings},
};

/// When the requests of a verb were sent.
fn times(stage: &Stage, verb: &str) -> Vec<u64> {
    stage
        .world
        .sent(verb)
        .iter()
        .map(|exchange| exchange.at)
        .collect()
}

#[test]
fn a_submit_is_sent_again_as_late_as_the_gateway_asks() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    stage.world.fault(
        Fault::on("imagine")
            .nth(&[1])
            .always(Answer::text(429, "").retry_after("7"), false),
    );
    let client = stage.client();
    let task = stage.run_clean(client.imagine(QUICK)).unwrap();
    assert_eq!(task.status(), Status::Success);
    let times = times(&stage, "imagine");
    assert_eq!(times.len(), 2);
    assert!(times[1] - times[0] >= 7_000, "{times:?}");
}

#[test]
fn no_submit_is_sent_more_often_than_the_caller_allows() {
    for (retries, sent) in [(None, 3), (Some(0), 1), (Some(1), 2), (Some(5), 6)] {
        for answer in [
            Answer::text(429, "").retry_after("2"),
            Answer::json(200, &json!({"code": 23, "description": "full"})),
            Answer::json(200, &json!({"code": 9, "description": "提交失败，队列已满"})),
            Answer::json(200, &json!({"code": 30, "description": "busy"})),
        ] {
            let mut stage = Stage::with_server(Script::default().repeat("imagine", 9, &answer), 1);
            let client = stage.client();
            let mut job = client.imagine("cat");
            if let Some(retries) = retries {
                job = job.max_retries(retries);
            }
            let error = stage.run_clean(job).unwrap_err();
            let is_expected = matches!(error.code(), ErrorCode::RateLimited | ErrorCode::QueueFull);
            assert!(
                is_expected && error.is_retryable() && !error.maybe_submitted(),
                "{error}"
            );
            assert_eq!(stage.world.submits(None).sent, sent, "{retries:?} {answer:?}");
            assert_eq!(client.stats().retries, sent as u32 - 1);
        }
    }
}

#[test]
fn a_rate_limit_says_how_long_to_wait() {
    let answer = Answer::text(429, "").retry_after("7");
    let mut stage = Stage::with_server(Script::default().on("imagine", vec![line(answer)]), 1);
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("cat").max_retries(0)),
        ErrorCode::RateLimited,
    );
    assert_eq!(error.retry_after().unwrap().as_secs(), 7);
}

#[test]
fn a_full_queue_is_tried_again_in_each_dialect() {
    for dialect in [Dialect::Guide, Dialect::Trueai, Dialect::Plus, Dialect::Novicezk] {
        let settings = Settings {
            concurrency: 1,
            queue: 0,
            task_ms: 500,
            ..settings(dialect)
        };
        let mut stage = Stage::with_settings(settings);
        let client = stage.client();
        stage.run_clean(client.imagine("one").submit()).unwrap();
        let submission = stage
            .run_clean(client.imagine("two").max_retries(9).submit())
            .unwrap();
        assert!(stage.world.submits(None).sent > 2, "{dialect:?}");
        assert_eq!(stage.world.submits(None).accepted, 2, "{dialect:?}");
        assert!(!submission.id().is_empty());
    }
}

#[test]
fn a_job_that_is_dropped_before_it_is_sent_again_is_not() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    stage
        .world
        .fault(Fault::on("imagine").always(Answer::text(429, "").retry_after("5"), false));
    let client = stage.client();
    let job = stage.spawn(client.imagine(QUICK));
    stage.pass(2_000);
    job.cancel();
    assert_eq!(stage.world.left(), Left::default());
    stage.pass(60_000);
    assert_eq!(stage.world.submits(None).sent, 1);
}

/// A finished task with a button.
fn parent() -> Task {
    let task = json!({
        "id": "7", "status": "SUCCESS", "buttons": [{"customId": "MJ::JOB::upsample::1::26d56b92", "label": "U1"}],
    });
    task.to_string().parse().unwrap()
}

#[test]
fn a_relay_whose_copy_of_the_parent_lags_gets_45_s_to_catch_up() {
    let lag = Answer::json(
        400,
        &json!({"code": 4, "description": "task_status_not_success ", "type": "upstream_error"}),
    );
    for (refusals, sent) in [(1, 2), (9, 10), (10, 10)] {
        let mut stage = Stage::with_server(Script::default().repeat("action", refusals, &lag), 1);
        let client = stage.client();
        let outcome = stage.run_clean(client.action(parent(), "U1"));
        let times = times(&stage, "action");
        assert_eq!(times.len(), sent, "{refusals}");
        assert!(
            times
                .windows(2)
                .all(|pair| (5_000..5_200).contains(&(pair[1] - pair[0]))),
            "{times:?}"
        );
        if refusals < 10 {
            assert_eq!(outcome.unwrap().status(), Status::Success);
        } else {
            let error = fails(outcome, ErrorCode::Validation);
            assert!(!error.maybe_submitted() && error.token().is_none());
        }
    }
    let mut stage = Stage::with_server(Script::default().repeat("action", 1, &lag), 1);
    let client = stage.client();
    fails(
        stage.run_clean(client.action(parent(), "U1").max_retries(0)),
        ErrorCode::Validation,
    );
    assert_eq!(stage.world.submits(None).sent, 1, "no retry means none");
}

#[test]
fn retries_of_a_submit_end_at_the_deadline_of_the_job() {
    let answer = Answer::text(429, "").retry_after("20");
    let mut stage = Stage::with_server(Script::default().repeat("imagine", 99, &answer), 1);
    let client = stage.client();
    let job = client
        .imagine("cat")
        .max_retries(60)
        .timeout(std::time::Duration::from_secs(50));
    let error = stage.run_clean(job).unwrap_err();
    assert!(!error.maybe_submitted(), "{error}");
    assert_eq!(stage.world.submits(None).sent, 3);
    assert!(stage.world.age() <= 51_000, "{}", stage.world.age());
}

#[test]
fn a_read_is_retried_where_waiting_can_help() {
    for (answer, code, sent) in [
        (Answer::text(500, ""), ErrorCode::Server, 3),
        (Answer::text(408, ""), ErrorCode::Http, 3),
        (Answer::text(425, ""), ErrorCode::Http, 3),
        (Answer::text(429, ""), ErrorCode::RateLimited, 3),
        (Answer::lost(), ErrorCode::Network, 3),
        (Answer::never(), ErrorCode::RequestTimeout, 3),
        (Answer::text(401, ""), ErrorCode::Unauthorized, 1),
        (Answer::text(403, ""), ErrorCode::Forbidden, 1),
        (Answer::text(200, "<p>home"), ErrorCode::BadResponse, 1),
        (Answer::json(418, &json!({})), ErrorCode::Http, 1),
        (Answer::text(404, "<p>nothing"), ErrorCode::TaskNotFound, 1),
        (Answer::text(200, ""), ErrorCode::TaskNotFound, 1),
        (Answer::text(200, "null"), ErrorCode::TaskNotFound, 1),
        (Answer::text(204, ""), ErrorCode::TaskNotFound, 1),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &answer), 1);
        let client = stage.client();
        let error = fails(stage.run_clean(client.fetch("7")), code);
        assert!(!error.maybe_submitted(), "{answer:?}");
        assert_eq!(stage.world.exchanges().len(), sent, "{answer:?}");
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &answer), 1);
        let client = stage.client();
        fails(stage.run_clean(client.fetch("7").max_retries(0)), code);
        assert_eq!(stage.world.exchanges().len(), 1, "{answer:?}");
    }
    let twice = Script::default().repeat("fetch", 2, &Answer::text(502, ""));
    let mut stage = Stage::with_server(twice, 1);
    let client = stage.client();
    assert_eq!(stage.run_clean(client.fetch(HELD)).unwrap().id(), HELD);
    let once = Script::default().repeat("list", 1, &Answer::text(502, ""));
    let mut stage = Stage::with_server(once, 1);
    let client = stage.client();
    assert_eq!(stage.run_clean(client.fetch_many([HELD])).unwrap().len(), 1);
}

#[test]
fn a_redirect_within_the_gateway_is_followed_by_reads_only_and_ends() {
    let there = Answer::text(307, "<p>moved").location(&format!("/fast/mj/task/{HELD}/fetch"));
    let mut stage = Stage::with_server(Script::default().on("fetch", vec![line(there)]), 1);
    let client = stage.client();
    assert_eq!(stage.run_clean(client.fetch(HELD)).unwrap().id(), HELD);
    assert!(stage.world.exchanges()[1].url.contains("/fast/mj/"));
    let itself = Answer::text(302, "").location(&format!("/mj/task/{HELD}/fetch?"));
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 99, &itself), 1);
    let client = stage.client();
    fails(
        stage.run_clean(client.fetch(HELD).max_retries(0)),
        ErrorCode::Redirect,
    );
    assert!(
        stage.world.exchanges().len() <= 6,
        "{}",
        stage.world.exchanges().len()
    );
}

#[test]
fn no_redirect_leads_out_of_the_gateways_origin() {
    for place in [
        "http://127.0.0.1:9/mj/task/1/fetch",
        "//127.0.0.1:9/mj/task/1/fetch",
        "\\\\127.0.0.1:9\\mj",
        "http://user:word@127.0.0.1:9/",
        "https://gateway.test/mj/task/1/fetch",
        "http://gateway.test:81/mj/task/1/fetch",
        "javascript:alert(1)",
        "data:application/json,%7B%22id%22:%221%22%7D",
        "file:///etc/passwd",
        "http://[",
        "",
    ] {
        for status in [300, 301, 302, 303, 307, 308] {
            let there = Answer::text(status, "{}").location(place);
            let script = Script::default()
                .repeat("fetch", 9, &there)
                .repeat("list", 9, &there);
            let mut stage = Stage::with_server(script, 1);
            let client = stage.client();
            let one = stage.run_clean(client.fetch("1")).map(drop);
            let many = stage.run_clean(client.fetch_many(["1"])).map(drop);
            for outcome in [one, many] {
                let error = outcome.err();
                // Nothing at all is a place of its own: the same address again.
                assert!(
                    error.is_none_or(|error| error.code() == ErrorCode::Redirect),
                    "{place} {status}"
                );
            }
            assert_eq!(stage.world.elsewhere(), Vec::<String>::new(), "{place} {status}");
        }
    }
}
