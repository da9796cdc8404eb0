//! Aborting: listening to a caller's signal, and a signal of our own that fires on drop.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

/// A future of the reason for which a signal was aborted. Dropping it takes the listener away.
pub struct Aborted {
    signal: AbortSignal,
    waker: Rc<RefCell<Option<Waker>>>,
    listener: Closure<dyn FnMut()>,
}

impl Aborted {
    /// Listens to `signal`.
    pub fn new(signal: AbortSignal) -> Self {
        let waker = Rc::new(RefCell::new(None::<Waker>));
        let shared = Rc::clone(&waker);
        let listener = Closure::new(move || {
            if let Some(waker) = shared.take() {
                waker.wake();
            }
        });
        // A signal that cannot be listened to is still asked on every poll.
        let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        Self { signal, waker, listener }
    }
}

impl Future for Aborted {
    type Output = JsValue;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JsValue> {
        if self.signal.aborted() {
            return Poll::Ready(self.signal.reason());
        }
        self.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Aborted {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        let _ = self.signal.remove_event_listener_with_callback("abort", listener);
    }
}

/// A controller that aborts when it is dropped: whoever stops waiting for a request ends it.
pub struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    /// A new controller; `None` where the platform has none.
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    /// The signal that fires.
    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
