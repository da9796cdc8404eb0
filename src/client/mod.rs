//! The client: the only place where the gateway's language, the decisions and the platform meet.

mod ask;
mod error;
mod follow;
mod input;
mod looks;
mod options;
mod query;
mod sharing;
mod submit;
mod task;

use js_sys::Object;
use wasm_bindgen::JsValue;

pub use error::Error;
pub use follow::Followed;
pub use options::{Call, Options};
pub use query::Query;
pub use task::id_of;

/// What a job tells while it runs.
pub enum Event<'a> {
    /// The gateway has accepted.
    Submitted(&'a Object),
    /// A look at the task; the last one before the job ends included.
    Seen(&'a Object),
    /// A modal of the task with this id is being submitted.
    ModalSent(&'a str),
}

/// A listener to a job's events.
pub type Listener<'a> = &'a dyn Fn(Event<'_>);

/// A client of one gateway.
#[derive(Clone)]
pub struct Client {
    options: Options,
    /// The gateway's address before mode and `/mj`.
    root: String,
    mode: Option<String>,
}

impl Client {
    /// A client for the gateway that `options` names.
    pub fn new(options: Options) -> Result<Self, Error> {
        let mode = options.text("mode");
        let root = options::root(&options.text("baseUrl").unwrap_or_default(), mode.as_deref())?;
        Ok(Self { options, root, mode })
    }

    fn option(&self, name: &str) -> JsValue {
        self.options.get(name)
    }

    /// Notes that the gateway has given one good answer: then a web page instead of one is a passing fault, and before that a
    /// wrong address. It is noted in the options, which all clients made of them share.
    fn is_right(&self) {
        self.options.note("answered", &JsValue::TRUE);
    }

    /// Counts what was done, in the options, for whoever asks: `requests`, `polls` (looks at open tasks), `batched` (those of
    /// them that shared a request), `retries`, `bytes` (of answers).
    #[inline(never)]
    fn count(&self, name: &str, more: f64) {
        self.options
            .note(name, &(self.options.number(name).unwrap_or(0.0) + more).into());
    }
}
