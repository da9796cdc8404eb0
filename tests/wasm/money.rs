//! A submit costs money: it is sent once, and its task is found again.

use midjourney_wasm::{ErrorCode, Status, Token};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{HELD, QUICK, Recorder, base_url, builder, client, fails, sandbox};

#[wasm_bindgen_test]
async fn a_submit_in_doubt_is_sent_once_and_found_by_its_token() {
    let faults = json!([{ "path": "/submit/imagine", "status": 500, "after": true, "times": 1 }]);
    sandbox("POST", "faults", Some(faults)).await;
    let recorder = Recorder::new(None);
    let mj = builder().fetch(recorder.fetch()).build().unwrap();
    let error = fails(mj.imagine(QUICK).await, ErrorCode::Server);
    sandbox("POST", "faults", Some(json!([]))).await;
    assert_eq!(recorder.sent().len(), 1);
    assert!(error.maybe_submitted() && error.task_id().is_none());
    let stored = error.token().unwrap().to_string();
    let token: Token = stored.parse().unwrap();
    assert_eq!(Some(&token), error.token());
    // The guide's gateway lists no tasks; the list of another is put in its place.
    let fetch = format!(
        "return /list$/.test(url) ? Promise.resolve(new Response(JSON.stringify([{{ id: '7' }}, {{ id: '{HELD}', state: {:?} }}])))
            : fetch(url, init);",
        token.state().unwrap(),
    );
    let lister = builder()
        .fetch(Recorder::new(Some(&fetch)).fetch())
        .build()
        .unwrap();
    let mut updates = lister.wait(token).updates();
    let task = updates.next().await.unwrap().unwrap();
    assert_eq!((task.id(), task.status()), (HELD, Status::Success));
    assert_eq!(updates.token().id(), Some(HELD));
}

#[wasm_bindgen_test]
async fn a_submit_that_was_provably_not_taken_is_sent_again() {
    sandbox(
        "POST",
        "faults",
        Some(json!([{ "path": "/submit/imagine", "status": 429, "times": 1 }])),
    )
    .await;
    let recorder = Recorder::new(None);
    let submission = builder()
        .fetch(recorder.fetch())
        .build()
        .unwrap()
        .imagine(QUICK)
        .submit()
        .await;
    sandbox("POST", "faults", Some(json!([]))).await;
    assert!(submission.is_ok());
    assert_eq!(recorder.sent().len(), 2);
}

#[wasm_bindgen_test]
async fn a_token_is_json_that_any_client_of_the_gateway_takes() {
    let submission = client().imagine(QUICK).state("mine").submit().await.unwrap();
    let text = submission.token().to_string();
    let shown: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        shown,
        json!({ "v": 1, "id": submission.id(), "state": "mine", "baseUrl": base_url(), "submittedAt": shown["submittedAt"] })
    );
    assert_eq!(serde_json::to_value(submission.token()).unwrap(), shown);
    assert_eq!(serde_json::from_str::<Token>(&text).unwrap(), submission.token());
    assert_eq!(submission.ids(), [submission.id()]);
    let token: Token = text.parse().unwrap();
    assert_eq!(client().wait(&token).await.unwrap().id(), submission.id());
    assert_eq!(
        client().wait(submission.id()).await.unwrap().id(),
        submission.id()
    );
    assert_eq!(client().wait(&submission).await.unwrap().state(), Some("mine"));
    for text in ["", "{}", "[]", "null", r#"{"v":2,"baseUrl":"https://g.example"}"#] {
        assert_eq!(
            fails(text.parse::<Token>(), ErrorCode::InvalidInput).field(),
            Some("token")
        );
    }
    let foreign: Token = r#"{"v":1,"id":"1","baseUrl":"https://other.example","submittedAt":0}"#
        .parse()
        .unwrap();
    let error = fails(client().wait(foreign).await, ErrorCode::InvalidInput);
    assert_eq!(error.field(), Some("token"));
}

#[wasm_bindgen_test]
async fn an_id_that_nobody_knows_is_no_task() {
    let error = fails(client().wait("404").await, ErrorCode::TaskNotFound);
    assert!(error.token().is_none() && !error.maybe_submitted());
    assert_eq!(error.task_id(), Some("404"));
}
