//! Where the key may not be seen: in nothing that a client, a job or what comes of them prints.

use std::fmt::Debug;

use midjourney_wasm::{Auth, ErrorCode, Midjourney};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{HELD, QUICK, base_url, fails, sandbox};

/// Letters that JSON may escape, as keys in base64 have them.
const CANARY: &str = "sk-Canary/7up+Z3bra0123456789=";

fn is_hidden(value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains("anary"), "the key is shown: {text}");
    }
}

#[wasm_bindgen_test]
async fn no_debug_and_no_display_shows_the_key() {
    sandbox("POST", "faults", Some(json!([]))).await;
    for auth in [Auth::Bearer, Auth::Secret, Auth::Raw] {
        let builder = || Midjourney::builder(base_url()).auth(auth).max_retries(0);
        for builder in [
            builder().api_key(CANARY),
            builder().api_key_with(|| async { CANARY.into() }),
        ] {
            is_hidden(&builder);
            let mj = builder.build().unwrap();
            is_hidden(&mj);
            let job = mj.imagine(QUICK);
            is_hidden(&job);
            let task = job.await.unwrap();
            is_hidden(&task);
            let submission = mj.imagine(QUICK).submit().await.unwrap();
            is_hidden(&submission);
            assert!(!submission.token().to_string().contains("anary"));
            is_hidden(&mj.wait(submission.token().clone()).updates());
            is_hidden(&mj.fetch(HELD));
            is_hidden(&mj.fetch(HELD).await.unwrap());
            let error = fails(mj.imagine("a naked sword").await, ErrorCode::BannedPrompt);
            is_hidden(&error);
            assert!(!error.to_string().contains("anary"));
        }
    }
}

#[wasm_bindgen_test]
async fn a_key_that_comes_back_in_escapes_is_taken_out() {
    let slashed = CANARY.replace('/', "\\/").replacen('s', "\\u0073", 1);
    let body =
        format!(r#"{{"code":4,"description":"no {slashed}","properties":{{"{slashed}":"{CANARY}"}}}}"#);
    let faults = json!([{ "path": "/submit/", "status": 400, "body": body }]);
    sandbox("POST", "faults", Some(faults)).await;
    let mj = Midjourney::builder(base_url()).api_key(CANARY).build().unwrap();
    let error = fails(mj.imagine(QUICK).await, ErrorCode::Validation);
    assert_eq!(error.description(), Some("no ***"));
    assert_eq!(error.properties().unwrap().as_str(), r#"{"***":"***"}"#);
    is_hidden(&error);
}

#[wasm_bindgen_test]
async fn what_the_gateway_says_steers_no_terminal() {
    let body = json!({ "code": 4, "description": "a\u{1b}[31mb\nc\u{202e}d" });
    let faults = json!([{ "path": "/submit/", "status": 400, "body": body }]);
    sandbox("POST", "faults", Some(faults)).await;
    let mj = Midjourney::builder(base_url()).api_key(CANARY).build().unwrap();
    let error = fails(mj.imagine(QUICK).await, ErrorCode::Validation);
    assert!(error.to_string().contains("a [31mb c d"), "{error}");
    assert_eq!(error.description(), Some("a\u{1b}[31mb\nc\u{202e}d"));
}
