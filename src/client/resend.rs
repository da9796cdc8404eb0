//! Sends a request until it has a response, and again only where that is worth it and cannot cost twice.

use super::{
    Call, Error, ErrorKind, ErrorResponse, Inner,
    exchange::{Outgoing, Reply},
};
use crate::{
    gateway::{refusal::Refusal, reply, verb::Verb},
    platform::LocalBoxFuture,
    policy::retry::Retry,
};

/// When a request may be sent again.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Resend<'a> {
    /// Never.
    Never,
    /// A read: wherever a retry may succeed.
    Read,
    /// A submit on the task with this ID, if any: only where the gateway provably did not accept it.
    Submit(Verb, Option<&'a str>),
}

/// Time limits of a request, in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Timeout of one attempt.
    pub timeout: u32,
    /// Deadline of its job, since 1970.
    pub deadline: Option<f64>,
}

impl Inner {
    /// Sends a request until there is a response, or no retry is allowed.
    ///
    /// The future is boxed, so that those that wait for it stay small: a job spends its life between two requests.
    pub(super) fn send<'a>(
        &'a self,
        outgoing: &'a Outgoing,
        resend: Resend<'a>,
        call: &'a Call,
        limits: Limits,
    ) -> LocalBoxFuture<'a, Result<Reply, Error>> {
        Box::pin(self.send_until(outgoing, resend, call, limits))
    }

    async fn send_until(
        &self,
        outgoing: &Outgoing,
        resend: Resend<'_>,
        call: &Call,
        limits: Limits,
    ) -> Result<Reply, Error> {
        let mut retries = 0;
        loop {
            let remaining = |at: f64| limits.deadline.map_or(f64::INFINITY, |deadline| deadline - at);
            let timeout = f64::from(limits.timeout).min(remaining(self.platform.now())) as u32;
            let result = self.exchange(outgoing, call, timeout).await;
            let Some(retry) = resend.retry(&result) else {
                return self.at_deadline(result, limits);
            };
            let retry_after = result.as_ref().ok().and_then(|reply| reply.retry_after);
            let pause = retry.pause(retries, retry_after, self.platform.random());
            // A read of its own has no deadline, but a pause that is longer than a whole job is too long.
            let is_late = f64::from(pause) >= remaining(self.platform.now()).min(call.job_timeout());
            if retries >= retry.most(call.max_retries()) || is_late {
                return self.at_deadline(result, limits);
            }
            self.platform.sleep(pause).await;
            self.learned.count(|stats| stats.retries += 1);
            retries += 1;
        }
    }

    /// A request that its job's deadline ended did not exceed a timeout of its own.
    fn at_deadline(&self, result: Result<Reply, Error>, limits: Limits) -> Result<Reply, Error> {
        let is_over = limits
            .deadline
            .is_some_and(|deadline| self.platform.now() >= deadline);
        match result {
            Err(error) if is_over && matches!(error.kind(), ErrorKind::RequestTimeout) => {
                Err(Error::new(ErrorKind::TaskTimeout(None)))
            }
            result => result,
        }
    }

    /// Builds the error of a response that is not what the client requested.
    pub(super) fn refused(&self, refusal: Refusal, reply: &Reply) -> Error {
        let response = ErrorResponse::new(refusal, reply);
        Error::new(ErrorKind::Response(Box::new(response)))
    }
}

impl Resend<'_> {
    /// Returns how a request with this result is sent again, or `None` if it is not.
    fn retry(self, result: &Result<Reply, Error>) -> Option<Retry> {
        let may_succeed = match (self, result) {
            (Self::Read, Ok(reply)) => matches!(reply.status, 408 | 425 | 429 | 500..),
            (Self::Read, Err(error)) => error.is_transient(),
            (Self::Submit(verb, parent), Ok(reply)) => {
                let refusal =
                    reply::read(verb, parent, reply.status, reply.json.as_ref(), &reply.text).err()?;
                return Retry::of(&refusal);
            }
            _ => false,
        };
        may_succeed.then_some(Retry::BackOff)
    }
}

/// Marks the error of a request without a response: unless it was a read, the gateway may have accepted it.
pub(super) fn mark_if_sent(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Network(_)
        | ErrorKind::RequestTimeout
        | ErrorKind::TaskTimeout(_)
        | ErrorKind::NotAResponse(_)
        | ErrorKind::ResponseTooLarge => error.mark_maybe_submitted(),
        _ => error,
    }
}
