//! Decisions as functions of plain data: when to look next, what may be sent again and after how long, when to stop.
//!
//! Nothing here knows the time, the network or JavaScript: it is told how much has passed and what was seen.

pub mod retry;
pub mod schedule;
pub mod watch;
