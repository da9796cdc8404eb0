//! Options from JavaScript. `pkg/options.js` has checked their names and types, and copied them into plain objects.

use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::input;
use crate::{
    Auth, Error, Headers, Task,
    client::{ApiKey, AuthMethod, ModalPolicy, PollStrategy, SubmitOptions},
    gateway::headers::HeaderChange,
    platform::{Cause, Json},
    policy::schedule::Pace,
};

#[wasm_bindgen]
extern "C" {
    /// Options of `new Midjourney(options)`, which include the defaults of every call.
    #[wasm_bindgen(extends = CallOptions)]
    pub type ClientOptions;
    #[wasm_bindgen(method, getter, js_name = baseUrl)]
    fn base_url(this: &ClientOptions) -> String;
    #[wasm_bindgen(method, getter)]
    fn mode(this: &ClientOptions) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = apiKey)]
    fn api_key(this: &ClientOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn auth(this: &ClientOptions) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = maxImageBytes)]
    fn max_image_bytes(this: &ClientOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = maxResponseBytes)]
    fn max_response_bytes(this: &ClientOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = imageUrl)]
    fn image_url(this: &ClientOptions) -> Option<Function>;
    #[wasm_bindgen(method, getter)]
    pub fn fetch(this: &ClientOptions) -> Option<Function>;

    /// Options of one call.
    pub type CallOptions;
    #[wasm_bindgen(method, getter, js_name = requestTimeout)]
    fn request_timeout(this: &CallOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn timeout(this: &CallOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = maxRetries)]
    fn max_retries(this: &CallOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn poll(this: &CallOptions) -> Option<PollOptions>;
    /// Pairs of a name and a value, which is null to remove the header.
    #[wasm_bindgen(method, getter)]
    fn headers(this: &CallOptions) -> Option<Array>;
    #[wasm_bindgen(method, getter)]
    fn modal(this: &CallOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn state(this: &CallOptions) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = notifyHook)]
    fn notify_hook(this: &CallOptions) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = botType)]
    fn bot_type(this: &CallOptions) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = accountFilter)]
    fn account_filter(this: &CallOptions) -> JsValue;

    type PollOptions;
    #[wasm_bindgen(method, getter)]
    fn min(this: &PollOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn max(this: &PollOptions) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn strategy(this: &PollOptions) -> Option<Function>;

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(error: &JsValue);
}

impl ClientOptions {
    /// Converts the options, except `fetch`, which belongs to the platform.
    pub(super) fn to_rust(&self) -> crate::client::ClientOptions {
        let mut options = crate::client::ClientOptions::new(self.base_url());
        options.mode = self.mode();
        options.api_key = api_key(self.api_key());
        options.auth = auth(self.auth());
        if let Some(bytes) = self.max_image_bytes() {
            options.max_image_bytes = bytes as u32;
        }
        if let Some(bytes) = self.max_response_bytes() {
            options.max_response_bytes = bytes as u32;
        }
        if let Some(rewrite) = self.image_url() {
            options.image_url = Some(Rc::new(move |url, task: &Task| {
                let rewritten = rewrite.call2(&JsValue::UNDEFINED, &url.into(), task.json().as_js());
                rewritten.ok()?.as_string()
            }));
        }
        options.call = CallOptions::to_rust(self);
        options
    }
}

impl CallOptions {
    /// Converts the options of a call.
    pub(super) fn to_rust(&self) -> crate::client::CallOptions {
        let whole = |number: Option<f64>| number.map(|number| number as u32);
        let poll = self.poll();
        let poll = poll.as_ref();
        crate::client::CallOptions {
            headers: self
                .headers()
                .iter()
                .flat_map(Array::iter)
                .filter_map(header)
                .collect(),
            request_timeout: whole(self.request_timeout()),
            timeout: whole(self.timeout()),
            max_retries: whole(self.max_retries()),
            pace: Pace {
                min: whole(poll.and_then(PollOptions::min)),
                max: whole(poll.and_then(PollOptions::max)),
            },
            strategy: poll.and_then(PollOptions::strategy).map(strategy),
            modal: modal(self.modal()),
            submit: SubmitOptions {
                state: self.state(),
                notify_hook: self.notify_hook(),
                bot_type: self.bot_type(),
                account_filter: Some(self.account_filter())
                    .filter(|filter| !filter.is_undefined() && !filter.is_null())
                    .map(Json::from_js),
            },
        }
    }
}

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
            set_headers(&function, headers, key).map_err(|thrown| Error::callback(Cause::from_js(thrown)))
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
fn set_headers(function: &Function, headers: &mut Headers, key: &str) -> Result<(), JsValue> {
    let js_headers = web_sys::Headers::new()?;
    for (name, value) in headers.iter() {
        js_headers.set(name, value)?;
    }
    function.call2(&JsValue::UNDEFINED, &js_headers, &key.into())?;
    *headers = Headers::default();
    for pair in Array::from(&js_headers).iter() {
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
                input::modal_answer(answer)
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
