//! What a client is made with, and what a call may change.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::{Client, Error};
use crate::{
    gateway::{auth::Scheme, path, text::concat},
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
/// is done with them.
#[derive(Clone)]
pub struct Options(Object);

impl PartialEq for Options {
    /// Whether they are the same object.
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

/// What an option may be.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Text,
    Function,
    Auth,
    Modal,
    Object,
}

const KINDS: [(&str, Kind); 19] = [
    ("poll", Kind::Object),
    ("headers", Kind::Object),
    ("apiKey", Kind::Text),
    ("mode", Kind::Text),
    ("state", Kind::Text),
    ("notifyHook", Kind::Text),
    ("botType", Kind::Text),
    ("auth", Kind::Auth),
    ("modal", Kind::Modal),
    ("fetch", Kind::Function),
    ("imageUrl", Kind::Function),
    ("requestTimeout", Kind::Number),
    ("timeout", Kind::Number),
    ("maxRetries", Kind::Number),
    ("maxImageBytes", Kind::Number),
    ("maxResponseBytes", Kind::Number),
    ("strategy", Kind::Function),
    ("min", Kind::Number),
    ("max", Kind::Number),
];

impl Kind {
    fn takes(self, value: &JsValue) -> bool {
        let word = value.as_string();
        match self {
            Self::Number => value
                .as_f64()
                .is_some_and(|number| (0.0..=f64::from(i32::MAX)).contains(&number)),
            Self::Text => word.is_some(),
            Self::Function => value.is_function(),
            Self::Auth => value.is_function() || word.is_some_and(|name| Scheme::named(&name).is_some()),
            Self::Modal => value.is_function() || matches!(word.as_deref(), Some("auto" | "throw")),
            Self::Object => value.is_object(),
        }
    }

    fn allowed(self) -> &'static str {
        match self {
            Self::Number => "a number from 0 to 2147483647",
            Self::Text => "a string",
            Self::Function => "a function",
            Self::Auth => "\"bearer\", \"mj-api-secret\", \"raw\" or a function",
            Self::Modal => "\"auto\", \"throw\" or a function",
            Self::Object => "an object",
        }
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

    /// What is given must be of its kind.
    pub(super) fn check(&self) -> Result<(), Error> {
        let poll = self.get("poll");
        for (name, kind) in KINDS {
            for (options, of) in [(&*self.0, ""), (&poll, "poll.")] {
                // Where there is no object, each question is an exception.
                if options.is_object()
                    && let Some(value) = given(options, name)
                {
                    // The key may come from a function.
                    let takes = kind.takes(&value) || name == "apiKey" && value.is_function();
                    if !takes {
                        return Err(Error::config(&concat(&[of, name]), kind.allowed()));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The options of a call, over those of its client.
pub struct Call {
    options: Options,
    /// The more headers of client and call; the latter are stronger.
    pub(super) headers: Array,
}

impl Client {
    /// The options of one call. Times are in milliseconds.
    pub fn call(&self, own: &JsValue) -> Result<Call, Error> {
        let all = Object::assign(&Object::new(), &self.options.0);
        let options = Options(Object::assign(&all, own.unchecked_ref()));
        options.check()?;
        let both = Array::new();
        for headers in [self.option("headers"), get(own, "headers")] {
            both.push(&headers);
        }
        Ok(Call {
            options,
            headers: both,
        })
    }
}

impl Call {
    pub(super) fn get(&self, name: &str) -> JsValue {
        self.options.get(name)
    }

    /// The limit of one request.
    pub(super) fn request_timeout(&self, default: u32) -> u32 {
        self.options
            .number("requestTimeout")
            .map_or(default, |limit| limit as u32)
    }

    /// The limit of a whole task.
    pub(super) fn timeout(&self) -> f64 {
        self.options.number("timeout").unwrap_or(retry::TASK_TIMEOUT)
    }

    /// How often a read, and a submit that was provably not taken, is tried again.
    pub(super) fn max_retries(&self) -> u32 {
        self.options
            .number("maxRetries")
            .map_or(2, |retries| retries as u32)
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
        if href.starts_with("http") && href == concat(&[&origin, &path]) {
            return Ok(concat(&[&origin, path::prefix(&path, mode)]));
        }
    }
    Err(Error::config(
        "baseUrl",
        "an http(s) address, without credentials (a key goes into apiKey), query or fragment; only in a page it may be relative",
    ))
}
