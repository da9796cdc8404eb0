//! One request to the gateway, with its headers, key, limits and repetitions.

use std::rc::Rc;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use super::{Call, Client, Error};
use crate::{
    gateway::{
        auth::{Scheme, is_header_safe},
        big_integer,
        code::Code,
        path,
        refusal::Refusal,
        reply,
        verb::Verb,
    },
    policy::retry::Retry,
    web::{
        json,
        object::{is_given, number, set, set_text, text},
        platform::{self, AbortOnDrop},
        time,
    },
};

/// What is asked.
pub(super) struct Request<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// What follows `/mj`.
    pub path: String,
    /// A JSON text, or undefined.
    pub body: JsValue,
    /// The limit of one attempt, in milliseconds.
    pub timeout: u32,
    /// Whether there may be another one.
    pub again: Again,
}

impl Request<'_> {
    /// The error of a request that was not answered: unless it was a mere read, it may have been taken all the same.
    pub fn failed(&self, error: Error) -> Error {
        let is_sent = error.is_silence() || error.is(Code::BadResponse);
        if is_sent && self.again != Again::Read {
            error.in_doubt()
        } else {
            error
        }
    }
}

/// When a request is sent again.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Again {
    /// Never.
    Never,
    /// Where waiting can help.
    Read,
    /// Where the gateway provably did not take it.
    Submit(Verb),
}

/// What the gateway said, whatever it means.
pub(super) struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, with the key taken out and big integers quoted.
    pub text: String,
    /// The body's value; undefined where it is no JSON.
    pub json: Option<JsValue>,
    /// What the gateway asked to wait, in milliseconds.
    pub retry_after: Option<f64>,
}

/// The largest answer to read, in bytes, unless the caller says otherwise.
const MAX_RESPONSE_BYTES: f64 = 16_777_216.0;

impl Client {
    /// Asks until there is an answer, or no more attempt.
    pub(super) async fn ask(&self, request: &Request<'_>, call: &Call) -> Result<Rc<Reply>, Error> {
        let (mut failures, started) = (0, time::now());
        loop {
            let outcome = self.exchange(request, call).await;
            let Some(retry) = request.again.after(&outcome) else {
                return outcome;
            };
            let pause = pause(retry, failures, &outcome);
            // A read has no time of its own: only a wait that is too long is none. A machine may have slept during it.
            let spent = if request.again == Again::Read {
                0.0
            } else {
                time::now() - started
            };
            let is_late = spent + f64::from(pause) > call.timeout();
            if failures >= retry.most(call.max_retries()) || is_late {
                return outcome;
            }
            time::sleep(pause).await;
            self.count("retries", 1.0);
            failures += 1;
        }
    }

