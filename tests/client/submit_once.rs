//! A submit costs money: it is sent once, and nothing that happens to it is hidden.

use midjourney_wasm::ErrorCode;
use serde_json::{Value, json};

use crate::{
    matrix,
    support::fails,
    world::{Answer, Fault, GOOD, Script, Stage, Submits, line, row, says},
};

#[test]
fn every_fault_at_imagine() {
    matrix::submit("imagine");
}

#[test]
fn every_fault_at_blend() {
    matrix::submit("blend");
}

#[test]
fn every_fault_at_describe() {
    matrix::submit("describe");
}

#[test]
fn every_fault_at_shorten() {
    matrix::submit("shorten");
}

#[test]
fn every_fault_at_action() {
    matrix::submit("action");
}

#[test]
fn every_fault_at_change() {
    matrix::submit("change");
}

#[test]
fn every_fault_at_modal() {
    matrix::submit("modal");
}

/// A refusal, by its HTTP status and the code and words of its envelope.
fn refusal(status: u16, code: Value, description: &str) -> Answer {
    let body = json!({"code": code, "description": description, "result": null});
    Answer::json(status, &body)
}

/// What a submit may end with that is no success: status, code, words, kind, and whether the task may exist all the same.
const REFUSALS: &[(u16, i64, &str, ErrorCode, bool)] = &[
    (401, 1, "", ErrorCode::Unauthorized, false),
    (403, 5, "", ErrorCode::Forbidden, false),
    (404, 1, "", ErrorCode::Refused, false),
    (405, 1, "", ErrorCode::Refused, false),
    (413, 1, "", ErrorCode::Refused, false),
    (415, 1, "", ErrorCode::Refused, false),
    (400, 4, "", ErrorCode::Validation, false),
    (400, 1, "", ErrorCode::Refused, false),
    (400, 5, "", ErrorCode::UpstreamFailure, true),
    (200, 3, "没有可用的账号", ErrorCode::Unavailable, false),
    (200, 4, "", ErrorCode::Validation, false),
    (200, 24, "", ErrorCode::BannedPrompt, false),
    (200, -1, "", ErrorCode::Refused, false),
    (200, 9, "提交失败", ErrorCode::GatewayFailure, true),
    (200, 5, "", ErrorCode::UpstreamFailure, true),
    (200, 77, "", ErrorCode::Refused, true),
    (200, 0, "", ErrorCode::BadResponse, true),
    (200, 1, "without an id", ErrorCode::AcceptedWithoutId, true),
    (204, 1, "", ErrorCode::AcceptedWithoutId, true),
    (302, 1, "", ErrorCode::Redirect, true),
    (0, 1, "", ErrorCode::Redirect, true),
    (406, 1, "", ErrorCode::Refused, true),
    (408, 1, "", ErrorCode::Refused, true),
    (500, 4, "", ErrorCode::Server, true),
    (502, 1, "", ErrorCode::Server, true),
    (503, 23, "queue is full", ErrorCode::Server, true),
];

#[test]
fn a_submit_that_was_refused_is_sent_once_and_says_whether_the_task_may_exist() {
    for (status, code, words, kind, maybe_submitted) in REFUSALS {
        let answer = refusal(*status, json!(code), words);
        let script = Script::default().on("imagine", vec![line(answer)]);
        let mut stage = Stage::with_server(script, 1);
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine("cat")), *kind);
        let case = format!("{status} {code} {words}");
        assert_eq!(error.maybe_submitted(), *maybe_submitted, "{case}");
        assert_eq!(stage.world.exchanges().len(), 1, "{case}");
        let state = error.token().and_then(|token| token.state().map(str::to_owned));
        assert_eq!(state.is_some(), *maybe_submitted, "{case}");
        if *maybe_submitted {
            assert_eq!(
                state.as_deref(),
                stage.world.exchanges()[0].json["state"].as_str()
            );
            assert!(
                error.hint().unwrap().contains("before you submit it again"),
                "{case}"
            );
        }
    }
}

#[test]
fn a_code_may_be_the_text_of_a_number() {
    let script = Script::default().on("imagine", vec![line(refusal(200, json!("24"), "banned"))]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::BannedPrompt);
    assert_eq!((error.gateway_code(), error.maybe_submitted()), (Some(24), false));
}

#[test]
fn a_job_that_is_dropped_while_its_submit_is_open_is_sent_no_more() {
    let mut stage = Stage::with_server(Script::default(), 1);
    stage
        .world
        .fault(Fault::on("imagine").always(Answer::never(), true));
    let client = stage.client();
    let mut updates = client.imagine("cat").updates();
    let token = updates.token();
    assert!(token.id().is_none() && token.state().is_some());
    let job = stage.spawn(async move {
        updates.next().await;
    });
    stage.pass(1_000);
    job.cancel();
    assert_eq!(stage.world.left(), Default::default());
    stage.pass(600_000);
    let one = Submits {
        sent: 1,
        received: 1,
        accepted: 1,
    };
    assert_eq!(stage.world.submits(None), one);
    assert_eq!(stage.world.exchanges()[0].json["state"].as_str(), token.state());
}

#[test]
fn what_the_escape_hatch_sends_is_sent_once() {
    for (answer, code, maybe_submitted) in [
        (Answer::lost(), ErrorCode::Network, true),
        (Answer::text(503, ""), ErrorCode::Server, true),
        (Answer::text(429, ""), ErrorCode::RateLimited, false),
        (Answer::text(307, "").location("/mj/x"), ErrorCode::Redirect, true),
        (Answer::text(200, "<p>page"), ErrorCode::BadResponse, true),
        (Answer::never(), ErrorCode::RequestTimeout, true),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("other", 9, &answer), 1);
        let client = stage.client();
        let request = client
            .request("POST", "/insight-face/swap")
            .body(&json!({"a": 1}));
        let error = fails(stage.run_clean(request), code);
        assert_eq!(error.maybe_submitted(), maybe_submitted, "{answer:?}");
        assert_eq!(stage.world.exchanges().len(), 1, "{answer:?}");
    }
}

#[test]
fn a_redirected_submit_is_not_sent_on_not_even_within_the_gateway() {
    for status in [301, 302, 303, 307, 308] {
        let there = Answer::text(status, "").location("/fast/mj/submit/imagine");
        let mut stage = Stage::with_server(Script::default().on("imagine", vec![line(there)]), 1);
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::Redirect);
        assert_eq!((error.status(), error.maybe_submitted()), (Some(status), true));
        assert_eq!(stage.world.exchanges().len(), 1);
    }
}

#[test]
fn a_finished_task_costs_one_submit() {
    let script = Script::default().on("fetch", vec![says(row(GOOD, json!({"status": "IN_PROGRESS"})))]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    assert!(stage.run_clean(client.imagine("cat")).is_ok());
    let one = Submits {
        sent: 1,
        received: 1,
        accepted: 1,
    };
    assert_eq!(stage.world.submits(None), one);
}
