//! Everything that touches the platform. Knows nothing of tasks.

pub mod awake;
pub mod json;
pub mod object;
pub mod platform;
pub mod random;
pub mod settled;
pub mod time;
