//! A client for *midjourney-proxy* compatible gateways, made to be compiled to WebAssembly.
//!
//! Every verb submits over HTTP and then looks at the task until it ends. A submit, which costs money, is sent once;
//! reads survive whatever passes; every wait ends.
//!
//! | module | may touch |
//! | --- | --- |
//! | [`gateway`] | nothing: the protocol as functions of texts and values |
//! | [`policy`] | nothing: when to look, what to send again, when to stop |
//! | [`client`] | both, and the platform through `web` |
//!
//! The npm package of the same name is this crate with the feature `npm`, which adds the JavaScript exports.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod client;
pub mod gateway;
#[cfg(feature = "npm")]
pub mod npm;
pub mod policy;
mod web;

/// A third of the size of Rust's own.
#[cfg(all(feature = "npm", target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
