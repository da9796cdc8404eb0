//! Failures as JavaScript errors.

use js_sys::{Function, Object};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{
    client::Error,
    web::object::{is_given, set},
};

/// The plain fields of a `MidjourneyError`; what is not known is absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    class: &'a str,
    code: &'a str,
    message: &'a str,
    retryable: bool,
    maybe_submitted: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    hint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gateway_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    word: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_id: Option<&'a str>,
}

/// What a promise is rejected with.
pub fn raise(raise: &Function, error: Error) -> JsValue {
    let fault = match error {
        Error::Known(fault) => fault,
        Error::Thrown(thrown) => return thrown,
    };
    let refusal = fault.refusal.as_ref();
    // The task's own reason stands where a refusal has the gateway's words.
    let reason = fault.task.as_ref().and_then(|task| crate::gateway::Json::filled(&**task, "failReason"));
    let fields = serde_wasm_bindgen::to_value(&Fields {
        class: fault.code.class(),
        code: fault.code.name(),
        message: &fault.message,
        retryable: fault.code.is_retryable(),
        maybe_submitted: fault.maybe_submitted,
        hint: fault.hint,
        field: fault.field.as_deref(),
        status: refusal.map(|refusal| refusal.status),
        gateway_code: refusal.and_then(|refusal| refusal.gateway_code),
        description: reason.as_deref().or(refusal.and_then(|refusal| refusal.description.as_deref())),
        body: refusal.and_then(|refusal| refusal.body.as_deref()),
        word: refusal.and_then(|refusal| refusal.word.as_deref()),
        retry_after: fault.retry_after,
        task_id: fault.task_id.as_deref(),
    });
    let fields = fields.unwrap_or_default().unchecked_into::<Object>();
    for (key, value) in [("properties", &fault.properties), ("cause", &fault.cause)] {
        if is_given(value) {
            set(&fields, key, value);
        }
    }
    if let Some(task) = &fault.task {
        set(&fields, "task", task);
    }
    raise.call1(&JsValue::UNDEFINED, &fields).unwrap_or_else(|thrown| thrown)
}
