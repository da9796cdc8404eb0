//! Why a call failed.

mod kind;
mod message;
mod response;

use std::{borrow::Cow, fmt, time::Duration};

use super::{Task, Token, wording};
use crate::{
    gateway::{code::Code, modal::Needs, verb::Verb},
    platform::{Cause, Json},
};

use kind::Submitted;
pub use kind::{ErrorKind, Field};
pub use response::ErrorResponse;

/// Why a call failed, and what to do about it.
///
/// `Display` says both, with the gateway's own words. Neither `Display` nor `Debug` shows the API key: a key that the gateway echoes
/// is removed, and [`cause`](Error::cause) is in neither.
#[derive(Clone, Debug)]
pub struct Error(Box<Failure>);

/// The kind of a failure, and what is known of its call.
#[derive(Clone, Debug)]
struct Failure {
    kind: ErrorKind,
    submitted: Submitted,
    task_id: Option<String>,
    task: Option<Task>,
    token: Option<Token>,
    cause: Option<Cause>,
}

impl Error {
    /// Creates an error of which only the kind is known.
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Failure {
            kind,
            submitted: Submitted::No,
            task_id: None,
            task: None,
            token: None,
            cause: None,
        }))
    }

    /// Creates the error of an argument: `field` must be `allowed`.
    pub(crate) fn invalid_input(
        field: impl Into<Cow<'static, str>>,
        allowed: impl Into<Cow<'static, str>>,
    ) -> Self {
        let field = Field::new(field.into(), " must be ", allowed.into());
        Self::new(ErrorKind::InvalidInput(field))
    }

    /// Creates the error of an argument with which something failed: `field` could not be `done`.
    pub(crate) fn failed_input(
        field: impl Into<Cow<'static, str>>,
        done: impl Into<Cow<'static, str>>,
    ) -> Self {
        let field = Field::new(field.into(), " could not be ", done.into());
        Self::new(ErrorKind::InvalidInput(field))
    }

    /// Creates the error of an option: `option` must be `allowed`.
    pub(crate) fn config(option: &'static str, allowed: &'static str) -> Self {
        let field = Field::new(option.into(), " must be ", allowed.into());
        Self::new(ErrorKind::Config(field))
    }

    /// Creates the error of an API key that cannot stand in a header.
    pub(crate) fn invalid_api_key() -> Self {
        Self::config("apiKey", "visible ASCII, or a function that gives it")
    }

    /// Creates the error of a function of the caller that failed.
    pub(crate) fn callback(cause: Cause) -> Self {
        Self::new(ErrorKind::Callback).with_cause(cause)
    }

    /// Adds what made it fail.
    pub(crate) fn with_cause(mut self, cause: Cause) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// Adds the task's ID, unless it has one.
    pub(super) fn with_task_id(mut self, id: &str) -> Self {
        self.0.task_id.get_or_insert_with(|| id.into());
        self
    }

    /// Adds the task as the last poll showed it.
    pub(super) fn with_task(mut self, task: Option<Task>) -> Self {
        self.0.task = task;
        self
    }

    /// Marks that a task may exist and be charged.
    pub(super) fn mark_maybe_submitted(mut self) -> Self {
        self.0.submitted = self.0.submitted.max(Submitted::Maybe);
        self
    }

    /// Marks that the gateway accepted the task before this happened, and that its end is not known.
    pub(super) fn mark_accepted(mut self) -> Self {
        if let ErrorKind::TaskTimeout(Some(last)) = &mut self.0.kind {
            last.0.submitted = Submitted::Accepted;
        }
        self.0.submitted = Submitted::Accepted;
        self
    }

    fn is_accepted(&self) -> bool {
        self.0.submitted == Submitted::Accepted
    }

    /// Adds the token of the job wherever a task may exist.
    pub(super) fn with_token(mut self, token: &Token) -> Self {
        if token.id.is_some() || token.state.is_some() && self.maybe_submitted() {
            if self.0.task_id.is_none() {
                self.0.task_id.clone_from(&token.id);
            }
            self.0.token = Some(token.clone());
        }
        self
    }

    /// Returns the kind of failure, with its data.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the stable code of the failure.
    pub fn code(&self) -> Code {
        match &self.0.kind {
            ErrorKind::Config(_) | ErrorKind::Callback => Code::Config,
            ErrorKind::InvalidInput(_) => Code::InvalidInput,
            ErrorKind::Network(_) | ErrorKind::NotConnected => Code::Network,
            ErrorKind::RequestTimeout => Code::RequestTimeout,
            ErrorKind::TaskTimeout(_) => Code::TaskTimeout,
            ErrorKind::ResponseTooLarge | ErrorKind::NotAResponse(_) => Code::BadResponse,
            ErrorKind::Response(response) => response.refusal.code,
            ErrorKind::MarkerNotFound { .. } => Code::TaskNotFound,
            ErrorKind::TaskFailed => Code::TaskFailed,
            ErrorKind::TaskCancelled => Code::TaskCancelled,
            ErrorKind::ModalRequired(_) => Code::ModalRequired,
        }
    }

    /// Returns the response that caused the failure.
    fn response(&self) -> Option<&ErrorResponse> {
        match &self.0.kind {
            ErrorKind::Response(response) => Some(response),
            ErrorKind::TaskTimeout(Some(last)) => last.response(),
            _ => None,
        }
    }

    /// Adds the verb that was submitted.
    pub(super) fn with_verb(mut self, verb: Verb) -> Self {
        if let ErrorKind::Response(response) = &mut self.0.kind {
            response.verb = Some(verb);
        }
        self
    }

    /// Returns the name of the verb, if the gateway refused a submit.
    pub fn verb(&self) -> Option<&'static str> {
        self.response()?.verb.map(Verb::name)
    }

    /// Returns the failure of a job's last poll, if the job exceeded its deadline.
    pub fn last_failure(&self) -> Option<&Self> {
        match &self.0.kind {
            ErrorKind::TaskTimeout(last) => last.as_deref(),
            _ => None,
        }
    }

    /// Returns what a task that waits for input needs.
    pub fn needs(&self) -> Option<Needs> {
        match &self.0.kind {
            ErrorKind::ModalRequired(needs) => Some(*needs),
            _ => None,
        }
    }

    /// Returns the name of the option or argument that cannot be used.
    pub fn field(&self) -> Option<&str> {
        match &self.0.kind {
            ErrorKind::Config(field) | ErrorKind::InvalidInput(field) => Some(&field.name),
            _ => None,
        }
    }

    /// Returns `true` if the request got no response: a retry may get one.
    pub(super) fn is_transient(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Network(_)
                | ErrorKind::NotConnected
                | ErrorKind::RequestTimeout
                | ErrorKind::ResponseTooLarge
        )
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> Option<u16> {
        self.response().map(|response| response.refusal.status)
    }

    /// Returns the gateway's own code.
    pub fn gateway_code(&self) -> Option<i32> {
        self.response()?.refusal.gateway_code
    }

    /// Returns the gateway's own words, often Chinese. For a failed task, its reason.
    pub fn description(&self) -> Option<Cow<'_, str>> {
        match (&self.0.kind, &self.0.task) {
            (ErrorKind::TaskFailed | ErrorKind::TaskCancelled, Some(task)) => {
                task.fail_reason().map(Cow::Owned)
            }
            _ => self.response()?.description.as_deref().map(Cow::Borrowed),
        }
    }

    /// Returns the banned word, where the gateway names it.
    pub fn word(&self) -> Option<&str> {
        self.response()?.word.as_deref()
    }

    /// Returns the first 200 characters of a response that was not the expected JSON.
    pub fn body(&self) -> Option<&str> {
        self.response()?.body.as_deref()
    }

    /// Returns how long the gateway asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_ms()
            .map(|wait| Duration::from_millis(wait as u64))
    }

    pub(crate) fn retry_after_ms(&self) -> Option<f64> {
        self.response()?.retry_after
    }

    /// Returns what else the gateway says.
    pub fn properties(&self) -> Option<&Json> {
        self.response()?.properties.as_ref()
    }

    /// Returns the task's ID, where it is known.
    pub fn task_id(&self) -> Option<&str> {
        self.0.task_id.as_deref()
    }

    /// Returns the task as the last poll showed it.
    pub fn task(&self) -> Option<&Task> {
        self.0.task.as_ref()
    }

    /// Returns the token for [`Midjourney::wait`](super::Midjourney::wait), wherever a task may exist.
    pub fn token(&self) -> Option<&Token> {
        self.0.token.as_ref()
    }

    /// Returns `true` if the gateway may have accepted, and charged, the task all the same. Never submit again without looking for it.
    pub fn maybe_submitted(&self) -> bool {
        self.0.submitted != Submitted::No
    }

    /// Returns `true` if the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::MarkerNotFound { has_list } => has_list,
            _ => self.code().is_retryable(),
        }
    }

    /// Returns what made it fail, unchanged: the platform's words, or what a function of the caller threw. What they quote is not checked.
    pub fn cause(&self) -> Option<&Cause> {
        self.0.cause.as_ref()
    }
}

/// Says what happened, what the gateway says, and what to do.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&wording::sentence(self))
    }
}

impl std::error::Error for Error {}
