//! One request to the gateway, with its headers, key and limits.

use std::borrow::Cow;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Headers;

use super::{Auth, Call, Client, Error, Fault, Key};
use crate::{
    gateway::{
        auth::{Scheme, is_header_safe},
        big_integer,
        code::Code,
        path, redact,
        refusal::Refusal,
    },
    policy::retry,
    web::{
        http::{self, Answer, Failure, Request},
        json,
        object::{self, entries},
        url,
    },
};

/// What the gateway said, whatever it means.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, with the key taken out and big integers quoted.
    pub text: String,
    /// The body's value, where it is JSON.
    pub json: Option<JsValue>,
    /// What the gateway asked to wait, in milliseconds.
    pub retry_after: Option<f64>,
}

/// How many redirects a read follows.
const REDIRECTS: u32 = 3;

impl Client {
    /// Sends one request to the endpoint behind `/mj`; a body makes it a JSON request.
    pub(super) async fn exchange(
        &self,
        method: &str,
        path: &str,
        body: Option<&JsValue>,
        timeout: u32,
        call: &Call,
    ) -> Result<Reply, Error> {
        let config = self.config();
        let key = self.key().await?;
        let headers = self.headers(&key, body.is_some(), call)?;
        let mut url = path::endpoint(&config.root, config.mode.as_deref(), path);
        let mut redirects = 0;
        let answer = loop {
            let request =
                Request { method, url: &url, headers: Some(&headers), body, fetch: config.fetch.as_ref() };
            let answer = http::send(&request, timeout, config.max_response_bytes).await;
            let answer = answer.map_err(|failure| match failure {
                Failure::Network(cause) => Error::network(&config.root, cause),
                Failure::Timeout => Fault::new(Code::RequestTimeout).into(),
                Failure::TooLong => {
                    let message = "The answer is larger than maxResponseBytes".into();
                    Fault { message, ..Fault::new(Code::BadResponse) }.into()
                }
            })?;
            match next_hop(method, &url, &answer) {
                Some(next) if redirects < REDIRECTS => url = next,
                _ => break answer,
            }
            redirects += 1;
        };
        let text = redact::redact(Cow::Owned(answer.text), &key);
        let text = big_integer::quote(&text).into_owned();
        Ok(Reply { status: answer.status, json: json::parse(&text), text, retry_after: answer.retry_after })
    }

    /// The same for a read, which is tried again where waiting can help.
    pub(super) async fn read(
        &self,
        method: &str,
        path: &str,
        body: Option<&JsValue>,
        call: &Call,
    ) -> Result<Reply, Error> {
        let timeout = call.request_timeout.unwrap_or(retry::READ_TIMEOUT);
        let mut failures = 0;
        loop {
            let outcome = self.exchange(method, path, body, timeout, call).await;
            let retry_after = match &outcome {
                Ok(reply) if matches!(reply.status, 408 | 425 | 429 | 500..) => reply.retry_after,
                Err(error) if error.is(Code::Network) || error.is(Code::RequestTimeout) => None,
                _ => return outcome,
            };
            if failures >= call.max_retries {
                return outcome;
            }
            self.back_off(failures, retry_after).await;
            failures += 1;
        }
    }

    /// The error of an answer that is not what was asked for.
    pub(super) fn refused(&self, refusal: Refusal, reply: &Reply) -> Error {
        let properties = reply.json.as_ref().map(|envelope| object::get(envelope, "properties"));
        match Error::refused(refusal, self.config().scheme()) {
            Error::Known(mut fault) => {
                fault.retry_after = reply.retry_after;
                fault.properties = properties.unwrap_or_default();
                Error::Known(fault)
            }
            thrown => thrown,
        }
    }

    /// Waits before another attempt.
    pub(super) async fn back_off(&self, failures: u32, retry_after: Option<f64>) {
        // A server that asks for a year gets the longest wait that a whole task could have.
        let asked = retry_after.map(|wait| wait.min(self.config().call.timeout));
        crate::web::sleep::sleep(retry::delay(failures, asked, crate::web::random::fraction())).await;
    }

    async fn key(&self) -> Result<String, Error> {
        let key = match &self.config().key {
            Key::None => return Ok(String::new()),
            Key::Text(key) => key.clone(),
            Key::Function(function) => {
                let given = function.call0(&JsValue::UNDEFINED).map_err(Error::Thrown)?;
                let given = JsFuture::from(Promise::resolve(&given)).await.map_err(Error::Thrown)?;
                match given.as_string() {
                    Some(key) => key,
                    None if !object::is_given(&given) => String::new(),
                    None => return Err(Error::config("apiKey", "a string, or a function that gives one")),
                }
            }
        };
        if is_header_safe(&key) {
            Ok(key)
        } else {
            Err(Error::config("apiKey", "visible ASCII without line breaks"))
        }
    }

    fn headers(&self, key: &str, has_body: bool, call: &Call) -> Result<Headers, Error> {
        let headers = Headers::new().map_err(Error::Thrown)?;
        let set = |name: &str, value: &str| headers.set(name, value);
        // novicezk answers 406 after it has created the task if it may not answer with JSON.
        let mut result = set("accept", "application/json");
        if has_body {
            result = result.and_then(|()| set("content-type", "application/json"));
        }
        match &self.config().auth {
            _ if key.is_empty() => {}
            Auth::Scheme(scheme) => {
                let (name, value) = Scheme::header(*scheme, key);
                result = result.and_then(|()| set(name, &value));
            }
            Auth::Function(function) => {
                function.call2(&JsValue::UNDEFINED, &headers, &key.into()).map_err(Error::Thrown)?;
            }
        }
        for (name, value) in call.headers.iter().flat_map(entries) {
            result = result.and_then(|()| match value.as_string() {
                Some(value) => set(&name, &value),
                None => headers.delete(&name),
            });
        }
        // The platform's own words may quote the value: they are dropped.
        result.map_err(|_| Error::config("headers", "an object of header names and values"))?;
        Ok(headers)
    }
}

/// Where a redirected read goes on: within the same origin only, where the platform shows the place.
fn next_hop(method: &str, from: &str, answer: &Answer) -> Option<String> {
    let location = answer.location.clone().filter(|_| method == "GET" && matches!(answer.status, 300..=399))?;
    let next = url::resolve(location, from);
    let origin = |address: &str| url::parse(address).map(|url| url.origin());
    (origin(&next)? == origin(from)?).then_some(next)
}
