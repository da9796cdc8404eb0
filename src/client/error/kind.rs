//! The kinds of failures, with their data.

use std::borrow::Cow;

use super::{Error, ErrorResponse};
use crate::{client::wording, gateway::modal::Needs, platform::RequestOrigin};

/// The kind of a failure, with its data.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An option of the client cannot be used.
    Config(Field),
    /// An argument cannot be used. The client sent nothing.
    InvalidInput(Field),
    /// The client got no response: the connection failed, or the page may not read the response.
    Network(RequestOrigin),
    /// No connection was made, so nothing was sent.
    NotConnected,
    /// One request exceeded its timeout.
    RequestTimeout,
    /// The job exceeded its deadline. With the failure of its last poll, if that failed.
    TaskTimeout(Option<Box<Error>>),
    /// The response is larger than `max_response_bytes`.
    ResponseTooLarge,
    /// What came instead of a response cannot be read. The text says what a response needs.
    NotAResponse(&'static str),
    /// The gateway refused, failed, or sent something else than the expected JSON.
    Response(Box<ErrorResponse>),
    /// The gateway's list contains no task with the marker, or the gateway has no list.
    MarkerNotFound {
        /// Whether the gateway has a list. Then the task may be listed later.
        has_list: bool,
    },
    /// The task ended with the status FAILURE.
    TaskFailed,
    /// The task ended with the status CANCEL.
    TaskCancelled,
    /// The task waits for input.
    ModalRequired(Needs),
    /// A function of the caller failed. [`Error::cause`] is what it threw.
    Callback,
}

/// Whether a task of the call may be open at the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Submitted {
    /// None is: nothing was accepted, or its end is known.
    No,
    /// One may be.
    Maybe,
    /// The gateway accepted one.
    Accepted,
}

/// An option or argument that cannot be used.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub(super) name: Cow<'static, str>,
    /// Between the name and the problem: " must be " or " could not be ".
    pub(super) verb: &'static str,
    /// What it must be, or what could not be done with it.
    pub(super) problem: Cow<'static, str>,
}

impl Field {
    pub(super) fn new(name: Cow<'static, str>, verb: &'static str, problem: Cow<'static, str>) -> Self {
        Self {
            name: wording::names(name),
            verb,
            problem: wording::names(problem),
        }
    }
}
