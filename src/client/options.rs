//! The options of a client and of a call.

use std::{fmt, rc::Rc};

use super::{Error, ModalPolicy, Task};
use crate::{
    gateway::{
        auth::Scheme,
        headers::{HeaderChange, Headers},
    },
    platform::{Json, LocalBoxFuture},
    policy::{retry, schedule::Pace},
};

/// The options of a client.
pub(crate) struct ClientOptions {
    /// URL of the gateway as the caller gave it.
    pub base_url: String,
    /// Path segment before `/mj`.
    pub mode: Option<String>,
    /// API key.
    pub api_key: ApiKey,
    /// How the API key is sent.
    pub auth: AuthMethod,
    /// Largest image to send, in bytes before encoding.
    pub max_image_bytes: u32,
    /// Largest response to read, in bytes.
    pub max_response_bytes: u32,
    /// Rewrites the URL of every image.
    pub image_url: Option<ImageUrlRewrite>,
    /// Defaults of every call.
    pub call: CallOptions,
}

/// Rewrites the absolute URL of an image. `None` leaves it as it is.
pub(crate) type ImageUrlRewrite = Rc<dyn Fn(&str, &Task) -> Option<String>>;

impl ClientOptions {
    /// Creates the default options for the gateway at `base_url`.
    pub fn new(base_url: String) -> Self {
        Self {
            base_url,
            mode: None,
            api_key: ApiKey::None,
            auth: AuthMethod::Scheme(Scheme::Bearer),
            max_image_bytes: 10_000_000,
            max_response_bytes: 16 << 20,
            image_url: None,
            call: CallOptions::default(),
        }
    }
}

/// An API key.
#[derive(Default)]
pub(crate) enum ApiKey {
    /// The client sends no key.
    #[default]
    None,
    /// One key for all requests.
    Static(String),
    /// A function that gives the key of each request.
    Callback(KeyCallback),
}

/// Gives the key of a request. `None` and an empty key send no header.
pub(crate) type KeyCallback = Box<dyn Fn() -> LocalBoxFuture<'static, Result<Option<String>, Error>>>;

/// How the API key is sent.
pub(crate) enum AuthMethod {
    /// By one of the ways that gateways are known to read.
    Scheme(Scheme),
    /// By a function of the caller, which sets the headers itself.
    Callback(AuthCallback),
}

/// Sets the headers for a key.
pub(crate) type AuthCallback = Box<dyn Fn(&mut Headers, &str) -> Result<(), Error>>;

/// The options of a call. Unset options fall back to the client's.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    /// Changes to the headers, after the client's.
    pub headers: Vec<HeaderChange>,
    /// Timeout of one request including its body, in milliseconds.
    pub request_timeout: Option<u32>,
    /// Deadline of a job, in milliseconds from the call.
    pub timeout: Option<u32>,
    /// Number of retries of a read, and of a submit that the gateway provably did not accept.
    pub max_retries: Option<u32>,
    /// Shortest and longest pause between polls.
    pub pace: Pace,
    /// Chooses the pauses between polls.
    pub strategy: Option<PollStrategy>,
    /// What to do when a task waits for input.
    pub modal: ModalPolicy,
    /// Fields of every submit.
    pub submit: SubmitOptions,
}

/// Chooses the pause before the next poll: gets the task of the last poll (`None` after a failed one) and the planned pause.
/// `None` leaves it as planned.
pub(crate) type PollStrategy = Rc<dyn Fn(Option<&Task>, u32) -> Option<f64>>;

/// The fields that all submits share.
#[derive(Clone, Default)]
pub(crate) struct SubmitOptions {
    /// Text that the gateway returns in the task.
    pub state: Option<String>,
    /// URL to which the gateway posts every change of the task.
    pub notify_hook: Option<String>,
    /// Bot that makes the image.
    pub bot_type: Option<String>,
    /// Which accounts of the gateway may take the task.
    pub account_filter: Option<Json>,
}

impl CallOptions {
    /// Fills unset options from the client's. The headers of the two stay apart: see [`has_own_headers`](Call::has_own_headers).
    pub fn or(mut self, defaults: &Self) -> Call {
        let has_own_headers = !self.headers.is_empty();
        let mut headers = defaults.headers.clone();
        headers.append(&mut self.headers);
        self.headers = headers;
        self.request_timeout = self.request_timeout.or(defaults.request_timeout);
        self.timeout = self.timeout.or(defaults.timeout);
        self.max_retries = self.max_retries.or(defaults.max_retries);
        self.pace.min = self.pace.min.or(defaults.pace.min);
        self.pace.max = self.pace.max.or(defaults.pace.max);
        self.strategy = self.strategy.or_else(|| defaults.strategy.clone());
        Call {
            options: self,
            has_own_headers,
        }
    }
}

/// The options of a call, with those of its client.
pub struct Call {
    pub(super) options: CallOptions,
    /// Whether the call brings headers, which may belong to another account.
    pub(super) has_own_headers: bool,
}

impl Call {
    /// Returns the timeout of one request, in milliseconds.
    pub(super) fn request_timeout(&self, default: u32) -> u32 {
        self.options.request_timeout.unwrap_or(default)
    }

    /// Returns the timeout of one read, in milliseconds.
    pub(super) fn read_timeout(&self) -> u32 {
        self.request_timeout(retry::READ_TIMEOUT)
    }

    /// Returns the timeout of a whole job, in milliseconds.
    pub(super) fn job_timeout(&self) -> f64 {
        self.options.timeout.map_or(retry::TASK_TIMEOUT, f64::from)
    }

    /// Returns the number of retries.
    pub(super) fn max_retries(&self) -> u32 {
        self.options.max_retries.unwrap_or(2)
    }
}

/// Hides everything that may hold a secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallOptions")
    }
}
