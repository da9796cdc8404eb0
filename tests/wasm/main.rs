//! The client on the web platform, as a Rust program uses it: compiled to wasm and run in Node against the sandbox, whose URL is in
//! the environment variable `MIDJOURNEY_SANDBOX`. What the client promises on every platform is tested in `tests/client`.

#![cfg(target_family = "wasm")]
// A panic is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod data;
mod dropping;
mod pictures;
mod requests;
mod setup;
mod verbs;
