//! What a proxy between pages and a gateway must know of the protocol: which requests there are, which fields each may have, and what of
//! a response a page may see.
//!
//! The proxy itself is JavaScript (`pkg/create-proxy.js`): it knows who asks, signs the IDs, and sends the requests. Nothing here reads
//! more of a response than the client does, so that both understand the same gateways.

mod answer;
#[cfg(all(feature = "proxy", target_family = "wasm"))]
mod exports;
mod route;
