//! What an error says.

use midjourney_wasm::{Error, ErrorCode, Status};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{KEY, QUICK, Recorder, builder, client, fails, sandbox};

#[wasm_bindgen_test]
async fn a_task_that_ends_badly_is_its_error() {
    let mj = client();
    let mut updates = mj.imagine("sandbox:fail-late").updates();
    let mut last = None;
    let error = loop {
        match updates.next().await.unwrap() {
            Ok(task) => last = Some(task),
            Err(error) => break fails(Err::<(), _>(error), ErrorCode::TaskFailed),
        }
    };
    assert!(updates.next().await.is_none());
    assert_eq!(error.task().unwrap().status(), Status::Failure);
    assert_eq!(error.task(), last.as_ref());
    assert_eq!(error.description(), error.task().unwrap().fail_reason());
    assert_eq!(error.task_id(), last.as_ref().map(|task| task.id()));
    assert_eq!(error.token().unwrap().id(), error.task_id());
    assert!(
        error.to_string().contains(error.description().unwrap()),
        "{error}"
    );
    let error = fails(mj.imagine("sandbox:cancel").await, ErrorCode::TaskCancelled);
    assert_eq!(error.task().unwrap().status(), Status::Cancel);
}

#[wasm_bindgen_test]
async fn a_refusal_is_told_in_the_gateways_words() {
    let error = fails(client().imagine("a naked sword").await, ErrorCode::BannedPrompt);
    assert_eq!((error.word(), error.gateway_code()), (Some("naked"), Some(24)));
    assert!(!error.maybe_submitted() && error.token().is_none() && error.description().is_some());
    assert!(error.properties().is_some());
    assert_eq!(error.code().name(), "banned_prompt");
    let error = fails(client().imagine(" ").await, ErrorCode::InvalidInput);
    assert_eq!(error.field(), Some("prompt"));
}

#[wasm_bindgen_test]
async fn errors_of_http_say_what_to_do() {
    let faults = json!([
        { "path": "/task/1/", "status": 401, "body": { "message": format!("no such key: {KEY}") } },
        { "path": "/task/2/", "status": 429, "retryAfter": 7 },
        { "path": "/task/3/", "status": 404, "html": true },
    ]);
    sandbox("POST", "faults", Some(faults)).await;
    let mj = builder().max_retries(0).build().unwrap();
    let error = fails(mj.fetch("1").await, ErrorCode::Unauthorized);
    assert_eq!(error.status(), Some(401));
    assert!(
        error.hint().unwrap().contains("Auth::Secret or Auth::Raw"),
        "{error}"
    );
    assert!(
        error.description().unwrap().starts_with("no such key: "),
        "{error}"
    );
    let error = fails(mj.fetch("2").await, ErrorCode::RateLimited);
    assert_eq!(
        (error.retry_after().unwrap().as_secs(), error.is_retryable()),
        (7, true)
    );
    let error = fails(mj.fetch("3").await, ErrorCode::TaskNotFound);
    assert!(error.body().unwrap().contains("html"), "{error:?}");
    sandbox("POST", "faults", Some(json!([]))).await;
}

#[wasm_bindgen_test]
async fn the_platforms_own_words_are_kept_apart() {
    let recorder = Recorder::new(Some(&format!(
        "return Promise.reject(new TypeError('refused {KEY}'));"
    )));
    let mj = builder().fetch(recorder.fetch()).max_retries(0).build().unwrap();
    let error = fails(mj.imagine(QUICK).await, ErrorCode::Network);
    assert_eq!(error.cause(), Some(format!("refused {KEY}").as_str()));
    assert!(error.maybe_submitted(), "nobody knows");
    assert_eq!(error.token().unwrap().id(), None);
    assert_eq!(error.token().unwrap().state().unwrap().len(), 32);
}

#[wasm_bindgen_test]
fn an_error_can_be_sent_and_boxed() {
    fn is_plain<T: std::error::Error + Send + Sync + 'static>() {}
    is_plain::<Error>();
    fn is_data<T: Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static>() {}
    is_data::<midjourney_wasm::Task>();
    is_data::<midjourney_wasm::Token>();
    is_data::<midjourney_wasm::Submission>();
}
