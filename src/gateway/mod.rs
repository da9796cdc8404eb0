//! The gateway's language, pure: what is sent, what comes back, what it means.
//!
//! Five families of gateways share one protocol and differ in every detail (`docs/gateways.md`). Nothing here touches
//! JavaScript, the network or the clock; answers are read through [`Json`], whoever parsed them.

pub mod auth;
pub mod big_integer;
pub mod button;
pub mod code;
pub mod headers;
pub mod id;
pub mod image;
mod json;
pub mod modal;
pub mod path;
pub mod progress;
pub mod read;
pub mod redact;
pub mod refusal;
pub mod reply;
pub mod task;
pub mod text;
pub mod verb;

use crate::platform::Json;

#[cfg(test)]
#[path = "../../tests/recordings/decoded.rs"]
mod decoded;