    async fn exchange(&self, request: &Request<'_>, call: &Call) -> Result<Rc<Reply>, Error> {
        let mut key = self.option("apiKey");
        if let Some(function) = key.dyn_ref::<Function>() {
            let given = function
                .call2(&JsValue::UNDEFINED, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
                .map_err(Error::thrown)?;
            key = match time::within(request.timeout, &given).await {
                Some(key) => key.map_err(Error::thrown)?,
                None => return Err(Error::config("apiKey", "given in time (requestTimeout)")),
            };
        }
        let key = checked(&key)?;
        let (abort, promise) = self.send(request, &key, call)?;
        self.count("requests", 1.0);
        let answer = time::within(request.timeout, &promise).await;
        if answer.is_some() {
            abort.disarm();
        }
        self.received(answer)
    }

    #[inline(never)]
    fn send(&self, request: &Request<'_>, key: &str, call: &Call) -> Result<(AbortOnDrop, JsValue), Error> {
        let abort = AbortOnDrop::new();
        let init = Object::new();
        set_text(&init, "method", request.method);
        let headers = self.headers(key, is_given(&request.body), call)?;
        set(&init, "headers", &headers);
        set(&init, "body", &request.body);
        set(&init, "signal", &abort.signal());
        // A redirect must not carry a key or a paid submit to another place.
        set_text(&init, "redirect", "manual");
        let url = path::endpoint(&self.root, self.mode.as_deref(), &request.path);
        let limit = self
            .options
            .number("maxResponseBytes")
            .unwrap_or(MAX_RESPONSE_BYTES);
        Ok((
            abort,
            platform::request(self.option("fetch"), &url, &init, limit, key),
        ))
    }

    fn headers(&self, key: &str, has_body: bool, call: &Call) -> Result<JsValue, Error> {
        let own = Object::new();
        // novicezk answers 406 after it has created the task if it may not answer with JSON.
        set_text(&own, "accept", "application/json");
        if has_body {
            set_text(&own, "content-type", "application/json");
        }
        let mut auth = self.option("auth");
        if !auth.is_function() {
            auth = JsValue::UNDEFINED;
            if !key.is_empty() {
                let (name, value) = self.scheme().header(key);
                set_text(&own, name, &value);
            }
        }
        let headers = platform::headers(key, &auth, &own, &self.option("headers"), &call.headers())
            .map_err(Error::thrown)?;
        if !is_given(&headers) {
            return Err(Error::config("headers", "an object of header names and values"));
        }
        Ok(headers)
    }

    fn scheme(&self) -> Scheme {
        self.options
            .text("auth")
            .as_deref()
            .and_then(Scheme::named)
            .unwrap_or_default()
    }

    #[inline(never)]
    fn received(&self, answer: Option<Result<JsValue, JsValue>>) -> Result<Rc<Reply>, Error> {
        let answer = match answer {
            Some(Ok(answer)) => answer,
            Some(Err(cause)) => return Err(Error::network(&self.root, &cause)),
            None => return Err(Error::new(Code::RequestTimeout)),
        };
        self.count("bytes", number(&answer, "3").unwrap_or_default());
        let Some(text) = text(&answer, "1") else {
            let message = "The answer is larger than maxResponseBytes";
            return Err(Error::new(Code::BadResponse).told("message", message));
        };
        let text = big_integer::quote(text);
        Ok(Rc::new(Reply {
            status: number(&answer, "0").unwrap_or_default() as u16,
            json: json::parse(&text),
            text,
            retry_after: number(&answer, "2").filter(|wait| *wait > 0.0),
        }))
    }

    /// The error of an answer that is not what was asked for.
    #[inline(never)]
    pub(super) fn refused(&self, refusal: &Refusal, reply: &Reply) -> Error {
        Error::refused(refusal, self.scheme(), reply)
    }
}

impl Reply {
    /// The answer to a look, as its gateway would give it, of a list's row; or nothing, where the list has none.
    #[inline(never)]
    pub fn of(row: JsValue) -> Self {
        Self {
            status: 200,
            text: String::new(),
            json: Some(row).filter(is_given),
            retry_after: None,
        }
    }
}

impl Again {
    /// How a request with that outcome is sent again, where that is worth it and free of danger.
    #[inline(never)]
    fn after(self, outcome: &Result<Rc<Reply>, Error>) -> Option<Retry> {
        let is_worth = match (self, outcome) {
            (Self::Read, Ok(reply)) => matches!(reply.status, 408 | 425 | 429 | 500..),
            (Self::Read, Err(error)) => error.is_silence(),
            (Self::Submit(verb), Ok(reply)) => {
                let refusal = reply::read(verb, reply.status, reply.json.as_ref(), &reply.text).err()?;
                return Retry::of(&refusal, &reply.text);
            }
            _ => false,
        };
        is_worth.then_some(Retry::BackOff)
    }
}

/// How long to wait before the next attempt.
#[inline(never)]
fn pause(retry: Retry, failures: u32, outcome: &Result<Rc<Reply>, Error>) -> u32 {
    let asked = outcome.as_ref().ok().and_then(|reply| reply.retry_after);
    retry.pause(failures, asked, js_sys::Math::random())
}

/// The key, if it can stand in a header.
#[inline(never)]
fn checked(given: &JsValue) -> Result<String, Error> {
    match given.as_string() {
        // Headers have no blanks at their ends, nor has what is looked for in answers.
        Some(key) if is_header_safe(&key) => Ok(key.trim_ascii().into()),
        None if !is_given(given) => Ok(String::new()),
        _ => Err(Error::config(
            "apiKey",
            "visible ASCII, or a function that gives it",
        )),
    }
}
