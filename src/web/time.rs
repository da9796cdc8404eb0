//! The clock and the timer.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use super::settled::Settled;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

/// Milliseconds since 1970 by the wall clock: deadlines must count the time in which a tab was frozen.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Completes after so many milliseconds; dropping it clears the timer.
pub async fn sleep(milliseconds: u32) {
    until(milliseconds, &mut |_| false).await;
}

/// What a promise comes to, or `None` if it takes longer than so many milliseconds.
pub async fn within(milliseconds: u32, promise: &JsValue) -> Option<Result<JsValue, JsValue>> {
    let (mut work, mut outcome) = (Settled::of(promise), None);
    let mut poll = |context: &mut Context<'_>| {
        if let Poll::Ready(done) = Pin::new(&mut work).poll(context) {
            outcome = Some(done);
        }
        outcome.is_some()
    };
    until(milliseconds, &mut poll).await;
    outcome
}

/// Completes when `is_done` says so, which is asked whenever the future is woken, or after so many milliseconds. Gives whether
/// it is done.
pub async fn until(milliseconds: u32, is_done: &mut dyn FnMut(&mut Context<'_>) -> bool) -> bool {
    let is_over = Rc::new(Cell::new(false));
    let mut timer = None;
    poll_fn(|context| {
        if is_done(context) {
            return Poll::Ready(true);
        }
        if is_over.get() {
            return Poll::Ready(false);
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
