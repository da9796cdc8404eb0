//! The client as Rust programs hold it: types over the objects that `client` reads and makes.
//!
//! None of it is reached from the npm package's two exports, so none of it is in the package's wasm.

mod account;
mod builder;
mod error;
mod image;
mod job;
mod json;
mod midjourney;
mod modal;
mod options;
mod reference;
mod request;
mod submission;
mod task;
mod token;
mod updates;
pub mod verb;

pub use account::{AccountFilter, BotType, Speed};
pub use builder::MidjourneyBuilder;
pub use error::Error;
pub use image::Image;
pub use job::{Dimensions, Job};
pub use json::Json;
pub use midjourney::Midjourney;
pub use modal::ModalInput;
pub use reference::TaskRef;
pub use request::Request;
pub use submission::Submission;
pub use task::{Button, Task};
pub use token::Token;
pub use updates::Updates;

use std::{future::Future, pin::Pin};

/// A future of this crate: it stays on its thread, as all of the platform's objects do. Dropping it ends its requests and
/// timers.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;
