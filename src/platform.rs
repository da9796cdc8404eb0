//! The seam: what the client asks of its platform, and what crosses.
//!
//! What a platform *does* is the trait object [`Platform`], so that a test can bring its own and several worlds can
//! live side by side. What it *holds* ([`Json`], [`Text`], [`Image`], [`Cause`]) is one type per target, chosen here,
//! so that no type of the client needs a parameter.

use std::{any::Any, rc::Rc};

pub use futures_util::future::LocalBoxFuture;

#[cfg(not(target_family = "wasm"))]
pub use crate::host::{Cause, Image, ImageSource, Json, Text};
#[cfg(target_family = "wasm")]
pub use crate::web::{Cause, Image, Json, Text};

/// The environment of a client: network, timers, clock, randomness, URLs, images and wake-ups.
pub trait Platform {
    /// Sends a request once, follows no redirect, and reads the whole response. Dropping the future aborts the request.
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, SendError>>;
    /// Reads an image and encodes it as base64, without the prefix of a data URL. An image with an `https:` URL is
    /// downloaded without API key and credentials. Dropping the future aborts the download.
    fn read_image<'a>(
        &'a self,
        image: &'a Image,
        max_bytes: u32,
    ) -> LocalBoxFuture<'a, Result<Text, ImageError>>;
    /// Waits. Dropping the future clears the timer.
    fn sleep(&self, milliseconds: u32) -> LocalBoxFuture<'_, ()>;
    /// Returns the wall clock, in milliseconds since 1970. A monotonic clock may stop while a tab is frozen, and
    /// deadlines must include that time.
    fn now(&self) -> f64;
    /// Returns a random number from 0 to 1, for jitter.
    fn random(&self) -> f64;
    /// Returns a random text that an attacker cannot guess. `None` without a secure source of randomness.
    fn random_marker(&self) -> Option<String>;
    /// Resolves a URL, which may be relative to `base` or, without `base`, to the page. `None` if it is invalid.
    fn resolve_url(&self, url: &str, base: Option<&str>) -> Option<ResolvedUrl>;
    /// Parses an HTTP date, to milliseconds since 1970. `None` if it is invalid.
    fn parse_date(&self, date: &str) -> Option<f64>;
    /// Returns where a request to `url` starts, which decides what a network error may mean.
    fn origin_of_requests(&self, url: &str) -> RequestOrigin;
    /// Returns `true` if one request may serve several jobs. In Cloudflare Workers a request dies with the incoming
    /// request that made it, so every job must poll by itself.
    fn can_share_requests(&self) -> bool;
    /// Returns `true` if nobody sees the page or the network is gone: then no poll is urgent.
    fn is_in_background(&self) -> bool;
    /// Calls `wake` whenever the page is shown again or the network is back, until the returned guard is dropped.
    fn on_wake(&self, wake: Rc<dyn Fn()>) -> Box<dyn Any>;
}

/// An HTTP request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method, in capitals.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Headers. Names are lowercase.
    pub headers: Vec<(String, String)>,
    /// Body, if any.
    pub body: Option<Body>,
    /// Largest response body to read, in bytes.
    pub max_response_bytes: u32,
}

/// A request body in parts, so that the platform can keep large parts outside wasm memory, which cannot shrink.
#[derive(Clone, Debug, Default)]
pub struct Body(pub Vec<Part>);

/// A part of a request body.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text that the client wrote.
    Written(String),
    /// Text of the platform: an encoded image, or JSON of the caller.
    Held(Text),
}

/// An HTTP response with any status.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// HTTP status. A page sees 0 for a redirect.
    pub status: u16,
    /// `Retry-After`: a number of seconds, or a date.
    pub retry_after: Option<String>,
    /// `Location`, where the platform shows it.
    pub location: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

/// Why a request got no response.
#[derive(Clone, Debug)]
pub enum SendError {
    /// The connection failed, or broke off in mid-response.
    Network(Cause),
    /// No connection was made, so nothing was sent. Only for what proves it: otherwise a submit might be paid twice.
    NotConnected(Cause),
    /// The response is larger than [`Request::max_response_bytes`].
    TooLarge,
    /// What came cannot be read as a response. The text says what one needs.
    NotAResponse(&'static str),
    /// The platform cannot send requests. The client sent nothing.
    Unavailable,
}

/// Why an image cannot be read.
#[derive(Clone, Debug)]
pub enum ImageError {
    /// The value is none of the kinds that the platform reads. The text says what it is, and what to pass instead: "a promise: await it
    /// first". Empty if the platform cannot tell.
    Unsupported(&'static str),
    /// The image is larger than the limit.
    TooLarge,
    /// Its server responded with this HTTP status.
    Status(u16),
    /// Its server did not respond, or the page may not read the response.
    NoResponse(Cause),
    /// Reading it failed.
    Failed(Cause),
}

/// An absolute URL and its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedUrl {
    /// Complete URL.
    pub href: String,
    /// Scheme, host and port.
    pub origin: String,
    /// Path.
    pub path: String,
}

/// Where requests start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOrigin {
    /// A server, which sees why a request fails.
    Server,
    /// A page or worker, to which the browser does not say why a request fails.
    Page,
    /// An `https:` page that requests an `http:` URL, which browsers block.
    MixedContent,
}
