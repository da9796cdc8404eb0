//! What can go wrong, by its stable name.

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
        self.row().0
    }

    /// The JavaScript class.
    pub(crate) fn class(self) -> &'static str {
        self.row().1
    }

    /// One English sentence, without its full stop.
    pub(crate) fn message(self) -> &'static str {
        self.row().2
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

    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Config => ("config", "ConfigError", "The client is set up wrongly"),
            Self::InvalidInput => (
                "invalid_input",
                "ValidationError",
                "An argument is not acceptable",
            ),
            Self::Validation => (
                "validation",
                "ValidationError",
                "The gateway does not accept an argument",
            ),
            Self::Network => ("network", "NetworkError", "The gateway did not answer"),
            Self::RequestTimeout => ("request_timeout", "TimeoutError", "The request took too long"),
            Self::TaskTimeout => ("task_timeout", "TimeoutError", "The task took too long"),
            Self::Http => (
                "http_error",
                "HttpError",
                "The gateway answered with an HTTP error",
            ),
            Self::Redirect => (
                "redirect",
                "HttpError",
                "The gateway redirects; baseUrl may be wrong",
            ),
            Self::Unauthorized => ("unauthorized", "AuthError", "The gateway does not accept the key"),
            Self::Forbidden => ("forbidden", "AuthError", "The key may not do this"),
            Self::RateLimited => ("rate_limited", "RateLimitError", "Too many requests"),
            Self::Server => ("server_error", "ServerError", "The gateway failed"),
            Self::BadResponse => (
                "bad_response",
                "BadResponseError",
                "The answer is not a gateway's",
            ),
            Self::Refused => ("refused", "SubmitError", "The gateway refused"),
            Self::Unavailable => (
                "unavailable",
                "SubmitError",
                "The gateway has no account for this",
            ),
            Self::GatewayFailure => ("gateway_failure", "SubmitError", "The gateway could not submit"),
            Self::UpstreamFailure => (
                "upstream_failure",
                "SubmitError",
                "The relay got no usable answer from its upstream",
            ),
            Self::AcceptedWithoutId => (
                "accepted_without_id",
                "SubmitError",
                "The gateway accepted the task but gave no id",
            ),
            Self::BannedPrompt => (
                "banned_prompt",
                "BannedPromptError",
                "The prompt has a banned word",
            ),
            Self::QueueFull => ("queue_full", "QueueFullError", "The gateway's queue is full"),
            Self::TaskNotFound => (
                "task_not_found",
                "TaskNotFoundError",
                "The gateway knows no such task",
            ),
            Self::TaskFailed => ("task_failed", "TaskFailedError", "The task failed"),
            Self::TaskCancelled => ("task_cancelled", "TaskCancelledError", "The task was cancelled"),
            Self::ModalRequired => ("modal_required", "ModalRequiredError", "The task waits for input"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name() {
        for (at, code) in Code::ALL.into_iter().enumerate() {
            assert_eq!((code as usize, Code::named(code.name())), (at, Some(code)));
        }
        assert_eq!(Code::ALL.len(), Code::ModalRequired as usize + 1, "the last one");
    }
}
