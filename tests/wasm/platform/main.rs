//! The web platform by itself, in Node. What a page or worker has and Node has not is put in its place.

#![cfg(target_family = "wasm")]
// A panic is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use midjourney_wasm::{Web, platform};

mod abort;
mod base64;
mod body;
mod cause;
mod image;
mod json;
mod request;
mod support;
mod time;
mod url;
mod wake;
