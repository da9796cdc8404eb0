//! What the fuzz targets share: the crate's own pure files, and an answer as the client gets it.
//!
//! The files are built in here by their paths, not through the crate: there they are private, and stay so. What is fuzzed is
//! every line of `src/gateway` and `src/policy`; what is around it only moves values from and to JavaScript.

#[allow(dead_code, reason = "the client uses all of it")]
#[path = "../../src/gateway/mod.rs"]
pub mod gateway;
#[allow(dead_code, reason = "the client uses all of it")]
#[path = "../../src/policy/mod.rs"]
pub mod policy;

mod answer;
mod json;
mod money;
mod walk;

pub use answer::{Answer, lines};
pub use json::strings;
pub use money::certain;
pub use walk::Walk;
