//! The key never leaves: it is in no text, no address and no other header, and an echo of it is taken out.

use midjourney_wasm::{Auth, Error, ErrorCode, Midjourney, platform::Cause};
use serde_json::json;

use crate::{
    support::{PNG, QUICK, assert_hidden, fails},
    world::{Answer, Fault, GOOD, HOST, KEY, Script, Stage, line, row, says},
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
fn no_debug_no_display_no_token_and_no_address_shows_the_key() {
    for auth in [Auth::Bearer, Auth::Secret, Auth::Raw] {
        for is_callback in [false, true] {
            let mut stage = Stage::sandbox(match auth {
                Auth::Raw => Dialect::Trueai,
                _ => Dialect::Guide,
            });
            let builder = Midjourney::builder(format!("http://{HOST}")).auth(auth);
            let builder = if is_callback {
                builder.api_key_with(|| async { KEY.into() })
            } else {
                builder.api_key(KEY)
            };
            assert_hidden(&builder);
            let client = stage.build(builder);
            assert_hidden(&client);
            let job = client.describe(PNG);
            assert_hidden(&job);
            let updates = job.updates();
            assert_hidden(&updates);
            drop(updates);
            let task = stage.run_clean(client.imagine(QUICK)).unwrap();
            assert_hidden(&task);
            let submission = stage.run_clean(client.imagine(QUICK).submit()).unwrap();
            assert_hidden(&submission);
            assert!(!submission.token().to_string().contains("anary"));
            assert_hidden(&client.fetch(task.id()));
            assert_hidden(&stage.run_clean(client.fetch("404")).unwrap_err());
            for exchange in stage.world.exchanges() {
                let header = if auth == Auth::Secret {
                    "mj-api-secret"
                } else {
                    "authorization"
                };
                assert!(exchange.header(header).unwrap().contains(KEY), "{auth:?}");
                let carriers = exchange
                    .headers
                    .iter()
                    .filter(|(_, value)| value.contains("anary"));
                assert_eq!(carriers.count(), 1, "exactly one header has it");
                assert!(
                    !exchange.url.contains("anary")
                        && !exchange.body.clone().unwrap_or_default().contains("anary")
                );
            }
        }
    }
}

#[test]
fn a_key_that_a_gateway_echoes_is_taken_out() {
    let slashed = KEY.replace('/', "\\/").replacen('s', "\\u0073", 1);
    let body = format!(r#"{{"code":4,"description":"no {slashed}","properties":{{"{slashed}":"{KEY}"}}}}"#);
    let error = struck(Answer::text(400, &body));
    assert_eq!(error.description().as_deref(), Some("no ***"));
    assert_eq!(error.properties().unwrap().to_string(), r#"{"***":"***"}"#);
    let error = struck(Answer::text(500, &format!("<p>{KEY} and {}", KEY.to_lowercase())));
    assert_eq!(error.body(), Some("<p>*** and ***"));
    let task = row(
        GOOD,
        json!({"prompt": format!("of {KEY}"), "imageUrl": format!("https://cdn.example/{KEY}.png")}),
    );
    let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
    let client = stage.client();
    let task = stage.run_clean(client.imagine("cat")).unwrap();
    assert_eq!(task.prompt().as_deref(), Some("of ***"));
    assert_hidden(&task);
    assert!(!task.json().to_string().contains("anary"));
    let mut stage = Stage::with_server(
        Script::default().on("other", vec![says(json!({ KEY: [KEY] }))]),
        1,
    );
    let client = stage.client();
    let answer = stage.run_clean(client.request("GET", "/x")).unwrap();
    assert_eq!(answer.to_string(), r#"{"***":["***"]}"#);
}

#[test]
fn a_key_that_was_pasted_with_its_word_is_taken_out_without_it() {
    for auth in [Auth::Bearer, Auth::Secret, Auth::Raw] {
        let body = format!(r#"{{"code":4,"description":"no {KEY}"}}"#);
        let script = Script::default().on("imagine", vec![line(Answer::text(400, &body))]);
        let mut stage = Stage::with_server(script, 1);
        let client = stage.build(stage.builder().auth(auth).api_key(format!("Bearer {KEY}\n")));
        let error = stage.run_clean(client.imagine("cat")).unwrap_err();
        assert_eq!(error.description().as_deref(), Some("no ***"), "{auth:?}");
    }
}

#[test]
fn what_the_platform_and_the_callers_functions_say_is_kept_apart() {
    let secret = format!("refused {KEY}");
    let words = secret.clone();
    let mut stage = Stage::with_server(Script::default(), 1);
    stage.world.fault(Fault::on("imagine").instead(move |_| {
        let mut answer = Answer::lost();
        answer.outcome =
            crate::world::Outcome::Failure(midjourney_wasm::platform::SendError::Network(Cause::new(&words)));
        answer
    }));
    let client = stage.client();
    let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::Network);
    assert_eq!(error.cause().map(|cause| cause.to_string()), Some(secret));
    let locked = || async { Err(Cause::new("locked")) };
    let client = stage.build(stage.builder().try_api_key_with(locked));
    let error = stage.run_clean(client.imagine("cat")).unwrap_err();
    assert_eq!(
        error.cause().map(|cause| cause.to_string()).as_deref(),
        Some("locked")
    );
    assert!(!error.maybe_submitted() && error.token().is_none());
    assert_eq!(stage.world.submits(None).received, 0);
}

#[test]
fn a_key_that_would_forge_a_header_is_refused_and_not_told() {
    for key in ["sk-\r\nx: forged", "sk-é", "s\0k"] {
        let mut stage = Stage::with_server(Script::default(), 1);
        let client = stage.build(stage.builder().api_key(key));
        let error = fails(stage.run_clean(client.fetch("7")), ErrorCode::Config);
        assert_eq!(error.field(), Some("api_key"));
        assert!(!format!("{error} {error:?}").contains("forged"));
        assert_eq!(stage.world.exchanges().len(), 0);
    }
}
