//! The whole client against a gateway in this process: on a virtual clock, behind a network with faults, with all chance from a seed.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic fails the test"
)]

mod batches;
mod deadlines;
mod errors;
mod hostile;
mod matrix;
mod modal;
mod options;
mod polling;
mod resume;
mod retries;
mod simulation;
mod submit_once;
mod support;
mod verbs;
mod world;
