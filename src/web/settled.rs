//! How a promise ends, as a future.
//!
//! As `wasm_bindgen_futures::JsFuture`, which costs a page two callbacks that can throw, and what wasm-bindgen writes around them.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use wasm_bindgen::prelude::*;

use super::platform::{self, Heard};

/// What a promise comes to, or why it is rejected. Dropping this does not stop it.
pub struct Settled(Rc<Inner>);

#[derive(Default)]
struct Inner {
    outcome: Cell<Option<Result<JsValue, JsValue>>>,
    waker: Cell<Option<Waker>>,
    /// Kept until it is called: the promise does not know that nobody waits any more.
    callback: RefCell<Option<Heard>>,
}

impl Settled {
    /// Waits for a promise; what is none is what it comes to itself.
    #[inline(never)]
    pub fn of(promise: &JsValue) -> Self {
        let inner = Rc::new(Inner::default());
        let heard = Rc::clone(&inner);
        let callback = Closure::new(move |value, is_good| {
            heard
                .outcome
                .set(Some(if is_good { Ok(value) } else { Err(value) }));
            let own = heard.callback.take();
            if let Some(waker) = heard.waker.take() {
                waker.wake();
            }
            drop(own);
        });
        platform::settle(promise, &callback);
        inner.callback.replace(Some(callback));
        Self(inner)
    }
}

impl Future for Settled {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                self.0.waker.set(Some(context.waker().clone()));
                Poll::Pending
            }
        }
    }
}
