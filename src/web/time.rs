//! The clock and the timer.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    pin::pin,
    rc::Rc,
    task::Poll,
};

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970 by the wall clock: deadlines must count the time in which a tab was frozen.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Completes after so many milliseconds; dropping it clears the timer.
pub fn sleep(milliseconds: u32) -> impl Future {
    until(milliseconds, None)
}

/// What a promise comes to, or `None` if it takes longer than so many milliseconds.
pub fn within(milliseconds: u32, promise: Promise) -> impl Future<Output = Option<Result<JsValue, JsValue>>> {
    until(milliseconds, Some(JsFuture::from(promise)))
}

async fn until(milliseconds: u32, mut work: Option<JsFuture>) -> Option<Result<JsValue, JsValue>> {
    let is_over = Rc::new(Cell::new(false));
    let mut timer = None;
    poll_fn(|context| {
        if let Some(work) = &mut work
            && let Poll::Ready(outcome) = pin!(work).poll(context)
        {
            return Poll::Ready(Some(outcome));
        }
        if is_over.get() {
            return Poll::Ready(None);
        }
        timer.get_or_insert_with(|| {
            let (waker, is_over) = (context.waker().clone(), Rc::clone(&is_over));
            // A timer beyond 2^31 − 1 would fire at once.
            Timeout::new(milliseconds.min(i32::MAX as u32), move || {
                is_over.set(true);
                waker.wake();
            })
        });
        Poll::Pending
    })
    .await
}
