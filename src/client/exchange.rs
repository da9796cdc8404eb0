//! One request to the gateway: headers, API key, timeout, redirects and decoding.

use std::{
    cell::Cell,
    future::Future,
    pin::{Pin, pin},
};

use futures_util::future::{Either, select};

use super::{
    Call, Error, ErrorKind, Inner,
    options::{ApiKey, AuthMethod},
};
use crate::{
    gateway::{
        auth::{self, Scheme},
        big_integer,
        headers::{HeaderChange, Headers},
        path,
        redact::redact,
    },
    platform::{Body, Json, Request, Response, SendError},
    policy::retry,
};

/// A request to an endpoint of the gateway.
pub(super) struct Outgoing {
    /// HTTP method, in capitals.
    pub method: String,
    /// Path after `/mj`.
    pub path: String,
    /// JSON body, if any.
    pub body: Option<Body>,
}

/// The gateway's response, decoded but not interpreted.
pub(super) struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Body, without the API key and with big integers quoted.
    pub text: String,
    /// Parsed body. `None` if it is no JSON.
    pub json: Option<Json>,
    /// `Retry-After`, in milliseconds.
    pub retry_after: Option<f64>,
    /// Whether the request had a key.
    pub has_key: bool,
    /// How the client sent its key, if it did so by one of the known ways.
    pub scheme: Option<Scheme>,
    /// Where a redirect leads, if the platform shows it.
    pub location: Option<String>,
    /// Whether it is a row of a list that may be ahead of the task itself.
    pub is_unconfirmed: bool,
}

/// Redirects that a read follows.
const MAX_REDIRECTS: u32 = 3;

impl Inner {
    /// Sends one request and decodes the response.
    ///
    /// `timeout` is in milliseconds. It covers the API key callback, the request and the response body.
    pub(super) async fn exchange(
        &self,
        outgoing: &Outgoing,
        call: &Call,
        timeout: u32,
    ) -> Result<Reply, Error> {
        let got_key = Cell::new(false);
        let reply = pin!(async {
            let key = self.api_key().await?;
            got_key.set(true);
            let response = self.send_once(outgoing, &key, call).await?;
            // The gateway may echo it with or without the word before it.
            Ok(self.decode(response, auth::without_bearer(&key), call))
        });
        match self.with_timeout(timeout, reply).await {
            Some(reply) => reply,
            None if got_key.get() => Err(Error::new(ErrorKind::RequestTimeout)),
            None => Err(Error::config("apiKey", "given in time by its function")),
        }
    }

    /// Sends one request, and follows redirects of a read.
    async fn send_once(&self, outgoing: &Outgoing, key: &str, call: &Call) -> Result<Response, Error> {
        let mut request = Request {
            method: outgoing.method.clone(),
            url: path::endpoint(&self.root_url, self.options.mode.as_deref(), &outgoing.path),
            headers: self.headers(key, outgoing.body.is_some(), call)?,
            body: outgoing.body.clone(),
            max_response_bytes: self.options.max_response_bytes,
        };
        self.learned.count(|stats| stats.requests += 1);
        let mut redirects = 0;
        loop {
            let response = self.platform.send(request.clone()).await;
            let response = response.map_err(|error| self.send_error(error))?;
            match self.redirect(&request, &response) {
                Some(url) if redirects < MAX_REDIRECTS => request.url = url,
                _ => return Ok(response),
            }
            redirects += 1;
        }
    }

    fn send_error(&self, error: SendError) -> Error {
        match error {
            SendError::Network(cause) => {
                let origin = self.platform.origin_of_requests(&self.root_url);
                Error::new(ErrorKind::Network(origin)).with_cause(cause)
            }
            SendError::NotConnected(cause) => Error::new(ErrorKind::NotConnected).with_cause(cause),
            SendError::NotAResponse(needs) => Error::new(ErrorKind::NotAResponse(needs)),
            SendError::TooLarge => Error::new(ErrorKind::ResponseTooLarge),
            SendError::Unavailable => Error::config("fetch", "given, because this platform has none"),
        }
    }

    /// Returns the URL to which a read is redirected. Only within its own origin, because the key must not leave it, and never for a
    /// submit, which must not be sent twice.
    fn redirect(&self, request: &Request, response: &Response) -> Option<String> {
        if request.method != "GET" || !(300..400).contains(&response.status) {
            return None;
        }
        let here = self.platform.resolve_url(&request.url, None)?;
        let there = self
            .platform
            .resolve_url(response.location.as_deref()?, Some(&request.url))?;
        (here.origin == there.origin).then_some(there.href)
    }

    fn headers(&self, key: &str, has_body: bool, call: &Call) -> Result<Vec<(String, String)>, Error> {
        let mut headers = Headers::default();
        // Without this header, novicezk creates the task and then responds 406.
        headers.set("accept", "application/json");
        if has_body {
            headers.set("content-type", "application/json");
        }
        if !key.is_empty() {
            match &self.options.auth {
                AuthMethod::Scheme(scheme) => {
                    let (name, value) = scheme.header(key);
                    headers.set(name, value);
                }
                AuthMethod::Callback(callback) => callback(&mut headers, key)?,
            }
        }
        headers.apply(&call.options.headers);
        if headers.are_valid() {
            Ok(headers.into_pairs())
        } else {
            Err(Error::config("headers", "header names and values"))
        }
    }

    /// Returns the API key, or an empty text if there is none.
    async fn api_key(&self) -> Result<String, Error> {
        let key = match &self.options.api_key {
            ApiKey::None => None,
            ApiKey::Static(key) => Some(key.clone()),
            ApiKey::Callback(callback) => callback().await?,
        };
        let key = key.unwrap_or_default();
        // Headers have no blanks at their ends, nor has the key that a gateway echoes.
        let key = auth::trimmed(&key);
        if auth::is_header_safe(key) {
            Ok(key.into())
        } else {
            Err(Error::invalid_api_key())
        }
    }

    fn decode(&self, response: Response, key: &str, call: &Call) -> Reply {
        self.learned
            .count(|stats| stats.bytes += response.body.len() as u64);
        let body = response
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&response.body);
        let text = big_integer::quote(redact(String::from_utf8_lossy(body).into_owned(), key));
        let retry_after = response.retry_after.and_then(|value| {
            retry::retry_after(&value, self.platform.now(), |date| self.platform.parse_date(date))
        });
        let brings_key = |change: &HeaderChange| change.value.is_some() && auth::is_key_header(&change.name);
        Reply {
            status: response.status,
            json: Json::parse(&text),
            text,
            retry_after,
            has_key: !key.is_empty() || call.options.headers.iter().any(brings_key),
            scheme: match &self.options.auth {
                AuthMethod::Scheme(scheme) if !key.is_empty() => Some(*scheme),
                _ => None,
            },
            location: response.location.map(|location| redact(location, key)),
            is_unconfirmed: false,
        }
    }

    /// Runs a future with a timeout in milliseconds. `None` if it expires.
    ///
    /// The future is pinned where it is made: as an argument by value it would have its place in two machines.
    pub(super) async fn with_timeout<T>(
        &self,
        milliseconds: u32,
        future: Pin<&mut dyn Future<Output = T>>,
    ) -> Option<T> {
        match select(future, self.platform.sleep(milliseconds)).await {
            Either::Left((value, _)) => Some(value),
            Either::Right(_) => None,
        }
    }
}
