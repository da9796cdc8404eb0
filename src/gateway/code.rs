//! The kinds of failures, with their stable names.

/// A kind of failure. Its [`name`](Code::name) is the `code` of a JavaScript error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// An option of the client cannot be used.
    Config,
    /// An argument cannot be used. The client sent nothing.
    InvalidInput,
    /// The gateway does not accept an argument (code 4).
    Validation,
    /// No response: the connection failed, or the page may not read it.
    Network,
    /// One request took too long.
    RequestTimeout,
    /// The task took too long.
    TaskTimeout,
    /// An HTTP error without a name of its own.
    Http,
    /// The gateway redirects.
    Redirect,
    /// HTTP 401.
    Unauthorized,
    /// HTTP 403.
    Forbidden,
    /// The credit of the key or its user is used up.
    InsufficientQuota,
    /// The gateway lacks the verb.
    Unsupported,
    /// HTTP 429, or a relay's code 30.
    RateLimited,
    /// HTTP 5xx.
    Server,
    /// The response is not the expected JSON.
    BadResponse,
    /// The gateway refused, with any other code.
    Refused,
    /// The gateway has no account for the task (code 3).
    Unavailable,
    /// The gateway's own failure (code 9).
    GatewayFailure,
    /// A relay could not reach its upstream or read its response (code 5).
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
    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::InvalidInput => "invalid_input",
            Self::Validation => "validation",
            Self::Network => "network",
            Self::RequestTimeout => "request_timeout",
            Self::TaskTimeout => "task_timeout",
            Self::Http => "http_error",
            Self::Redirect => "redirect",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::InsufficientQuota => "insufficient_quota",
            Self::Unsupported => "unsupported",
            Self::RateLimited => "rate_limited",
            Self::Server => "server_error",
            Self::BadResponse => "bad_response",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::GatewayFailure => "gateway_failure",
            Self::UpstreamFailure => "upstream_failure",
            Self::AcceptedWithoutId => "accepted_without_id",
            Self::BannedPrompt => "banned_prompt",
            Self::QueueFull => "queue_full",
            Self::TaskNotFound => "task_not_found",
            Self::TaskFailed => "task_failed",
            Self::TaskCancelled => "task_cancelled",
            Self::ModalRequired => "modal_required",
        }
    }

    /// Returns one English sentence, without its full stop. Empty for codes whose error names a field.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Config | Self::InvalidInput => "",
            Self::Validation => "The gateway does not accept an argument",
            Self::Network => "The gateway did not answer",
            Self::RequestTimeout => "The request took too long",
            Self::TaskTimeout => "The task took too long",
            Self::Http => "The gateway answered with an HTTP error",
            Self::Redirect => "The gateway redirects",
            Self::Unauthorized => "The gateway does not accept the key",
            Self::Forbidden => "The gateway does not allow this",
            Self::InsufficientQuota => "The gateway's credit for this key is used up",
            Self::Unsupported => "The gateway does not offer this",
            Self::RateLimited => "Too many requests",
            Self::Server => "The gateway failed",
            Self::BadResponse => "The answer does not have the expected form",
            Self::Refused => "The gateway refused",
            Self::Unavailable => "The gateway has no account for this",
            Self::GatewayFailure => "The gateway could not submit",
            Self::UpstreamFailure => "The relay got no usable answer from its upstream",
            Self::AcceptedWithoutId => "The gateway accepted the task but gave no id",
            Self::BannedPrompt => "The prompt has a banned word",
            Self::QueueFull => "The gateway's queue is full",
            Self::TaskNotFound => "The gateway knows no such task",
            Self::TaskFailed => "The task failed",
            Self::TaskCancelled => "The task was cancelled",
            Self::ModalRequired => "The task waits for input",
        }
    }

    /// Returns `true` if the same call may succeed later.
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
}
