//! The record of one request.

use std::cell::{Cell, OnceCell};

use midjourney_wasm::platform::Request;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{answer::Answer, clock::Clock};

/// The record of one request.
#[derive(Debug)]
pub struct Exchange {
    /// Number of the request, from 0.
    pub number: usize,
    /// When it was sent, in milliseconds since the world began.
    pub at: u64,
    /// The same by the wall clock, in milliseconds since 1970.
    pub wall: i64,
    pub method: String,
    pub url: String,
    /// What it is for: a verb such as `imagine`, or `fetch`, `list`, `all` or `other`.
    pub verb: &'static str,
    /// The tasks that it asks for.
    pub ids: Vec<String>,
    pub headers: Vec<(String, String)>,
    /// The body's text.
    pub body: Option<String>,
    /// The body's value.
    pub json: Value,
    end: Cell<End>,
    ended: Cell<u64>,
    is_received: Cell<bool>,
    is_accepted: Cell<bool>,
    told: OnceCell<Answer>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Open,
    Answered,
    Failed,
    /// The client dropped it.
    Aborted,
}

/// The verbs that submit something.
const SUBMITS: [&str; 7] = [
    "imagine", "blend", "describe", "shorten", "action", "change", "modal",
];

impl Exchange {
    pub fn new(number: usize, request: &Request, body: Option<String>, clock: &Clock) -> Self {
        let path = request.url.rsplit_once("/mj/").map_or("", |(_, path)| path);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let json: Value = body
            .as_deref()
            .and_then(|body| serde_json::from_str(body).ok())
            .unwrap_or_default();
        let (verb, ids) = match path.split('/').collect::<Vec<_>>()[..] {
            ["submit", verb] => {
                let known = SUBMITS.into_iter().find(|known| *known == verb);
                (known.unwrap_or("other"), Vec::new())
            }
            ["task", id, "fetch"] => ("fetch", vec![decoded(id)]),
            ["task", "list-by-condition"] => ("list", texts(&json["ids"])),
            ["task", "list"] => ("all", Vec::new()),
            _ => ("other", Vec::new()),
        };
        Self {
            number,
            at: clock.age(),
            wall: clock.wall(),
            method: request.method.clone(),
            url: request.url.clone(),
            verb,
            ids,
            headers: request.headers.clone(),
            body,
            json,
            end: Cell::new(End::Open),
            ended: Cell::new(0),
            is_received: Cell::new(false),
            is_accepted: Cell::new(false),
            told: OnceCell::new(),
        }
    }

    /// Whether it submits something, which costs money.
    pub fn is_submit(&self) -> bool {
        SUBMITS.contains(&self.verb)
    }

    /// Whether it reads tasks that a job follows.
    pub fn is_poll(&self) -> bool {
        matches!(self.verb, "fetch" | "list")
    }

    /// Returns a header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn end(&self) -> End {
        self.end.get()
    }

    /// When it ended, in milliseconds since the world began.
    pub fn ended(&self) -> u64 {
        self.ended.get()
    }

    /// Whether the gateway got it.
    pub fn is_received(&self) -> bool {
        self.is_received.get()
    }

    /// Whether the gateway accepted the submit. It then costs money, whether the client gets the answer or not.
    pub fn is_accepted(&self) -> bool {
        self.is_accepted.get()
    }

    /// What the client got.
    pub fn told(&self) -> Option<&Answer> {
        self.told.get()
    }

    /// Notes that the gateway got it, and what it answered.
    pub fn receive(&self, answer: &Answer) {
        self.is_received.set(true);
        let is_success = answer.response().is_some_and(|response| response.status < 300);
        if self.is_submit() && is_success {
            let code = &answer.body_json()["code"];
            self.is_accepted.set(matches!(code.as_u64(), Some(1 | 21 | 22)));
        }
    }

    /// Notes how it ends; only the first end counts.
    pub fn over(&self, end: End, now: u64, told: Option<Answer>) {
        if self.end.get() == End::Open {
            self.end.set(end);
            self.ended.set(now);
            if let Some(told) = told {
                let _ = self.told.set(told);
            }
        }
    }
}

/// The text of a path segment.
fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn texts(values: &Value) -> Vec<String> {
    let values = values.as_array().into_iter().flatten();
    values
        .map(|value| value.as_str().map_or_else(|| value.to_string(), Into::into))
        .collect()
}
