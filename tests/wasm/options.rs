//! Options of a client, a job and a request, each where it has its effect.

use std::time::Duration;

use midjourney_wasm::{Auth, ErrorCode, Midjourney};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{HELD, KEY, QUICK, Recorder, base_url, builder, client, fails};

#[wasm_bindgen_test]
fn what_is_wrong_is_told_by_its_name() {
    for (builder, field, words) in [
        (
            Midjourney::builder("ftp://gateway"),
            "base_url",
            "base_url must be an http(s) address",
        ),
        (
            Midjourney::builder(""),
            "base_url",
            "without credentials (api_key is for them)",
        ),
        (builder().mode("a/b"), "mode", "mode must be one path segment"),
    ] {
        let error = fails(builder.build(), ErrorCode::Config);
        assert_eq!(error.field(), Some(field));
        assert!(error.to_string().contains(words), "{error}");
    }
    assert!(!format!("{:?} {:?}", builder(), client()).contains(KEY));
}

#[wasm_bindgen_test]
async fn a_key_that_would_forge_a_header_is_refused_and_not_told() {
    let mj = builder().api_key("sk-\r\nx: y").build().unwrap();
    let error = fails(mj.fetch("1").await, ErrorCode::Config);
    assert_eq!(error.field(), Some("api_key"));
    assert!(!format!("{error} {error:?}").contains("x: y"));
}

/// What a client sends first.
async fn first(make: impl FnOnce(Recorder) -> (Midjourney, Recorder)) -> Value {
    let (mj, recorder) = make(Recorder::new(None));
    // Not every gateway reads every kind of header.
    drop(mj.fetch("1").max_retries(0).await);
    recorder.sent().remove(0)
}

#[wasm_bindgen_test]
async fn the_key_is_sent_as_it_is_said() {
    for (auth, name, value) in [
        (None, "authorization", format!("Bearer {KEY}")),
        (Some(Auth::Raw), "authorization", KEY.into()),
        (Some(Auth::Secret), "mj-api-secret", KEY.into()),
    ] {
        let sent = first(|recorder| {
            let builder = builder().fetch(recorder.fetch());
            let builder = match auth {
                Some(auth) => builder.auth(auth),
                None => builder,
            };
            (builder.build().unwrap(), recorder)
        });
        assert_eq!(sent.await["headers"][name], value);
    }
    let sent = first(|recorder| {
        let builder = builder()
            .fetch(recorder.fetch())
            .api_key_with(|| async { "sk-new".into() });
        let builder = builder.auth_with(|headers, key| headers.set("x-key", key).unwrap());
        (builder.build().unwrap(), recorder)
    });
    let sent = sent.await;
    assert_eq!(sent["headers"]["x-key"], "sk-new");
    assert_eq!(sent["headers"]["authorization"], Value::Null);
}

#[wasm_bindgen_test]
async fn headers_are_added_and_taken_away() {
    let recorder = Recorder::new(None);
    let builder = builder()
        .fetch(recorder.fetch())
        .header("x-a", "1")
        .header("x-b", "1");
    let mj = builder.build().unwrap();
    mj.imagine(QUICK)
        .header("x-b", "2")
        .without_header("x-a")
        .submit()
        .await
        .unwrap();
    mj.fetch(HELD).header("x-c", "3").await.unwrap();
    let sent = recorder.sent();
    assert_eq!(
        (&sent[0]["headers"]["x-a"], &sent[0]["headers"]["x-b"]),
        (&Value::Null, &"2".into())
    );
    assert_eq!(
        (&sent[1]["headers"]["x-a"], &sent[1]["headers"]["x-c"]),
        (&"1".into(), &"3".into())
    );
    assert_eq!(sent[0]["url"], format!("{}/fast/mj/submit/imagine", base_url()));
}

#[wasm_bindgen_test]
async fn times_and_retries_end_what_takes_too_long() {
    let silent = Recorder::new(Some("return new Promise(() => {});"));
    let mj = builder().fetch(silent.fetch()).max_retries(1).build().unwrap();
    let soon = Duration::from_millis(20);
    fails(
        mj.fetch("1").request_timeout(soon).await,
        ErrorCode::RequestTimeout,
    );
    assert_eq!(silent.sent().len(), 2);
    fails(
        mj.fetch("1").request_timeout(soon).max_retries(0).await,
        ErrorCode::RequestTimeout,
    );
    assert_eq!(silent.sent().len(), 3);
    let error = fails(
        client()
            .imagine("sandbox:slow")
            .timeout(Duration::from_millis(400))
            .await,
        ErrorCode::TaskTimeout,
    );
    assert!(error.maybe_submitted() && error.token().unwrap().id().is_some());
    assert!(error.hint().unwrap().contains("Midjourney::wait"), "{error}");
    // Longer than a timer can be.
    assert!(client().fetch(HELD).request_timeout(Duration::MAX).await.is_ok());
}

#[wasm_bindgen_test]
async fn looks_keep_the_pace() {
    let recorder = Recorder::new(None);
    let builder = builder().fetch(recorder.fetch());
    let mj = builder
        .poll(Duration::from_millis(700), Duration::from_millis(700))
        .build()
        .unwrap();
    mj.imagine("a lighthouse").await.unwrap();
    let looks = recorder.sent().len() - 1;
    assert!((2..=4).contains(&looks), "{looks}");
}

#[wasm_bindgen_test]
async fn addresses_of_pictures_are_rewritten() {
    let builder = builder().image_url(|url, task| format!("https://mirror.example/{}?{url}", task.id()));
    let task = builder.build().unwrap().fetch(HELD).await.unwrap();
    let url = task.image_url().unwrap();
    assert!(
        url.starts_with(&format!("https://mirror.example/{HELD}?http")),
        "{url}"
    );
}
