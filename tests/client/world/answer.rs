//! What a request meets in the end: a response, a failure, or nothing.

use midjourney_wasm::platform::{Cause, Response, SendError};
use serde_json::Value;

/// What a request meets in the end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub outcome: Outcome,
    /// Extra milliseconds that it takes.
    pub delay: u64,
}

/// How a request ends.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A response arrives.
    Response(Response),
    /// No response arrives, and the platform says so.
    Failure(SendError),
    /// No response arrives, and the request stays open.
    Never,
}

impl Answer {
    fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: 0 }
    }

    /// A response.
    pub fn of(response: Response) -> Self {
        Self::new(Outcome::Response(response))
    }

    /// A response of that status and body.
    pub fn text(status: u16, body: &str) -> Self {
        Self::of(Response {
            status,
            body: body.into(),
            ..Response::default()
        })
    }

    /// A response of that status, with JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, &body.to_string())
    }

    /// A connection that broke.
    pub fn lost() -> Self {
        Self::new(Outcome::Failure(SendError::Network(Cause::new("fetch failed"))))
    }

    /// A connection that was never made.
    pub fn not_connected() -> Self {
        Self::new(Outcome::Failure(SendError::NotConnected(Cause::new(
            "connect ECONNREFUSED",
        ))))
    }

    /// A response that is larger than the client reads.
    pub fn too_large() -> Self {
        Self::new(Outcome::Failure(SendError::TooLarge))
    }

    /// A request that stays open.
    pub fn never() -> Self {
        Self::new(Outcome::Never)
    }

    /// The same with a `Retry-After`.
    pub fn retry_after(mut self, value: &str) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.retry_after = Some(value.into());
        }
        self
    }

    /// The same with a `Location`.
    pub fn location(mut self, value: &str) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.location = Some(value.into());
        }
        self
    }

    /// The same, later.
    pub fn after(mut self, milliseconds: u64) -> Self {
        self.delay += milliseconds;
        self
    }

    /// Returns the response, if there is one.
    pub fn response(&self) -> Option<&Response> {
        match &self.outcome {
            Outcome::Response(response) => Some(response),
            Outcome::Failure(_) | Outcome::Never => None,
        }
    }

    /// Returns the JSON of the response, as a browser reads it. `null` if there is none.
    pub fn body_json(&self) -> Value {
        let parse = |response: &Response| {
            let text = String::from_utf8_lossy(&response.body);
            serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
        };
        self.response().and_then(parse).unwrap_or_default()
    }

    /// The same with its JSON changed. Anything else than JSON stays as it is.
    pub fn map_json(mut self, change: impl FnOnce(&mut Value)) -> Self {
        let mut value = self.body_json();
        if let Outcome::Response(response) = &mut self.outcome
            && !value.is_null()
        {
            change(&mut value);
            response.body = value.to_string().into_bytes();
        }
        self
    }

    /// The same with half of its body.
    pub fn half(mut self) -> Self {
        if let Outcome::Response(response) = &mut self.outcome {
            response.body.truncate(response.body.len() / 2);
        }
        self
    }
}
