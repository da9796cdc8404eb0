//! What can go wrong, by its stable name.

use super::text::part;

/// A kind of failure. Its [`name`](Code::name) is the `code` that users branch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// The client is set up wrongly.
    Config,
    /// An argument is not acceptable; nothing was sent.
    InvalidInput,
    /// The gateway does not accept an argument (code 4).
    Validation,
    /// No answer: the connection failed, or the page may not read it.
    Network,
    /// One request took too long.
    RequestTimeout,
    /// The task took too long.
    TaskTimeout,
    /// An HTTP error without a name of its own.
    Http,
    /// The gateway sent the request elsewhere.
    Redirect,
    /// HTTP 401.
    Unauthorized,
    /// HTTP 403.
    Forbidden,
    /// HTTP 429, or a relay's code 30.
    RateLimited,
    /// HTTP 5xx.
    Server,
    /// Not the JSON that was expected.
    BadResponse,
    /// The gateway refused, with a code of no other name.
    Refused,
    /// The gateway has no account for the task (code 3).
    Unavailable,
    /// The gateway's own failure (code 9).
    GatewayFailure,
    /// A relay could not reach its upstream or read its answer (code 5).
    UpstreamFailure,
    /// Accepted, probably billed, but without an id.
    AcceptedWithoutId,
    /// A banned word (code 24).
    BannedPrompt,
    /// The queue is full (code 23).
    QueueFull,
    /// No such task.
    TaskNotFound,
    /// The task ended as FAILURE.
    TaskFailed,
    /// The task ended as CANCEL.
    TaskCancelled,
    /// The task waits for input.
    ModalRequired,
}

impl Code {
    const ALL: [Self; 24] = [
        Self::Config,
        Self::InvalidInput,
        Self::Validation,
        Self::Network,
        Self::RequestTimeout,
        Self::TaskTimeout,
        Self::Http,
        Self::Redirect,
        Self::Unauthorized,
        Self::Forbidden,
        Self::RateLimited,
        Self::Server,
        Self::BadResponse,
        Self::Refused,
        Self::Unavailable,
        Self::GatewayFailure,
        Self::UpstreamFailure,
        Self::AcceptedWithoutId,
        Self::BannedPrompt,
        Self::QueueFull,
        Self::TaskNotFound,
        Self::TaskFailed,
        Self::TaskCancelled,
        Self::ModalRequired,
    ];

    /// The code of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        self.part(0)
    }

    /// The JavaScript class, by its place in the list of `pkg/raise.js`.
    pub(crate) fn class(self) -> &'static str {
        self.part(1)
    }

    /// One English sentence, without its full stop.
    pub(crate) fn message(self) -> &'static str {
        self.part(2)
    }

    /// Whether the same call may succeed later.
    pub(crate) fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Network
                | Self::RequestTimeout
                | Self::RateLimited
                | Self::Server
                | Self::Unavailable
                | Self::GatewayFailure
                | Self::UpstreamFailure
                | Self::QueueFull
        )
    }

    fn part(self, at: usize) -> &'static str {
        part(ROWS, 3 * self as usize + at)
    }
}

/// Name, class and sentence of each code, in their order. The class is told by its place in `pkg/raise.js`; what is about a field of
/// the caller's gets its sentence there. One text: of many, a page would have to download where each begins and ends.
const ROWS: &str = "\
    config|1||\
    invalid_input|2||\
    validation|2|The gateway does not accept an argument|\
    network|3|The gateway did not answer|\
    request_timeout|4|The request took too long|\
    task_timeout|4|The task took too long|\
    http_error|5|The gateway answered with an HTTP error|\
    redirect|5|The gateway redirects; baseUrl may be wrong|\
    unauthorized|6|The gateway does not accept the key|\
    forbidden|6|The key may not do this|\
    rate_limited|7|Too many requests|\
    server_error|8|The gateway failed|\
    bad_response|9|The answer is not a gateway's|\
    refused|10|The gateway refused|\
    unavailable|10|The gateway has no account for this|\
    gateway_failure|10|The gateway could not submit|\
    upstream_failure|10|The relay got no usable answer from its upstream|\
    accepted_without_id|10|The gateway accepted the task but gave no id|\
    banned_prompt|11|The prompt has a banned word|\
    queue_full|12|The gateway's queue is full|\
    task_not_found|13|The gateway knows no such task|\
    task_failed|14|The task failed|\
    task_cancelled|15|The task was cancelled|\
    modal_required|16|The task waits for input";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name() {
        for (at, code) in Code::ALL.into_iter().enumerate() {
            assert_eq!((code as usize, Code::named(code.name())), (at, Some(code)));
        }
        assert_eq!(Code::ALL.len(), Code::ModalRequired as usize + 1, "the last one");
        assert_eq!(
            (Code::ModalRequired.class(), Code::ModalRequired.message()),
            ("16", "The task waits for input")
        );
    }
}
