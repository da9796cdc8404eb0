//! What goes in and out of the gateway: requests and answers as plain data.

use std::sync::Arc;

use crate::picture::Painting;

/// One HTTP request, already read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// In capitals.
    pub method: String,
    /// Without the query, still percent-encoded.
    pub path: String,
    /// What follows `?`, or nothing.
    pub query: String,
    /// Names in any case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and query.
    pub fn new(method: &str, path: &str, body: &[u8]) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
            body: body.into(),
            ..Self::default()
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// `http://host:port` as the client called it, or what it called in front of this server: the pictures of an answer live under this address.
    pub fn origin(&self) -> String {
        let scheme = match self.header("x-forwarded-proto") {
            Some("https") => "https",
            _ => "http",
        };
        format!("{scheme}://{}", self.header("host").unwrap_or("127.0.0.1:8787"))
    }
}

/// One HTTP answer, and how it is to be delivered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// In the order they are sent.
    pub headers: Vec<(String, String)>,
    /// What is sent.
    pub body: Body,
    /// Whole and at once, unless a fault says otherwise.
    pub delivery: Delivery,
}

impl Answer {
    /// An answer without body and headers.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Bytes(Vec::new()),
            delivery: Delivery::default(),
        }
    }

    /// An answer of that content type.
    pub fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::empty(status)
            .with("content-type", content_type)
            .body(Body::Bytes(body.into()))
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same with another body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The connection is closed, and not one byte is sent.
    pub fn no_answer() -> Self {
        let mut answer = Self::empty(0);
        answer.delivery.end = End::Reset;
        answer
    }
}

/// What an answer carries. A picture is drawn only where it is needed, so that who serves it can do that outside of a lock.
#[derive(Clone, Debug)]
pub enum Body {
    /// Ready bytes.
    Bytes(Vec<u8>),
    /// A picture still to be drawn.
    Painting(Arc<Painting>),
}

impl Body {
    /// The bytes to send; draws a picture.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Painting(painting) => painting.png(),
        }
    }
}

/// How an answer reaches the client.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Delivery {
    /// Milliseconds before the first byte.
    pub delay_ms: u64,
    /// The body in pieces.
    pub pace: Option<Pace>,
    /// How it ends.
    pub end: End,
    /// Web pages may not read it: it comes from something in front of the gateway.
    pub hidden: bool,
}

/// A body that comes in pieces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Bytes of a piece, at least 1.
    pub bytes: usize,
    /// Milliseconds before each piece.
    pub every_ms: u64,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum End {
    /// As promised.
    #[default]
    Complete,
    /// Nothing is ever sent; the connection stays open.
    Hang,
    /// The connection breaks after so many bytes of the body.
    Cut(usize),
    /// The connection is reset before the first byte.
    Reset,
}
