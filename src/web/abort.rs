//! Abort of a request when its future is dropped.

use web_sys::{AbortController, AbortSignal};

/// An `AbortController` that aborts when it is dropped.
///
/// Holds none where the platform has none, as some test runners do: then a dropped request runs on, unread.
pub(super) struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Returns the signal for the request.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }

    /// Drops the controller without an abort. Aborting a finished request would create an error that no code reads.
    pub fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
