//! JavaScript options, read and checked.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::{
    client::{Auth, Call, Config, Error, Key, Modal},
    gateway::auth::Scheme,
    policy::schedule::Pace,
    web::object::given,
};

/// The options of `new Midjourney(options)`; which names there are is checked before, in JavaScript.
pub fn config(options: &JsValue) -> Result<Config, Error> {
    let mut config =
        Config::new(&text(options, "baseUrl")?.unwrap_or_default(), text(options, "mode")?)?;
    config.key = match given(options, "apiKey").map(JsCast::dyn_into::<Function>) {
        None => Key::None,
        Some(Ok(function)) => Key::Function(function),
        Some(Err(_)) => Key::Text(text(options, "apiKey")?.unwrap_or_default()),
    };
    if let Some(auth) = given(options, "auth") {
        let scheme = auth.as_string().and_then(|name| Scheme::named(&name)).map(Auth::Scheme);
        let auth = scheme.or_else(|| auth.dyn_into().ok().map(Auth::Function));
        config.auth = auth.ok_or_else(|| {
            Error::config("auth", "\"bearer\", \"mj-api-secret\", \"raw\" or a function")
        })?;
    }
    if let Some(bytes) = number(options, "maxImageBytes")? {
        config.max_image_bytes = bytes;
    }
    if let Some(bytes) = number(options, "maxResponseBytes")? {
        config.max_response_bytes = bytes;
    }
    config.fetch = function(options, "fetch")?;
    config.image_url = function(options, "imageUrl")?;
    config.call = call(options, &config.call)?;
    Ok(config)
}

/// The options of a call, over those of the client.
pub fn call(options: &JsValue, base: &Call) -> Result<Call, Error> {
    let mut call = base.clone();
    call.headers.extend(given(options, "headers"));
    if let Some(limit) = number(options, "requestTimeout")? {
        call.request_timeout = Some(limit as u32);
    }
    if let Some(limit) = number(options, "timeout")? {
        call.timeout = limit;
    }
    if let Some(retries) = number(options, "maxRetries")? {
        call.max_retries = retries as u32;
    }
    if let Some(poll) = given(options, "poll") {
        let Pace { min, max } = call.pace;
        call.pace = Pace {
            min: number(&poll, "min")?.map_or(min, |min| min as u32),
            max: number(&poll, "max")?.map_or(max, |max| max as u32),
        };
    }
    if let Some(modal) = given(options, "modal") {
        call.modal = match modal.as_string().as_deref() {
            Some("auto") => Modal::Auto,
            Some("throw") => Modal::Throw,
            _ => Modal::Function(modal.dyn_into().map_err(|_| {
                Error::config("modal", "\"auto\", \"throw\" or a function")
            })?),
        };
    }
    call.state = text(options, "state")?;
    call.notify_hook = text(options, "notifyHook")?;
    call.bot_type = text(options, "botType")?;
    call.account_filter = given(options, "accountFilter").unwrap_or_default();
    Ok(call)
}

fn text(options: &JsValue, key: &str) -> Result<Option<String>, Error> {
    // A URL object is taken wherever an address is.
    let Some(value) = given(options, key) else { return Ok(None) };
    let text = value.as_string().or_else(|| given(&value, "href")?.as_string());
    text.map(Some).ok_or_else(|| Error::config(key, "a string"))
}

fn number(options: &JsValue, key: &str) -> Result<Option<f64>, Error> {
    let Some(value) = given(options, key) else { return Ok(None) };
    let number = value.as_f64().filter(|number| (0.0..=f64::from(i32::MAX)).contains(number));
    number.map(Some).ok_or_else(|| Error::config(key, "a number from 0 to 2147483647"))
}

fn function(options: &JsValue, key: &str) -> Result<Option<Function>, Error> {
    let Some(value) = given(options, key) else { return Ok(None) };
    value.dyn_into().map(Some).map_err(|_| Error::config(key, "a function"))
}
