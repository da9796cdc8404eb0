//! A midjourney-proxy compatible gateway to develop and test against: no account, no network.
//!
//! The core is a pure state machine, [`Gateway::handle`]: a request and the time go in, an answer comes out. The feature `http`, on by default,
//! serves it over HTTP; without it the crate compiles to wasm.

mod button;
mod data_url;
mod dialect;
mod fault;
mod gateway;
#[cfg(feature = "http")]
pub mod http;
mod message;
pub mod picture;
mod prompt;
mod queue;
mod reply;
mod route;
mod seeded;
mod settings;
mod studio;
mod submission;
mod task;
mod wording;

pub use dialect::Dialect;
pub use fault::Faults;
pub use gateway::Gateway;
pub use message::{Answer, Body, Delivery, End, Pace, Request};
pub use settings::Settings;

/// The Rust in the documentation is run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/sandbox.md")]
struct Documentation;
