//! A dropped future ends its request.

use std::{
    future::{Future, IntoFuture, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{QUICK, Recorder, client_with};

/// Polls a future once, which must not end.
async fn poll_once(mut work: Pin<&mut impl Future>) {
    poll_fn(|context| {
        assert!(work.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_dropped_future_aborts_its_request() {
    let silent = Recorder::new(Some("return new Promise(() => {});"));
    let mj = client_with(&silent);
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
