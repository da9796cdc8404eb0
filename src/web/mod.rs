//! The platform of pages, workers and JavaScript servers.
//!
//! A JavaScript resource is a Rust value, and dropping the value releases the resource. The bytes of images stay in
//! JavaScript, because wasm memory cannot shrink.

mod abort;
mod base64;
mod body;
mod bytes;
mod cause;
mod fetch;
mod global;
mod image;
mod json;
mod property;
mod random;
mod read_image;
mod stream;
mod text;
mod tidy;
mod url;
mod wake;

use std::{any::Any, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use js_sys::Function;

pub use cause::Cause;
pub use image::Image;
pub use json::Json;
pub use text::Text;

use crate::platform::{
    ImageError, LocalBoxFuture, Platform, Request, RequestOrigin, ResolvedUrl, Response, SendError,
};

/// A page, a worker or a JavaScript server.
#[derive(Clone, Default)]
pub struct Web {
    fetch: Option<Function>,
}

impl Web {
    /// A platform that sends requests with a custom `fetch`, called as `fetch(url, init)`.
    ///
    /// Its response needs `status` and one of `body.getReader`, `arrayBuffer` and `text`, used in that order.
    pub fn with_fetch(fetch: Function) -> Self {
        Self { fetch: Some(fetch) }
    }
}

impl Platform for Web {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, SendError>> {
        Box::pin(fetch::send(self.fetch.as_ref(), request))
    }

    fn read_image<'a>(
        &'a self,
        image: &'a Image,
        max_bytes: u32,
    ) -> LocalBoxFuture<'a, Result<Text, ImageError>> {
        Box::pin(read_image::read(self.fetch.as_ref(), image.as_js(), max_bytes))
    }

    fn sleep(&self, milliseconds: u32) -> LocalBoxFuture<'_, ()> {
        // `setTimeout` fires at once if the delay exceeds i32::MAX.
        Box::pin(TimeoutFuture::new(milliseconds.min(i32::MAX as u32)))
    }

    fn now(&self) -> f64 {
        js_sys::Date::now()
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn random_marker(&self) -> Option<String> {
        random::marker()
    }

    fn resolve_url(&self, url: &str, base: Option<&str>) -> Option<ResolvedUrl> {
        url::resolve(url, base)
    }

    fn parse_date(&self, date: &str) -> Option<f64> {
        Some(js_sys::Date::parse(date)).filter(|milliseconds| !milliseconds.is_nan())
    }

    fn origin_of_requests(&self, url: &str) -> RequestOrigin {
        url::origin_of_requests(url)
    }

    fn can_share_requests(&self) -> bool {
        global::can_share_requests()
    }

    fn is_in_background(&self) -> bool {
        global::is_in_background()
    }

    fn on_wake(&self, wake: Rc<dyn Fn()>) -> Box<dyn Any> {
        Box::new(wake::OnWake::new(wake))
    }
}
