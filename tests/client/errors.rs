//! What an error says: its code, what the gateway said, what to do, and never the key.

use midjourney_wasm::{Auth, Error, ErrorCode, Midjourney, Status, platform::RequestOrigin};
use serde_json::json;

use crate::{
    support::{HELD, assert_hidden, fails},
    world::{Answer, HOST, KEY, Script, Stage, row, says},
};

use midjourney_sandbox::Dialect;

/// The error of an imagine whose submit is answered so.
fn struck(answer: Answer) -> Error {
    let mut stage = Stage::with_server(Script::default().repeat("imagine", 9, &answer), 1);
    let client = stage.build(stage.builder().max_retries(0));
    let error = stage.run_clean(client.imagine("cat")).unwrap_err();
    assert_hidden(&error);
    error
}

#[test]
fn a_banned_prompt_is_told_in_the_gateways_words() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("a Gore scene")),
        ErrorCode::BannedPrompt,
    );
    assert_eq!((error.gateway_code(), error.word()), (Some(24), Some("Gore")));
    assert!(
        !error.maybe_submitted()
            && !error.is_retryable()
            && error.token().is_none()
            && error.task_id().is_none()
    );
    assert_eq!(
        error.description().as_deref(),
        Some("The prompt may contain sensitive words")
    );
    let properties: serde_json::Value =
        serde_json::from_str(&error.properties().unwrap().to_string()).unwrap();
    assert_eq!(
        properties,
        json!({"bannedWord": "Gore", "promptEn": "a Gore scene"})
    );
    assert!(error.to_string().contains("sensitive words"), "{error}");
    fails(
        stage.run_clean(client.shorten("something nude").submit()),
        ErrorCode::BannedPrompt,
    );
}

#[test]
fn a_page_is_quoted_and_cut_to_200_characters() {
    let page = format!("<!doctype html>{}", "é".repeat(400));
    for (status, code) in [
        (200, ErrorCode::BadResponse),
        (403, ErrorCode::Forbidden),
        (404, ErrorCode::Http),
        (502, ErrorCode::Server),
    ] {
        let error = struck(Answer::text(status, &page));
        assert_eq!((error.code(), error.status()), (code, Some(status)));
        let body = error.body().unwrap();
        assert!(body.starts_with("<!doctype html>é"), "{body}");
        assert_eq!(body.chars().count(), 200);
    }
    assert_eq!(
        struck(Answer::json(500, &json!({"error": "x"}))).body(),
        None,
        "JSON is not quoted"
    );
    assert_eq!(
        struck(Answer::json(500, &json!({"error": "x"})))
            .description()
            .as_deref(),
        Some("x")
    );
}

#[test]
fn words_are_found_wherever_a_family_puts_them() {
    for body in [
        json!({"code": 4, "description": "in its words", "type": "upstream_error"}),
        json!({"error": {"message": "in its words", "type": "new_api_error", "code": ""}}),
        json!({"error": {"code": 500, "description": "in its words"}}),
        json!({"success": false, "code": -1, "message": "in its words"}),
        json!({"timestamp": "x", "status": 400, "error": "in its words"}),
    ] {
        let error = struck(Answer::json(400, &body));
        assert_eq!(error.description().as_deref(), Some("in its words"), "{body}");
        assert!(error.to_string().contains("in its words"), "{error}");
    }
}

#[test]
fn a_refused_key_says_what_else_this_gateway_may_expect() {
    for (auth, words) in [
        (Auth::Bearer, &["Secret", "Raw"][..]),
        (Auth::Secret, &["Bearer"]),
        (Auth::Raw, &["Bearer", "Secret"]),
    ] {
        for status in [401, 403] {
            let answer = Answer::json(status, &json!({"error": {"message": "Invalid token"}}));
            let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &answer), 1);
            let client = stage.build(stage.builder().auth(auth));
            let error = stage.run_clean(client.fetch("7")).unwrap_err();
            let hint = error.hint().unwrap().to_string();
            assert!(words.iter().all(|word| hint.contains(word)), "{auth:?}: {hint}");
        }
    }
}

#[test]
fn a_hint_about_the_address_is_given_only_where_no_gateway_answers() {
    let hint = |answer| {
        struck(answer)
            .hint()
            .map(|hint| hint.to_string())
            .unwrap_or_default()
    };
    assert!(hint(Answer::text(404, "<p>nothing here")).contains("mode"));
    assert!(hint(Answer::text(200, "<!doctype html>")).contains("mode"));
    assert!(!hint(Answer::json(200, &json!({"code": 4, "description": "no"}))).contains("mode"));
    assert!(!hint(Answer::text(502, "<p>bad gateway")).contains("mode"));
}

