//! Waiting.

use gloo_timers::future::TimeoutFuture;

/// Completes after so many milliseconds; dropping it clears the timer.
pub async fn sleep(milliseconds: u32) {
    // A timer beyond 2^31 − 1 would fire at once.
    TimeoutFuture::new(milliseconds.min(i32::MAX as u32)).await;
}
