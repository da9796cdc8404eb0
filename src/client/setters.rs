//! The setters that several builders share.

use std::time::Duration;

/// Converts to whole milliseconds, at most 24.8 days: `setTimeout` fires at once beyond.
pub(super) fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).map_or(i32::MAX as u32, |limit| limit.min(i32::MAX as u32))
}

/// The setters of one request, for a type with a method `call_options(&mut self) -> &mut CallOptions`.
macro_rules! request_setters {
    () => {
        /// Sets a header of the gateway's requests.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            let (name, value) = (name.into(), Some(value.into()));
            self.call_options()
                .headers
                .push($crate::gateway::headers::HeaderChange { name, value });
            self
        }

        /// Removes a header that the client would send.
        pub fn without_header(mut self, name: impl Into<String>) -> Self {
            let (name, value) = (name.into(), None);
            self.call_options()
                .headers
                .push($crate::gateway::headers::HeaderChange { name, value });
            self
        }

        /// Sets the timeout of one request, its body included, in whole milliseconds and at most 24.8 days. Default: 30 s for reads; 120 s
        /// plus 1 s for every 50 kB of body for submits.
        pub fn request_timeout(mut self, limit: std::time::Duration) -> Self {
            self.call_options().request_timeout = Some($crate::client::setters::milliseconds(limit));
            self
        }

        /// Sets the number of retries of a read after a transient failure, and of a submit that the gateway provably did not accept (HTTP
        /// 429, queue full; while a relay's copy of the parent task lags, every 5 s for 45 s instead). 0 sends nothing again. The polls of a
        /// job go on until its `timeout`. Default: 2.
        pub fn max_retries(mut self, retries: u16) -> Self {
            self.call_options().max_retries = Some(retries.into());
            self
        }
    };
}

/// The setters of a job, likewise.
macro_rules! job_setters {
    () => {
        /// Sets the deadline of a whole job by the wall clock, from its start to its end, the submit included, in whole milliseconds and at
        /// most 24.8 days. Default: 15 minutes. A task that ends later can be followed again with the error's token.
        pub fn timeout(mut self, limit: std::time::Duration) -> Self {
            self.call_options().timeout = Some($crate::client::setters::milliseconds(limit));
            self
        }

        /// Sets the shortest and the longest pause between two polls of a task. Between them the pause follows the task's own progress.
        /// Default: 1 s and 5 s, and the longest up to 15 s by what the client learns. It is never shorter than 50 ms.
        pub fn poll(mut self, min: std::time::Duration, max: std::time::Duration) -> Self {
            let pause = |limit| Some($crate::client::setters::milliseconds(limit));
            self.call_options().pace = $crate::policy::schedule::Pace {
                min: pause(min),
                max: pause(max),
            };
            self
        }
    };
}

pub(super) use {job_setters, request_setters};
