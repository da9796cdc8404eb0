//! Results and errors, as JavaScript gets them.

use std::borrow::Cow;

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::{
    Error, ErrorKind, Submission, Task, Token,
    client::Observer,
    platform::{Cause, Json},
};

/// The fields of an error. `pkg/errors.js` chooses its class by the code.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorFields<'a> {
    code: &'static str,
    message: String,
    hint: Option<String>,
    field: Option<&'a str>,
    status: Option<u16>,
    gateway_code: Option<i32>,
    description: Option<Cow<'a, str>>,
    word: Option<&'a str>,
    properties: Option<&'a Json>,
    body: Option<&'a str>,
    retry_after: Option<f64>,
    retryable: bool,
    maybe_submitted: bool,
    task_id: Option<&'a str>,
    task: Option<&'a Json>,
    token: Option<&'a Token>,
    cause: Option<&'a Cause>,
}

/// What a function of the caller threw. It is handed on as it is.
#[derive(Serialize)]
struct Thrown<'a> {
    cause: Option<&'a Cause>,
}

/// Converts an error.
pub(super) fn error(error: &Error) -> JsValue {
    if matches!(error.kind(), ErrorKind::Callback) {
        let cause = error.cause();
        return value(&Thrown { cause });
    }
    value(&ErrorFields {
        code: error.code().name(),
        message: error.to_string(),
        hint: error.hint(),
        field: error.field(),
        status: error.status(),
        gateway_code: error.gateway_code(),
        description: error.description(),
        word: error.word(),
        properties: error.properties(),
        body: error.body(),
        retry_after: error.retry_after_ms(),
        retryable: error.is_retryable(),
        maybe_submitted: error.maybe_submitted(),
        task_id: error.task_id(),
        task: error.task().map(Task::json),
        token: error.token(),
        cause: error.cause(),
    })
}

/// Converts a struct.
pub(super) fn value(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or_default()
}

/// Calls the listener, which belongs to `pkg/` and does not throw.
pub(super) fn emit(listener: &Function, event: &str, value: &JsValue) {
    let _ = listener.call2(&JsValue::UNDEFINED, &event.into(), value);
}

/// The listener of a job.
pub(super) struct Listener<'a>(pub &'a Function);

impl Observer for Listener<'_> {
    fn token(&self, token: &Token) {
        emit(self.0, "token", &value(token));
    }

    fn submitted(&self, submission: &Submission) {
        emit(self.0, "submitted", &value(submission));
    }

    fn polled(&self, task: &Task) {
        emit(self.0, "polled", task.json().as_js());
    }
}
