//! What a client is made with, and what a call may change.

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::Error;
use crate::{
    gateway::{auth::Scheme, path},
    policy::{retry, schedule::Pace},
    web::url,
};

/// Where the key comes from.
#[derive(Clone, Debug, Default)]
pub enum Key {
    /// No key: no header is sent.
    #[default]
    None,
    /// This key.
    Text(String),
    /// A function that gives a key, or a promise of one, for each request.
    Function(Function),
}

/// How the key is sent.
#[derive(Clone, Debug)]
pub enum Auth {
    /// In one of the known ways.
    Scheme(Scheme),
    /// By a function of headers and key that sets the headers itself.
    Function(Function),
}

impl Default for Auth {
    fn default() -> Self {
        Self::Scheme(Scheme::default())
    }
}

/// What to do with a task that waits for `/submit/modal`.
#[derive(Clone, Debug, Default)]
pub enum Modal {
    /// Confirm what asks for nothing; fail with [`Code::ModalRequired`](crate::gateway::code::Code) for the rest.
    #[default]
    Auto,
    /// Always fail so.
    Throw,
    /// Ask a function of the task, which gives the input or a promise of it.
    Function(Function),
}

/// What a client is made with.
#[derive(Clone, Debug)]
pub struct Config {
    /// The gateway's address before mode and `/mj`, without a trailing slash.
    pub root: String,
    /// The path segment before `/mj`.
    pub mode: Option<String>,
    /// The key.
    pub key: Key,
    /// How it is sent.
    pub auth: Auth,
    /// The largest picture to send, in bytes. Default 10 MB.
    pub max_image_bytes: f64,
    /// The largest answer to read, in bytes. Default 16 MiB.
    pub max_response_bytes: f64,
    /// Used instead of the platform's `fetch`.
    pub fetch: Option<Function>,
    /// Rewrites the address of every picture: `(url, task) => url`.
    pub image_url: Option<Function>,
    /// What a call does unless it says otherwise.
    pub call: Call,
}

/// What a call may say. Times are in milliseconds.
#[derive(Clone, Debug)]
pub struct Call {
    /// Ends the call when it fires.
    pub signal: Option<AbortSignal>,
    /// Objects of more headers, the later ones stronger; a null removes a header.
    pub headers: Vec<JsValue>,
    /// The limit of one request; `None` is 30 s for reads and 120 s and more for submits.
    pub request_timeout: Option<u32>,
    /// The limit of a whole task. Default 15 minutes.
    pub timeout: f64,
    /// How often a read, and a submit that was provably not taken, is tried again. Default 2.
    pub max_retries: u32,
    /// The pauses between looks.
    pub pace: Pace,
    /// What to do when the gateway asks back.
    pub modal: Modal,
    /// The marker that goes with a submit and comes back in the task.
    pub state: Option<String>,
    /// Where the gateway posts changes.
    pub notify_hook: Option<String>,
    /// `MID_JOURNEY` or `NIJI_JOURNEY`.
    pub bot_type: Option<String>,
    /// Which accounts may take the task, as the gateway wants it.
    pub account_filter: JsValue,
}

impl Default for Call {
    fn default() -> Self {
        Self {
            signal: None,
            headers: Vec::new(),
            request_timeout: None,
            timeout: retry::TASK_TIMEOUT,
            max_retries: 2,
            pace: Pace::default(),
            modal: Modal::Auto,
            state: None,
            notify_hook: None,
            bot_type: None,
            account_filter: JsValue::UNDEFINED,
        }
    }
}

impl Config {
    /// The configuration for a gateway's address: absolute, or in a page relative to it; with or without a trailing
    /// slash, `/mj` or the mode.
    pub fn new(base_url: &str, mode: Option<String>) -> Result<Self, Error> {
        if mode.as_deref().is_some_and(|mode| !path::is_mode(mode)) {
            return Err(Error::config("mode", "one path segment of letters, digits, - _ and ."));
        }
        Ok(Self {
            root: root(base_url, mode.as_deref())?,
            mode,
            key: Key::None,
            auth: Auth::default(),
            max_image_bytes: 1e7,
            max_response_bytes: 16_777_216.0,
            fetch: None,
            image_url: None,
            call: Call::default(),
        })
    }

    /// The key scheme, where it is a known one.
    pub fn scheme(&self) -> Option<Scheme> {
        match self.auth {
            Auth::Scheme(scheme) => Some(scheme),
            Auth::Function(_) => None,
        }
    }
}

/// The address before mode and `/mj`, normalised: two spellings of one gateway give the same text.
pub fn root(base_url: &str, mode: Option<&str>) -> Result<String, Error> {
    let wrong = |allowed| Error::config("baseUrl", allowed);
    let url = url::parse(base_url)
        .ok_or_else(|| wrong("an http(s) address, absolute or, in a page, relative to it"))?;
    if !matches!(url.protocol().as_str(), "http:" | "https:") {
        return Err(wrong("an http or https address"));
    }
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err(wrong("without credentials: a key goes into apiKey"));
    }
    if !url.search().is_empty() || !url.hash().is_empty() {
        return Err(wrong("without query and fragment"));
    }
    Ok([url.origin().as_str(), path::prefix(&url.pathname(), mode)].concat())
}
