//! What a client is made with, and what a call may change.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::{Client, Error};
use crate::{
    gateway::{path, text::concat},
    policy::{retry, schedule::Pace},
    web::{
        object::{get, given, number, set, text},
        platform,
    },
};

/// Options by their names, those of the JavaScript package: `baseUrl`, `apiKey`, `auth`, `mode` and so on for a client;
/// `timeout`, `poll`, `state` and so on for a call.
///
/// They stay a JavaScript object: to copy them into Rust, and the defaults with them, would cost a page more than all that
/// is done with them. Each is of its kind: the package's JavaScript checks that, and Rust's types do.
#[derive(Clone)]
pub struct Options(Object);

impl PartialEq for Options {
    /// Whether they are the same object.
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Options {
    /// The options that a JavaScript object holds.
    pub fn from_object(object: Object) -> Self {
        Self(object)
    }

    /// Notes what was learned, for all clients made of these options.
    pub(super) fn note(&self, name: &str, value: &JsValue) {
        set(&self.0, name, value);
    }

    pub(super) fn get(&self, name: &str) -> JsValue {
        get(&self.0, name)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        text(&self.0, name)
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        number(&self.0, name)
    }
}

/// The options of a call, over those of its client.
pub struct Call {
    own: Options,
    client: Options,
}

impl Client {
    /// The options of one call. Times are in milliseconds.
    pub fn call(&self, own: Object) -> Call {
        Call {
            own: Options(own),
            client: self.options.clone(),
        }
    }
}

impl Call {
    #[inline(never)]
    pub(super) fn get(&self, name: &str) -> JsValue {
        given(&self.own.0, name).unwrap_or_else(|| self.client.get(name))
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    /// The headers of the call, beside those of its client.
    pub(super) fn headers(&self) -> JsValue {
        self.own.get("headers")
    }

    /// The limit of one request.
    pub(super) fn request_timeout(&self, default: u32) -> u32 {
        self.number("requestTimeout")
            .map_or(default, |limit| limit as u32)
    }

    /// The limit of a whole task.
    pub(super) fn timeout(&self) -> f64 {
        self.number("timeout").unwrap_or(retry::TASK_TIMEOUT)
    }

    /// How often a read, and a submit that was provably not taken, is tried again.
    pub(super) fn max_retries(&self) -> u32 {
        self.number("maxRetries").map_or(2, |retries| retries as u32)
    }

    /// The pauses between looks.
    pub(super) fn pace(&self) -> Pace {
        let poll = self.get("poll");
        let pause = |name| number(&poll, name).map(|pause| pause as u32);
        Pace {
            min: pause("min"),
            max: pause("max"),
        }
    }
}

/// The address before mode and `/mj`, normalised: two spellings of one gateway give the same text.
///
/// An address is absolute, or in a page relative to it; with or without a trailing slash, `/mj` or the mode.
pub fn root(base_url: &str, mode: Option<&str>) -> Result<String, Error> {
    if mode.is_some_and(|mode| !path::is_mode(mode)) {
        return Err(Error::config(
            "mode",
            "one path segment of letters, digits, - _ and .",
        ));
    }
    let url = platform::locate(base_url, None);
    if let (Some(href), Some(origin), Some(path)) =
        (text(&url, "href"), text(&url, "origin"), text(&url, "pathname"))
    {
        // Everything that is not wanted makes the address longer than these two parts.
        if path::is_http(&href) && href == concat(&[&origin, &path]) {
            return Ok(concat(&[&origin, path::prefix(&path, mode)]));
        }
    }
    Err(Error::config(
        "baseUrl",
        "an http(s) address without credentials (apiKey is for them), query or fragment; in a page it may be relative",
    ))
}
