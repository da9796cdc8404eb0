//! The one reading of the clock.

/// Milliseconds since 1970 by the wall clock: deadlines must count the time in which a tab was frozen.
pub fn now() -> f64 {
    js_sys::Date::now()
}
