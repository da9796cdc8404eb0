//! The first of two futures.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// Which of the two was first.
pub enum Either<A, B> {
    /// The first argument.
    First(A),
    /// The second argument.
    Second(B),
}

/// Waits for whichever comes first and drops the other, which ends its timers and requests. `first` wins a tie.
pub async fn race<A, B>(first: impl Future<Output = A>, second: impl Future<Output = B>) -> Either<A, B> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|context| match first.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Either::First(value)),
        Poll::Pending => second.as_mut().poll(context).map(Either::Second),
    })
    .await
}
