//! What an error says to a person: what happened, and a hint that is never wrong.

use std::time::Duration;

use midjourney_wasm::{Error, ErrorCode, Needs, Status};
use serde_json::{Value, json};

use crate::{
    support::{fails, says_but_not},
    world::{Answer, GOOD, KEY, Script, Stage, line, row, says},
};

/// The error of a submit that is answered so.
fn submitted(answer: Answer) -> Error {
    let mut stage = Stage::with_server(Script::default().repeat("imagine", 9, &answer), 1);
    let client = stage.build(stage.builder().max_retries(0));
    stage.run_clean(client.imagine("cat")).unwrap_err()
}

/// The error of a read that is answered so.
fn read(answer: Answer) -> Error {
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &answer), 1);
    let client = stage.build(stage.builder().max_retries(0));
    stage.run_clean(client.fetch("7")).unwrap_err()
}

fn refused(status: u16, body: Value) -> Error {
    submitted(Answer::json(status, &body))
}

#[test]
fn a_request_that_is_too_large_is_no_wrong_address() {
    let error = submitted(Answer::text(
        413,
        "<html><title>413 Request Entity Too Large</title>",
    ));
    assert_eq!((error.code(), error.maybe_submitted()), (ErrorCode::Http, false));
    says_but_not(&error, &["too large", "max_image_bytes"], &["base_url"]);
    // A read has nothing that could be too large.
    says_but_not(&read(Answer::text(413, "<html>")), &[], &["too large", "images"]);
}

#[test]
fn used_up_credit_is_an_error_of_its_own() {
    for (status, body) in [
        (
            400,
            json!({"code": 4, "description": "quota_not_enough ", "type": "upstream_error"}),
        ),
        (
            400,
            json!({"code": 4, "description": "user quota is not enough "}),
        ),
        (
            401,
            json!({"error": {"message": "令牌额度已用尽 (request id: 1)", "type": "one_hub_error"}}),
        ),
        (403, json!({"error": {"message": "token quota exceeded"}})),
        (403, json!({"error": {"message": "Quota exceeded"}})),
        (403, json!({"error": {"message": "Insufficient Balance"}})),
        (403, json!({"code": "CREDIT_EXHAUSTED"})),
    ] {
        let error = refused(status, body.clone());
        assert_eq!(
            (error.code(), error.maybe_submitted()),
            (ErrorCode::InsufficientQuota, false),
            "{body}"
        );
        assert_eq!(error.verb(), Some("imagine"));
        says_but_not(&error, &["credit"], &["Bearer", "Auth::"]);
        let error = read(Answer::json(status, &body));
        assert_eq!(
            (error.code(), error.verb()),
            (ErrorCode::InsufficientQuota, None),
            "{body}"
        );
    }
}

#[test]
fn a_hint_about_the_key_is_given_only_where_the_key_may_be_wrong() {
    for (words, about) in [
        ("该令牌无权访问模型 mj_imagine", "model"),
        ("Model mj_imagine is not permitted", "model"),
        ("无权访问 vip 分组", "group"),
        ("Your IP is not in the list", "not allow"),
    ] {
        let error = refused(403, json!({"error": {"message": words, "code": "access_denied"}}));
        assert_eq!(error.code(), ErrorCode::Forbidden);
        says_but_not(&error, &[about], &["Auth::", "Bearer"]);
    }
    let blocked = submitted(Answer::text(403, "<html><title>Attention Required!</title>"));
    says_but_not(&blocked, &["not allow"], &["Auth::", "base_url"]);
    says_but_not(
        &refused(403, json!({"message": "Invalid token"})),
        &["the key", "Auth::"],
        &[],
    );

    // A key in a header of the caller's own is a key.
    for (header, words, others) in [
        (None, &["none was given", "api_key"][..], &["Auth::"][..]),
        (
            Some("Authorization"),
            &["does not accept the key"],
            &["none", "Auth::"],
        ),
        (Some("x-page"), &["none was given"], &[]),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("imagine", 1, &Answer::text(401, "")), 1);
        let mut builder = stage.builder().api_key("");
        if let Some(name) = header {
            builder = builder.header(name, "x");
        }
        let client = stage.build(builder);
        let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::Unauthorized);
        says_but_not(&error, words, others);
    }
}

