//! The client: the only place where the gateways' language, the policy and the platform meet. Names no JavaScript.

mod account;
mod body;
mod build_task;
mod builder;
mod button;
// The npm package has the same in JavaScript.
#[cfg(not(all(feature = "npm", target_family = "wasm")))]
mod display;
mod error;
mod exchange;
mod find;
mod input;
mod job;
mod learned;
mod lists;
mod midjourney;
mod modal;
mod options;
mod poller;
mod polls;
mod press;
mod query;
mod reference;
mod request;
mod resend;
mod rows;
mod run;
mod setters;
mod submission;
mod submit;
mod task;
mod token;
mod updates;
pub mod verb;
mod wording;

use std::{future::Future, pin::Pin, rc::Rc};

pub use account::{AccountFilter, BotType, Speed};
pub use builder::MidjourneyBuilder;
pub use button::Button;
pub use error::{Error, ErrorKind, ErrorResponse, Field};
pub use job::{Dimensions, Job};
pub use learned::Stats;
pub use midjourney::Midjourney;
pub use modal::ModalInput;
pub use reference::TaskRef;
pub use request::Request;
pub use submission::Submission;
pub use task::Task;
pub use token::Token;
pub use updates::Updates;

pub(crate) use {
    input::Input,
    modal::ModalPolicy,
    options::{Call, CallOptions, ClientOptions},
    press::Pressed,
};
#[cfg(all(feature = "npm", target_family = "wasm"))]
pub(crate) use {
    options::{ApiKey, AuthMethod, PollStrategy, SubmitOptions},
    query::CustomRequest,
    reference::Reference,
    run::{Observer, Run, Work},
};

use crate::{
    gateway::{path, text::concat},
    platform::Platform,
};
use learned::Learned;
use polls::OpenPolls;

/// A future of this crate. It stays on its thread. Dropping it ends its requests and timers.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// What all jobs of a client share.
pub struct Inner {
    platform: Rc<dyn Platform>,
    options: ClientOptions,
    /// URL of the gateway, without mode and `/mj`.
    root_url: String,
    learned: Learned,
    polls: Rc<OpenPolls>,
}

impl Inner {
    /// Creates the shared part of a client. Sends nothing.
    pub(crate) fn new(platform: Rc<dyn Platform>, mut options: ClientOptions) -> Result<Self, Error> {
        // As an environment variable that is not set.
        options.mode = options.mode.filter(|mode| !mode.is_empty());
        let root_url = root_url(&*platform, &options.base_url, options.mode.as_deref())?;
        let polls = OpenPolls::new(Rc::clone(&platform));
        Ok(Self {
            platform,
            options,
            root_url,
            learned: Learned::default(),
            polls,
        })
    }

    /// Fills the options of a call from the client's.
    pub(crate) fn call(&self, options: CallOptions) -> Call {
        options.or(&self.options.call)
    }

    /// Returns what the client has done so far.
    pub fn stats(&self) -> Stats {
        self.learned.stats()
    }
}

/// Returns the gateway's URL without mode and `/mj`, normalized: two spellings of one gateway give the same text.
fn root_url(platform: &dyn Platform, base_url: &str, mode: Option<&str>) -> Result<String, Error> {
    if !mode.is_none_or(path::is_mode) {
        return Err(Error::config(
            "mode",
            "one path segment of letters, digits, dots, - and _",
        ));
    }
    let url = platform.resolve_url(base_url, None).filter(|url| {
        // A query, a fragment or credentials make the URL longer than its origin and path.
        path::is_http(&url.href) && url.href.len() == url.origin.len() + url.path.len()
    });
    match url {
        Some(url) => Ok(concat(&[&url.origin, path::prefix(&url.path, mode)])),
        None => Err(Error::config(
            "baseUrl",
            "an absolute http(s) address without credentials, query or fragment",
        )),
    }
}
