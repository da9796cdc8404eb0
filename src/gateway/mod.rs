//! The gateway's language, pure: the text of requests, and the meaning of responses.
//!
//! Five families of gateways share one protocol and differ in every detail (`docs/gateways.md`). Nothing here touches
//! JavaScript, the network or the clock. Decoders read responses through [`Json`], which the platform parsed.

pub mod auth;
pub mod big_integer;
pub mod button;
pub mod code;
// The npm package has the same in JavaScript. Merely compiled, it would make the package's wasm larger.
#[cfg(not(all(feature = "npm", target_family = "wasm")))]
pub mod display;
pub mod headers;
pub mod id;
pub mod image;
mod json;
pub mod modal;
pub mod path;
pub mod progress;
#[cfg(not(all(feature = "npm", target_family = "wasm")))]
pub mod prompts;
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