#[test]
fn a_relay_without_a_channel_took_nothing() {
    for (status, body) in [
        (
            503,
            json!({"error": {"code": "model_not_found", "message": "No available channel for model mj_imagine"}}),
        ),
        (400, json!({"code": 5, "description": "无可用渠道"})),
    ] {
        let error = refused(status, body);
        assert_eq!(
            (error.code(), error.maybe_submitted()),
            (ErrorCode::Unavailable, false)
        );
        says_but_not(&error, &["no account", "later"], &["charged"]);
    }
}

#[test]
fn a_wrong_mode_and_an_unfinished_task_are_named() {
    let error = refused(
        400,
        json!({"code": 4, "description": "无效的加速模式", "type": "one_hub_error"}),
    );
    says_but_not(&error, &["mode", "mj-fast"], &[]);

    let lag = Answer::json(
        400,
        &json!({"code": 4, "description": "task_status_not_success "}),
    );
    let mut stage = Stage::with_server(Script::default().repeat("action", 99, &lag), 1);
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.action("7", "MJ::JOB::upsample::1::x")),
        ErrorCode::Validation,
    );
    says_but_not(&error, &["has not finished"], &[]);
}

#[test]
fn a_redirect_says_where_to_without_the_query() {
    let error =
        submitted(Answer::text(301, "").location("https://gateway.example/mj/submit/imagine?key=secret#x"));
    assert_eq!(error.code(), ErrorCode::Redirect);
    says_but_not(
        &error,
        &["https://gateway.example/mj/submit/imagine"],
        &["secret"],
    );
    // What the gateway writes is not renamed as this crate's options are.
    let camel = submitted(Answer::text(301, "").location("https://gateway.example/myPath"));
    says_but_not(&camel, &["https://gateway.example/myPath"], &[]);
    let with_password = submitted(Answer::text(301, "").location("//me:pw@gateway.example/x@y"));
    says_but_not(&with_password, &["to //gateway.example/x@y"], &["pw"]);
    let nowhere = submitted(Answer::text(301, "").location("?"));
    says_but_not(&nowhere, &["The gateway redirects."], &[]);
    let echo = submitted(Answer::text(301, "").location(&format!("https://gateway.example/{KEY}/x")));
    says_but_not(&echo, &["https://gateway.example/***/x"], &[KEY]);
}

#[test]
fn a_gateway_that_answers_in_its_own_json_has_the_right_address() {
    for error in [
        refused(404, json!({"code": 3, "description": "关联任务不存在或已失效"})),
        refused(404, json!({"error": {"message": "no such thing"}})),
        read(Answer::json(404, &json!({"error": {"message": "no such thing"}}))),
    ] {
        says_but_not(&error, &[], &["base_url"]);
        // A code of its own is no missing path.
        assert_eq!(
            error.to_string().contains("lacks this path"),
            error.code() == ErrorCode::Http,
            "{error}"
        );
    }
    says_but_not(&read(Answer::text(404, "<p>nothing here")), &["base_url"], &[]);
    let spring = json!({"status": 404, "error": "Not Found", "path": "/mj/task/7/fetch"});
    says_but_not(
        &read(Answer::json(404, &spring)),
        &["lacks this path", "mode"],
        &["base_url"],
    );
    // Also to who only reads the message.
    let page = submitted(Answer::text(200, "<!doctype html>"));
    assert!(page.message().contains("base_url may be wrong"), "{page}");
    // A page with another status may come from a server on the way.
    for status in [400, 408, 409, 425] {
        says_but_not(&read(Answer::text(status, "<p>")), &[], &["base_url", "mode"]);
    }
}