#[test]
fn a_network_error_says_what_it_may_mean_where_the_request_starts() {
    for (origin, word) in [
        (RequestOrigin::Server, "up?"),
        (RequestOrigin::Page, "CORS"),
        (RequestOrigin::MixedContent, "https"),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &Answer::lost()), 1);
        stage.world.set_origin(origin);
        let client = stage.client();
        let error = fails(stage.run_clean(client.fetch("7")), ErrorCode::Network);
        assert!(error.hint().unwrap().contains(word), "{error}");
        assert!(error.is_retryable() && error.status().is_none());
        let cause = error.cause().map(|cause| cause.to_string());
        assert_eq!(cause.as_deref(), Some("fetch failed"));
    }
}

#[test]
fn a_failed_task_is_its_error() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let mut updates = client.imagine("cat sandbox:fail-late").updates();
    let (last, error) = stage.run_clean(async move {
        let mut last = None;
        loop {
            match updates.next().await.unwrap() {
                Ok(task) => last = Some(task),
                Err(error) => {
                    assert!(updates.next().await.is_none());
                    return (last.unwrap(), error);
                }
            }
        }
    });
    assert_eq!(error.code(), ErrorCode::TaskFailed);
    let task = error.task().unwrap();
    assert_eq!(task, &last);
    assert!(task.status() == Status::Failure && task.progress() < 100 && task.image_url().is_some());
    assert_eq!(error.description().as_deref(), task.fail_reason().as_deref());
    assert!(
        error.to_string().contains(&task.fail_reason().unwrap()),
        "{error}"
    );
    assert_eq!(
        (error.task_id(), error.token().unwrap().id()),
        (Some(task.id()), Some(task.id()))
    );
    let error = fails(
        stage.run_clean(client.imagine("cat sandbox:cancel")),
        ErrorCode::TaskCancelled,
    );
    assert_eq!(error.task().unwrap().status(), Status::Cancel);
    assert_eq!(error.token().unwrap().id(), error.task_id());
}

#[test]
fn fetch_never_fails_for_the_tasks_own_state() {
    for status in ["FAILURE", "CANCEL", "MODAL", "DANCING", ""] {
        let task = row("7", json!({"status": status, "failReason": "why"}));
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
        let client = stage.client();
        assert!(stage.run_clean(client.fetch("7")).is_ok(), "{status}");
    }
}

#[test]
fn what_a_gateway_says_steers_no_terminal_and_has_an_end() {
    let rude = "a\u{1b}[31mred\u{9b}2J\r\nERROR\u{7} b\u{202e}c\u{2066}d\u{200f}\u{61c}\0e\u{7f}\u{85}";
    let error = struck(Answer::json(400, &json!({"code": 4, "description": rude})));
    assert_eq!(error.description().as_deref(), Some(rude), "it is kept as it is");
    let told = error.to_string();
    assert!(told.contains("red"), "{told}");
    let is_steering = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!told.contains(is_steering), "{told:?}");
    let endless = format!("x{}", "y".repeat(1_000_000));
    let told = struck(Answer::json(400, &json!({"code": 4, "description": endless}))).to_string();
    assert!(
        told.contains("xyyy") && told.chars().count() < 1_300,
        "{}",
        told.len()
    );
}

#[test]
fn a_message_is_a_sentence_and_says_what_to_do() {
    for answer in [
        Answer::text(401, ""),
        Answer::text(404, ""),
        Answer::text(429, ""),
        Answer::text(500, ""),
        Answer::text(200, ""),
        Answer::lost(),
        Answer::never(),
        Answer::json(200, &json!({"code": 77, "description": "in its words"})),
    ] {
        let error = struck(answer);
        let told = error.to_string();
        assert!(told.ends_with(['.', '?']), "{told}");
        assert!(told.starts_with(char::is_uppercase), "{told}");
        assert!(told.contains(error.message().trim_end_matches('.')), "{told}");
        if let Some(hint) = error.hint() {
            assert!(told.contains(&*hint), "{told}");
        }
    }
}

#[test]
fn fetch_of_an_unknown_task_names_it() {
    for dialect in crate::world::DIALECTS {
        let mut stage = Stage::sandbox(dialect);
        let client = stage.client();
        let error = fails(stage.run_clean(client.fetch("404")), ErrorCode::TaskNotFound);
        assert_eq!(
            (error.task_id(), error.maybe_submitted(), error.is_retryable()),
            (Some("404"), false, false),
            "{dialect:?}"
        );
        assert_eq!(stage.world.exchanges().len(), 1);
    }
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let tasks = stage.run_clean(client.fetch_many([HELD, "404"])).unwrap();
    assert_eq!(
        tasks.iter().map(|task| task.id().to_string()).collect::<Vec<_>>(),
        [HELD]
    );
}

#[test]
fn an_address_at_which_something_else_answers_is_told() {
    let mut stage = Stage::sandbox(Dialect::NewApi);
    let client = stage.build(Midjourney::builder(format!("http://{HOST}/a/b")).api_key(KEY));
    let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::BadResponse);
    assert!(error.body().unwrap().starts_with("<!doctype html>"));
    fails(stage.run_clean(client.wait("1")), ErrorCode::BadResponse);
}
