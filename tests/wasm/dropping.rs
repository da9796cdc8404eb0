//! What is dropped ends.

use std::{
    future::{Future, IntoFuture, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use midjourney_wasm::Status;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{QUICK, Recorder, builder, client, requests, wait};

/// Polls a future once, which must not end.
async fn poll_once(mut work: Pin<&mut impl Future>) {
    poll_fn(|context| {
        assert!(work.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_the_first_poll() {
    let before = requests().await;
    let mj = client();
    let job = mj.imagine(QUICK).into_future();
    let updates = mj.imagine(QUICK).updates();
    let request = mj.fetch("1").into_future();
    wait(50).await;
    drop((job, updates, request));
    assert_eq!(requests().await, before);
}

#[wasm_bindgen_test]
async fn a_dropped_future_aborts_its_request() {
    let silent = Recorder::new(Some("return new Promise(() => {});"));
    let mj = builder().fetch(silent.fetch()).build().unwrap();
    {
        let mut job = pin!(mj.imagine(QUICK).into_future());
        let mut submit = pin!(mj.imagine(QUICK).submit());
        let mut request = pin!(mj.fetch("1").into_future());
        poll_once(job.as_mut()).await;
        poll_once(submit.as_mut()).await;
        poll_once(request.as_mut()).await;
        assert!(silent.sent().iter().all(|sent| sent["aborted"] == false));
    }
    assert_eq!(silent.sent().len(), 3);
    assert!(silent.sent().iter().all(|sent| sent["aborted"] == true));
}

#[wasm_bindgen_test]
async fn a_dropped_stream_asks_no_more_and_its_token_takes_it_up() {
    let mj = client();
    let mut updates = mj.imagine("a lighthouse").updates();
    let first = updates.next().await.unwrap().unwrap();
    assert_ne!(first.status(), Status::Success);
    let token = updates.token();
    // In the middle of a pause, or of a look.
    poll_once(pin!(updates.next())).await;
    drop(updates);
    wait(100).await;
    let before = requests().await;
    wait(500).await;
    assert_eq!(requests().await, before);
    let task = mj.wait(&token).await.unwrap();
    assert_eq!((task.id(), task.status()), (first.id(), Status::Success));
}

#[wasm_bindgen_test]
async fn the_token_has_the_id_as_soon_as_the_gateway_has_accepted() {
    let deaf = Recorder::new(Some(
        "return init.method === 'POST' ? fetch(url, init) : new Promise(() => {});",
    ));
    let mj = builder().fetch(deaf.fetch()).build().unwrap();
    let mut updates = mj.imagine(QUICK).updates();
    for _ in 0..100 {
        poll_once(pin!(updates.next())).await;
        if updates.submission().is_some() {
            break;
        }
        wait(20).await;
    }
    let (submission, token) = (updates.submission().unwrap(), updates.token());
    drop(updates);
    assert_eq!(token.id(), Some(submission.id()));
    assert_eq!(client().wait(token).await.unwrap().status(), Status::Success);
}
