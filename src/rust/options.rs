//! The options that clients, jobs and requests share.

use std::time::Duration;

use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};

use crate::web::object::{given, set};

/// A duration as the platform's timers take it: whole milliseconds, at most 2^31 − 1 of them.
pub(super) fn milliseconds(duration: Duration) -> JsValue {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX).into()
}

/// Sets a field of an object in the options, which is made if there is none.
pub(super) fn set_inside(options: &Object, object: &str, name: &str, value: &JsValue) {
    let inside = given(options, object).unwrap_or_else(|| {
        let inside = Object::new().into();
        set(options, object, &inside);
        inside
    });
    set(inside.unchecked_ref(), name, value);
}

/// The options of a request, of a type whose `options` field holds a JavaScript object.
macro_rules! request_options {
    () => {
        /// A header more for the gateway's requests.
        pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
            $crate::rust::options::set_inside(
                &self.options,
                "headers",
                name.as_ref(),
                &value.as_ref().into(),
            );
            self
        }

        /// A header that is not sent, though the client would.
        pub fn without_header(self, name: impl AsRef<str>) -> Self {
            $crate::rust::options::set_inside(
                &self.options,
                "headers",
                name.as_ref(),
                &wasm_bindgen::JsValue::NULL,
            );
            self
        }

        /// Limit for one request, body included, in whole milliseconds, at most 24.8 days. Default: 30 s for reads; 120 s
        /// plus 1 s for every 50 kB of body for submits.
        pub fn request_timeout(self, limit: std::time::Duration) -> Self {
            let limit = $crate::rust::options::milliseconds(limit);
            $crate::web::object::set(&self.options, "requestTimeout", &limit);
            self
        }

        /// How often a read is tried again after a passing failure, and a submit that the gateway provably did not take (HTTP
        /// 429, queue full; where a relay's copy of the parent task lags, it is every 5 s for 45 s instead). 0 sends nothing again. The
        /// looks of a job go on until its `timeout`. Default: 2.
        pub fn max_retries(self, retries: u16) -> Self {
            $crate::web::object::set(&self.options, "maxRetries", &retries.into());
            self
        }
    };
}

/// The options of following a task, likewise.
macro_rules! follow_options {
    () => {
        /// Limit for a whole task by the wall clock, in whole milliseconds, at most 24.8 days. Default: 15 minutes. A
        /// task that ends later can be followed again with the error's token.
        pub fn timeout(self, limit: std::time::Duration) -> Self {
            let limit = $crate::rust::options::milliseconds(limit);
            $crate::web::object::set(&self.options, "timeout", &limit);
            self
        }

        /// The shortest and the longest pause between two looks at a task. Between them it follows the task's own progress.
        /// Default: 1 s and 5 s, and the longest up to 15 s by what is learned. It is never shorter than 50 ms.
        pub fn poll(self, min: std::time::Duration, max: std::time::Duration) -> Self {
            for (name, pause) in [("min", min), ("max", max)] {
                let pause = $crate::rust::options::milliseconds(pause);
                $crate::rust::options::set_inside(&self.options, "poll", name, &pause);
            }
            self
        }
    };
}

pub(super) use {follow_options, request_options};
