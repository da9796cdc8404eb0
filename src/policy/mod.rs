//! Decisions as functions of plain data: when to poll next, what may be sent again and after how long, when to stop.
//!
//! Nothing here knows the time, the network or JavaScript: the times and the outcomes of polls are arguments.

pub mod retry;
pub mod schedule;
pub mod watch;
