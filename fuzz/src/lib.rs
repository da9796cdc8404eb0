//! What the fuzz targets share: the crate's own pure files, the whole client in a simulated world, and answers made of bytes.
//!
//! The decoders and the policy are built in here by their paths, not through the crate: there they are private, and stay so. The whole
//! client is the crate itself, in the world of `tests/client`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "the world of the tests says what is wrong by a panic"
)]

#[allow(dead_code, reason = "the client uses all of it")]
#[path = "../../src/gateway/mod.rs"]
pub mod gateway;
#[allow(dead_code, reason = "the client uses all of it")]
#[path = "../../src/host.rs"]
pub mod host;
#[allow(dead_code, unused_imports, reason = "the client uses all of it")]
#[path = "../../src/platform.rs"]
pub mod platform;
#[allow(dead_code, reason = "the client uses all of it")]
#[path = "../../src/policy/mod.rs"]
pub mod policy;

#[allow(dead_code, reason = "the simulation uses all of it")]
#[path = "../../tests/client/simulation/oracle.rs"]
mod oracle;
#[path = "../../tests/client/world/mod.rs"]
pub mod world;

mod answer;
mod money;
pub mod played;
mod walk;

use serde_json::Value;

pub use answer::{Answer, lines};
pub use money::certain;
pub use platform::Json;
pub use walk::Walk;

/// A value as the decoders take it.
pub fn json(value: &Value) -> Json {
    Json::parse(&value.to_string()).unwrap_or_default()
}

/// Whether some text or name in the value is so.
pub fn strings(value: &Value, is_so: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_so(text),
        Value::Array(items) => items.iter().any(|item| strings(item, is_so)),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| is_so(name) || strings(value, is_so)),
        _ => false,
    }
}
