//! Everything that touches the platform. Knows nothing of tasks.

pub mod abort;
pub mod clock;
pub mod http;
pub mod json;
pub mod object;
pub mod picture;
pub mod race;
pub mod random;
pub mod sleep;
pub mod stream;
pub mod url;
