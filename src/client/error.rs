//! What a call ends with when it does not end well.

use js_sys::{JsString, Object};
use wasm_bindgen::JsValue;

use super::ask::Reply;
use crate::{
    gateway::{
        auth::Scheme,
        code::Code,
        refusal::{self, Refusal},
        text::concat,
    },
    web::{
        object::{get, is_given, set, set_text, text},
        platform,
    },
};

/// Why a call failed: what is known of it, under the names of the JavaScript errors: `class` (its place), `code`, `message` as one English
/// sentence without its full stop, `hint`, `field`, `status`, `gatewayCode`, `description`, `maybeSubmitted`, `taskId`,
/// `task`, `cause` and so on. What a function of the caller's threw has a `cause` only.
#[derive(Clone)]
pub struct Error(Object);

impl Error {
    /// A failure of which nothing more is known.
    #[inline(never)]
    pub(super) fn new(code: Code) -> Self {
        let fields = Object::new();
        set_text(&fields, "class", code.class());
        set_text(&fields, "code", code.name());
        set_text(&fields, "message", code.message());
        set(&fields, "retryable", &code.is_retryable().into());
        Self(fields)
    }

    /// What a function of the caller's threw.
    #[inline(never)]
    pub(super) fn thrown(cause: JsValue) -> Self {
        Self(Object::new()).with("cause", &cause)
    }

    /// What is known of it.
    pub fn fields(&self) -> &Object {
        &self.0
    }

    /// The same failure, of which this is known too.
    #[inline(never)]
    pub(super) fn with(self, name: &str, value: &JsValue) -> Self {
        if is_given(value) {
            set(&self.0, name, value);
        }
        self
    }

    /// The same failure, of which this text is known too.
    #[inline(never)]
    pub(super) fn told(self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            set_text(&self.0, name, value);
        }
        self
    }

    /// Whether it is a failure of that kind.
    #[inline(never)]
    pub fn is(&self, code: Code) -> bool {
        text(&self.0, "code").as_deref() == Some(code.name())
    }

    /// Whether nothing came back, which may be otherwise a moment later.
    pub(super) fn is_silence(&self) -> bool {
        self.is(Code::Network) || self.is(Code::RequestTimeout)
    }

    /// An argument that is not acceptable: `field` must be `allowed`.
    pub(super) fn input(field: &str, allowed: &str) -> Self {
        Self::field(Code::InvalidInput, field, allowed)
    }

    /// An option that is not acceptable: `field` must be `allowed`.
    pub(super) fn config(field: &str, allowed: &str) -> Self {
        Self::field(Code::Config, field, allowed)
    }

    #[inline(never)]
    fn field(code: Code, field: &str, allowed: &str) -> Self {
        Self::new(code)
            .told("message", &concat(&[field, " must be ", allowed]))
            .told("field", field)
    }

    /// No answer at all.
    pub(super) fn network(root: &str, cause: &JsValue) -> Self {
        let hint = match platform::place(root) {
            0 => "Is baseUrl right, and the gateway up?",
            1 => {
                "The browser does not tell why: offline, gateway down, or requests from other origins not allowed (CORS): then \
                 call it through a server of yours."
            }
            _ => "This page is https and baseUrl is http, which browsers block.",
        };
        Self::new(Code::Network).told("hint", hint).with("cause", cause)
    }

    /// An answer that is not what was asked for.
    pub(super) fn refused(refusal: &Refusal, scheme: Scheme, reply: &Reply) -> Self {
        let hint = match refusal.code {
            Code::Unauthorized | Code::Forbidden => scheme.hint(),
            Code::Http | Code::BadResponse | Code::TaskNotFound
                if refusal.is_html || refusal.status == 404 =>
            {
                "Check baseUrl and mode: no gateway answers at this path."
            }
            _ => "",
        };
        let error = Self::new(refusal.code)
            .told("hint", hint)
            .with("status", &refusal.status.into())
            .with("gatewayCode", &refusal.gateway_code.into())
            .with("retryAfter", &reply.retry_after.into());
        let Some(envelope) = &reply.json else {
            return error.with("body", &JsString::from(reply.text.as_str()).slice(0, 200));
        };
        let properties = get(envelope, "properties");
        error
            .with("description", &refusal::description(envelope).unwrap_or_default())
            .with("word", &get(&properties, "bannedWord"))
            .with("properties", &properties)
    }

    /// The same failure of whoever looks for a task: there may be one all the same.
    pub(super) fn kept(self) -> Self {
        self.with("maybeSubmitted", &JsValue::TRUE)
    }

    /// The same failure of a submit that may have been taken all the same.
    #[inline(never)]
    pub(super) fn in_doubt(self) -> Self {
        let hint = text(&self.0, "hint").unwrap_or_default();
        // The doubt comes first: it is about money.
        let doubt = "The task may exist and be charged: look for it before you submit it again.";
        let between = if hint.is_empty() { "" } else { " " };
        self.kept().told("hint", &concat(&[doubt, between, &hint]))
    }
}
