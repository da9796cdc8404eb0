//! The whole client against a gateway in this process: on a virtual clock, behind a network with faults, with all chance from a seed.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic fails the test"
)]

mod accepted;
mod answers;
mod batches;
mod deadlines;
mod dropping;
mod errors;
mod gaps;
mod hostile;
mod key;
mod leaders;
mod marker;
mod matrix;
mod messages;
mod modal;
mod open_tasks;
mod options;
mod pace;
mod pictures;
mod polling;
mod progress;
mod resume;
mod retries;
mod simulation;
mod submit_once;
mod support;
mod verbs;
mod waiting;
mod world;
