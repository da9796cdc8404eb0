//! A client for *midjourney-proxy* compatible gateways, made to be compiled to WebAssembly: for Leptos, Yew, Dioxus,
//! workers-rs and other programs that run in a page or a Worker.
//!
//! Every verb submits over HTTP and then polls the task until it ends. A submit, which costs money, is sent once;
//! reads are retried through transient failures; every wait ends.
//!
//! # Example
//!
//! ```rust,no_run,ignore-x86_64,ignore-aarch64
//! use midjourney_wasm::{Error, Midjourney, Task, Token};
//!
//! async fn pictures(key: &str) -> Result<Task, Error> {
//!     let mj = Midjourney::builder("https://gateway.example").api_key(key).mode("fast").build()?;
//!
//!     let cat = mj.imagine("black cat").await?; // submits, waits, and returns the finished task
//!     let big = mj.action(&cat, "U2").await?;
//!     println!("{:?}", big.image_url());
//!
//!     let mut updates = mj.imagine("white cat").updates(); // a Stream of the task as each poll shows it
//!     while let Some(task) = updates.next().await {
//!         println!("{} %", task?.progress()); // an error's token, if it has one, finds the task again
//!     }
//!
//!     let token = mj.vary(&cat, 1).submit().await?.token().to_string(); // submits only
//!     mj.wait(token.parse::<Token>()?).await // later, or elsewhere
//! }
//! ```
//!
//! # Where it runs
//!
//! On `wasm32-unknown-unknown` in a page, a worker or Node, through wasm-bindgen. Elsewhere the client runs on a
//! [`Platform`](platform::Platform) of your own: [`MidjourneyBuilder::build_on`] takes it.
//!
//! Futures and the client stay on their thread. Nothing is spawned: what you do not poll does not happen, and what you
//! drop ends, with its requests and timers. [`Job`] says what that means for a task that was submitted.
//!
//! # Features
//!
//! `npm` (off by default) adds the JavaScript exports and the allocator of the npm package of the same name. Leave it
//! off: they would turn up in your own wasm.

#![cfg_attr(test, allow(clippy::string_slice))]

mod client;
mod gateway;
#[cfg(not(target_family = "wasm"))]
mod host;
#[cfg(all(feature = "npm", target_family = "wasm"))]
mod js;
pub mod platform;
mod policy;
#[cfg(any(all(feature = "proxy", target_family = "wasm"), test))]
mod proxy;
#[cfg(target_family = "wasm")]
mod web;

/// The allocator of the npm package: the default one weighs more.
#[cfg(all(any(feature = "npm", feature = "proxy"), target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub use client::{
    AccountFilter, BotType, Button, Dimensions, Error, ErrorKind, ErrorResponse, Field, Job, LocalFuture,
    Midjourney, MidjourneyBuilder, ModalInput, Request, Speed, Stats, Submission, Task, TaskRef, Token,
    Updates, verb,
};
pub use gateway::{
    auth::Scheme as Auth, code::Code as ErrorCode, headers::Headers, modal::Needs, task::Status,
};
pub use platform::{Image, Json};
#[cfg(target_family = "wasm")]
pub use web::Web;

#[cfg(test)]
mod tests {
    /// The Rust in a text: what is between the first fence that says so and the next.
    fn example(text: &str) -> Option<&str> {
        let (_, rest) = text.split_once("```rust")?;
        let (_, rest) = rest.split_once('\n')?;
        Some(rest.split_once("```")?.0)
    }

    #[test]
    fn the_readme_shows_the_example_that_is_compiled() {
        let docs: String = include_str!("lib.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//!"))
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        assert_eq!(example(include_str!("../README.md")), example(&docs));
        assert!(example(&docs).is_some_and(|example| example.contains("imagine")));
    }
}
