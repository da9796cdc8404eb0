//! The client as a Rust program uses it, compiled to wasm and run in Node against the sandbox, whose address is in the
//! environment variable `MIDJOURNEY_SANDBOX`.

#![cfg(target_family = "wasm")]
// To panic is how a test fails.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod data;
mod dropping;
mod errors;
mod key;
mod modals;
mod money;
mod options;
mod pictures;
mod requests;
mod setup;
mod verbs;
