//! Options from JavaScript. `pkg/options.js` has checked their names and types, and copied them into plain objects.

use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{fields::Fields, input};
use crate::{
    Auth, Error, Headers, Task,
    client::{ApiKey, AuthMethod, CallOptions, ClientOptions, ModalPolicy, PollStrategy, SubmitOptions},
    gateway::headers::HeaderChange,
    platform::{Cause, Json},
    policy::schedule::Pace,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(error: &JsValue);
}

/// Reads the options of a client, except `fetch`, which belongs to the platform.
pub(super) fn client_options(fields: &Fields) -> ClientOptions {
    let mut options = ClientOptions::new(fields.text("baseUrl").unwrap_or_default());
    options.mode = fields.text("mode");
    options.api_key = api_key(fields.value("apiKey"));
    options.auth = auth(fields.value("auth"));
    if let Some(bytes) = fields.number("maxImageBytes") {
        options.max_image_bytes = bytes;
    }
    if let Some(bytes) = fields.number("maxResponseBytes") {
        options.max_response_bytes = bytes;
    }
    if let Some(rewrite) = fields.function("imageUrl") {
        options.image_url = Some(Rc::new(move |url, task: &Task| {
            let rewritten = rewrite.call2(&JsValue::UNDEFINED, &url.into(), task.json().as_js());
            rewritten.ok()?.as_string()
        }));
    }
    options.call = call_options(fields);
    options
}

/// Reads the options of a call.
pub(super) fn call_options(fields: &Fields) -> CallOptions {
    let poll = fields.object("poll");
    CallOptions {
        headers: fields
            .array("headers")
            .iter()
            .flat_map(Array::iter)
            .filter_map(header)
            .collect(),
        request_timeout: fields.number("requestTimeout"),
        timeout: fields.number("timeout"),
        max_retries: fields.number("maxRetries"),
        pace: Pace {
            min: poll.number("min"),
            max: poll.number("max"),
        },
        strategy: poll.function("strategy").map(strategy),
        modal: modal(fields.value("modal")),
        submit: SubmitOptions {
            state: fields.text("state"),
            notify_hook: fields.text("notifyHook"),
            bot_type: fields.text("botType"),
            account_filter: fields.given("accountFilter").map(Json::from_js),
        },
    }
}

/// Reads a pair of a name and a value, which is null to remove the header.
fn header(pair: JsValue) -> Option<HeaderChange> {
    let pair: Array = pair.unchecked_into();
    let (name, value) = (pair.get(0).as_string()?, pair.get(1).as_string());
    Some(HeaderChange { name, value })
}

fn api_key(value: JsValue) -> ApiKey {
    match (value.as_string(), value.dyn_into::<Function>()) {
        (Some(key), _) => ApiKey::Static(key),
        (None, Ok(function)) => ApiKey::Callback(Box::new(move || {
            let function = function.clone();
            Box::pin(async move {
                let key = call_async(&function, &JsValue::UNDEFINED).await?;
                let is_missing = key.is_undefined() || key.is_null();
                match key.as_string() {
                    None if !is_missing => Err(Error::invalid_api_key()),
                    key => Ok(key),
                }
            })
        })),
        (None, Err(_)) => ApiKey::None,
    }
}

fn auth(value: JsValue) -> AuthMethod {
    match value.dyn_into::<Function>() {
        Ok(function) => AuthMethod::Callback(Box::new(move |headers, key| {
            let Ok(all) = web_sys::Headers::new() else {
                return Err(Error::config(
                    "auth",
                    "\"bearer\", \"mj-api-secret\" or \"raw\" here: a function needs Headers, which is missing",
                ));
            };
            set_headers(&function, &all, headers, key)
                .map_err(|thrown| Error::callback(Cause::from_js(thrown)))
        })),
        Err(name) => AuthMethod::Scheme(
            name.as_string()
                .as_deref()
                .and_then(Auth::named)
                .unwrap_or_default(),
        ),
    }
}

/// Lets the caller's function set the headers of a key.
fn set_headers(
    function: &Function,
    js_headers: &web_sys::Headers,
    headers: &mut Headers,
    key: &str,
) -> Result<(), JsValue> {
    for (name, value) in headers.iter() {
        js_headers.set(name, value)?;
    }
    function.call2(&JsValue::UNDEFINED, js_headers, &key.into())?;
    *headers = Headers::default();
    for pair in Array::from(js_headers).iter() {
        if let Some(HeaderChange {
            name,
            value: Some(value),
        }) = header(pair)
        {
            headers.set(&name, value);
        }
    }
    Ok(())
}

fn strategy(function: Function) -> PollStrategy {
    Rc::new(move |task, planned| {
        let task = task.map_or(JsValue::UNDEFINED, |task| task.json().as_js().clone());
        match function.call2(&JsValue::UNDEFINED, &task, &planned.into()) {
            Ok(pause) => pause.as_f64(),
            Err(error) => {
                // A callback that throws must neither break the job nor go unnoticed.
                log_error(&error);
                None
            }
        }
    })
}

fn modal(value: JsValue) -> ModalPolicy {
    if value == "throw" {
        return ModalPolicy::Fail;
    }
    match value.dyn_into::<Function>() {
        Ok(function) => ModalPolicy::Ask(Rc::new(move |task| {
            let function = function.clone();
            Box::pin(async move {
                let answer = call_async(&function, task.json().as_js()).await?;
                input::modal_input(&Fields::of(answer))
            })
        })),
        Err(_) => ModalPolicy::Auto,
    }
}

/// Calls a function of the caller, which may return a promise.
async fn call_async(function: &Function, argument: &JsValue) -> Result<JsValue, Error> {
    let result = match function.call1(&JsValue::UNDEFINED, argument) {
        Ok(returned) => JsFuture::from(Promise::resolve(&returned)).await,
        Err(thrown) => Err(thrown),
    };
    result.map_err(|thrown| Error::callback(Cause::from_js(thrown)))
}
