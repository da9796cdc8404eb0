//! Submitting: once.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::{Call, Client, Error};
use crate::{
    gateway::{
        reply::{self, Receipt},
        verb::Verb,
    },
    policy::retry,
    web::{
        json,
        object::{get, is_given, set},
    },
};

/// The gateway's answer to a submit.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What was understood of it.
    pub receipt: Receipt,
    /// The envelope's `properties`.
    pub properties: JsValue,
}

impl Client {
    /// Sends a submit. It costs the user money, so it is sent again only where the gateway provably did not take it;
    /// everything doubtful is an error that says so.
    pub async fn submit(&self, verb: Verb, body: &Object, call: &Call) -> Result<Submission, Error> {
        share(body, verb, call);
        let text = json::stringify(body)
            .ok_or_else(|| Error::input("accountFilter", "plain JSON"))?;
        let timeout = call.request_timeout.unwrap_or_else(|| retry::submit_timeout(text.length()));
        let mut failures = 0;
        loop {
            let reply = self.exchange("POST", verb.path(), Some(&text), timeout, call).await;
            let reply = reply.map_err(Error::of_submit)?;
            match reply::read(verb, reply.status, reply.json.as_ref(), &reply.text) {
                Ok(receipt) => {
                    self.0.answered.set(true);
                    let properties = get(&reply.json.unwrap_or_default(), "properties");
                    return Ok(Submission { receipt, properties });
                }
                Err(refusal)
                    if failures < call.max_retries
                        && retry::may_resend(refusal.code, refusal.maybe_submitted) =>
                {
                    self.back_off(failures, reply.retry_after).await;
                    failures += 1;
                }
                Err(refusal) => return Err(self.refused(refusal, &reply).of_submit()),
            }
        }
    }
}

/// The fields that all submits share; what the caller does not give is not sent.
fn share(body: &Object, verb: Verb, call: &Call) {
    let text = |key, value: &Option<String>| {
        if let Some(value) = value {
            set(body, key, value.as_str());
        }
    };
    text("state", &call.state);
    text("notifyHook", &call.notify_hook);
    if !verb.has_parent() {
        text("botType", &call.bot_type);
    }
    if is_given(&call.account_filter) {
        set(body, "accountFilter", &call.account_filter);
    }
}
