//! What real servers answered, replayed to the whole client: single answers at every point of a job, and what was answered about one task
//! over time.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic fails the test"
)]

mod display;
mod reads;
mod recorded;
mod replay;
mod submits;
mod timelines;
mod times;
#[path = "../client/world/mod.rs"]
mod world;
