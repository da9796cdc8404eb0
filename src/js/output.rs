//! Results and errors, as JavaScript gets them.

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::{
    Error, ErrorKind, Submission, Task, Token, client::Observer, gateway::modal::Needs, platform::Json,
};

/// The fields of an error. `pkg/errors.js` chooses its class by the code. They have few types, because a page downloads what
/// serializes each.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorFields<'a> {
    code: Option<&'a str>,
    message: Option<&'a str>,
    hint: Option<&'a str>,
    field: Option<&'a str>,
    status: Option<f64>,
    gateway_code: Option<f64>,
    description: Option<&'a str>,
    word: Option<&'a str>,
    needs: Option<&'a str>,
    verb: Option<&'a str>,
    properties: Option<&'a Json>,
    body: Option<&'a str>,
    retry_after: Option<f64>,
    retryable: bool,
    maybe_submitted: bool,
    task_id: Option<&'a str>,
    task: Option<&'a Json>,
    token: Option<&'a Json>,
    cause: Option<&'a Json>,
}

/// Converts an error.
pub(super) fn error(error: &Error) -> JsValue {
    let (message, hint, description) = (error.what(), error.hint(), error.description());
    let token = error.token().map(|token| Json::from_js(value(token)));
    // `pkg/errors.js` makes an error of the last failure's fields.
    let cause = match error.last_failure() {
        Some(last) => Some(Json::from_js(self::error(last))),
        None => error.cause().map(|cause| Json::from_js(cause.as_js().clone())),
    };
    // What a function of the caller threw has no code. It is handed on as it is.
    let is_callback = matches!(error.kind(), ErrorKind::Callback);
    value(&ErrorFields {
        code: Some(error.code().name()).filter(|_| !is_callback),
        message: Some(&message),
        hint: hint.as_deref(),
        field: error.field(),
        status: error.status().map(Into::into),
        gateway_code: error.gateway_code().map(Into::into),
        description: description.as_deref(),
        word: error.word(),
        needs: error.needs().map(Needs::name),
        verb: error.verb(),
        properties: error.properties(),
        body: error.body(),
        retry_after: error.retry_after_ms(),
        retryable: error.is_retryable(),
        maybe_submitted: error.maybe_submitted(),
        task_id: error.task_id(),
        task: error.task().map(Task::json),
        token: token.as_ref(),
        cause: cause.as_ref(),
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