#[test]
fn a_timeout_says_what_the_last_poll_met() {
    for (answer, code, status, words) in [
        (
            Answer::json(500, &json!({"error": "x"})),
            ErrorCode::Server,
            Some(500),
            "The gateway failed",
        ),
        (
            Answer::json(200, &json!({"code": 0, "data": {}})),
            ErrorCode::BadResponse,
            Some(200),
            "does not have the expected form",
        ),
        (Answer::lost(), ErrorCode::Network, None, "did not answer"),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 999, &answer), 1);
        let client = stage.client();
        let job = client.imagine("cat").timeout(Duration::from_secs(60));
        let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
        let last = error.last_failure().unwrap();
        assert_eq!((last.code(), error.status()), (code, status));
        says_but_not(&error, &["took too long", words], &[]);
    }
    // A poll that the deadline ends says less than the one before it.
    let mut lines = vec![line(Answer::text(502, "<p>"))];
    lines.extend((0..9).map(|_| line(Answer::never())));
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let job = stage.client().imagine("cat").timeout(Duration::from_secs(20));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    assert_eq!((error.status(), error.body()), (Some(502), Some("<p>")));
    // What went well afterwards is no failure.
    let running = Answer::json(200, &row(GOOD, json!({"status": "IN_PROGRESS"})));
    let mut lines = vec![line(Answer::text(502, ""))];
    lines.extend((0..99).map(|_| line(running.clone())));
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let job = stage.client().imagine("cat").timeout(Duration::from_secs(60));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    assert!(error.last_failure().is_none(), "{error}");
    let paused = row(GOOD, json!({"status": "PAUSED"}));
    let mut stage = Stage::with_server(
        Script::default().repeat("fetch", 99, &Answer::json(200, &paused)),
        1,
    );
    let client = stage.client();
    let job = client.imagine("cat").timeout(Duration::from_secs(60));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    says_but_not(&error, &["PAUSED"], &["last poll"]);
    assert_eq!(error.task().unwrap().status(), Status::Unknown);
}

#[test]
fn nothing_is_charged_where_no_connection_was_made() {
    let error = submitted(Answer::not_connected());
    assert_eq!(
        (error.code(), error.maybe_submitted()),
        (ErrorCode::Network, false)
    );
    assert!(error.token().is_none() && error.is_retryable());
    says_but_not(&error, &["No connection", "base_url"], &["charged", "exist"]);
    let error = submitted(Answer::lost());
    assert!(error.maybe_submitted());
    says_but_not(&error, &["charged"], &[]);
}

#[test]
fn what_a_gateway_names_steers_no_terminal() {
    let banned = json!({"code": 24, "description": "x", "properties": {"bannedWord": "iPhone\u{1b}[31m"}});
    let message = refused(400, banned).message();
    assert!(message.ends_with("banned word: iPhone [31m"), "{message}");
}

#[test]
fn a_gateway_without_a_list_cannot_be_searched() {
    let lost = Answer::lost();
    let script = Script::default()
        .repeat("imagine", 1, &lost)
        .repeat("all", 99, &Answer::text(404, ""));
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let token = stage
        .run_clean(client.imagine("cat"))
        .unwrap_err()
        .token()
        .unwrap()
        .clone();
    let error = fails(stage.run_clean(client.wait(token)), ErrorCode::TaskNotFound);
    says_but_not(&error, &["cannot list"], &["no such task"]);
}

#[test]
fn a_task_that_waits_says_what_for() {
    for (custom_id, needs) in [
        ("MJ::CustomZoom::x", Needs::Zoom),
        ("MJ::Inpaint::1::x::SOLO", Needs::Mask),
    ] {
        let confirm = json!({"code": 21, "description": "Waiting for window confirm", "result": GOOD});
        let mut stage = Stage::with_server(Script::default().on("action", vec![says(confirm)]), 1);
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.action("7", custom_id)),
            ErrorCode::ModalRequired,
        );
        assert_eq!(error.needs(), Some(needs));
        says_but_not(&error, &[needs.name()], &[]);
    }
}
