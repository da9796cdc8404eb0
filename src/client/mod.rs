//! The client: the only place where the gateway's language, the decisions and the platform meet.

mod body;
mod config;
mod error;
mod escape_hatch;
mod exchange;
mod find;
mod follow;
mod look;
mod submit;
mod task;

use std::{cell::Cell, rc::Rc};

pub use body::{Input, TaskRef};
pub use config::{Auth, Call, Config, Key, Modal, root};
pub use error::{Error, Fault};
pub use follow::Resume;
pub use submit::Submission;

/// A random text for [`Call::state`]: by it a submit that ended in doubt can be found again. `None` where the platform has
/// no generator for it.
pub use crate::web::random::marker;

/// What a job tells while it runs.
pub enum Event {
    /// The gateway has accepted.
    Submitted(Submission),
    /// A look at the task; the last one before the job ends included.
    Seen(js_sys::Object),
    /// A modal of the task with this id is being submitted.
    ModalSent(String),
}

/// A listener to a job's events.
pub type Listener<'a> = &'a dyn Fn(Event);

/// A client of one gateway. Cheap to clone.
#[derive(Clone)]
pub struct Client(Rc<Shared>);

struct Shared {
    config: Config,
    /// Whether the gateway has given this client one good answer: then a web page instead of one is a passing fault, and
    /// before that a wrong address.
    answered: Cell<bool>,
}

impl Client {
    /// A client for the gateway that `config` names.
    pub fn new(config: Config) -> Self {
        Self(Rc::new(Shared { config, answered: Cell::new(false) }))
    }

    /// What the client was made with.
    pub fn config(&self) -> &Config {
        &self.0.config
    }
}
