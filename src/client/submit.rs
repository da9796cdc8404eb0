//! Submitting: once.

use js_sys::{Array, JsString, Object};
use wasm_bindgen::prelude::*;

use super::{
    Call, Client, Error, Event, Followed, Listener,
    ask::{Again, Reply, Request},
    input::Input,
};
use crate::{
    gateway::{reply, task::Status, verb::Verb},
    policy::{retry, watch::Start},
    web::{
        json,
        object::{get, is_given, set, set_text, text},
        platform,
    },
};

/// The gateway's answer to a submit.
pub struct Submission {
    /// What the user gets: `id`, `ids`, `gatewayCode`, `description`, `queuePosition`, `properties`.
    pub shown: Object,
    /// What is needed to follow the task.
    pub followed: Box<Followed>,
}

impl Client {
    /// Submits, under the argument names of the JavaScript package. It costs the user money, so it is sent again only where
    /// the gateway provably did not take it; everything doubtful is an error that says so.
    pub async fn submit(
        &self,
        verb: Verb,
        arguments: &JsValue,
        call: &Call,
        listener: Listener<'_>,
    ) -> Result<Submission, Error> {
        let input = self.prepare(verb, arguments, call).await?;
        let verb = input.verb;
        let body = complete(&input, call)?;
        if verb == Verb::Modal {
            listener(Event::ModalSent(&text(&input.body, "taskId").unwrap_or_default()));
        }
        // A text has its length in the same field as an array: one question less to download.
        let length = body.unchecked_ref::<Array>().length();
        let request = Request {
            method: "POST",
            path: verb.path().into(),
            timeout: call.request_timeout(retry::submit_timeout(length)),
            body,
            again: Again::Submit(verb),
        };
        match self.ask(&request, call).await {
            Ok(reply) => self.submission(input, &reply, listener),
            Err(error) => Err(request.failed(error)),
        }
    }

    #[inline(never)]
    fn submission(&self, input: Input, reply: &Reply, listener: Listener<'_>) -> Result<Submission, Error> {
        let receipt = match reply::read(input.verb, reply.status, reply.json.as_ref(), &reply.text) {
            Ok(receipt) => receipt,
            Err(refusal) => {
                let error = self.refused(&refusal, reply);
                return Err(if refusal.maybe_submitted {
                    error.in_doubt()
                } else {
                    error
                });
            }
        };
        self.is_right();
        let shown = Object::new();
        set_text(&shown, "id", &receipt.id);
        set(&shown, "gatewayCode", &receipt.gateway_code.into());
        if let Some(position) = receipt.queue_position {
            set(
                &shown,
                "queuePosition",
                &serde_wasm_bindgen::to_value(&position).unwrap_or_default(),
            );
        }
        if let Some(ids) = receipt.ids {
            set(&shown, "ids", &JsString::from(ids).split(","));
        }
        for name in ["description", "properties"] {
            if let Some(envelope) = &reply.json {
                set(&shown, name, &get(envelope, name));
            }
        }
        let shown = platform::tidy(&shown);
        listener(Event::Submitted(&shown));
        let modal_sent = input.verb == Verb::Modal;
        let queued = receipt.queue_position.is_some_and(|position| position > 0);
        let start = Start {
            age: Some(0.0),
            modal_sent,
            queued,
        };
        let mut followed = Followed::new(receipt.id, start);
        (followed.asks, followed.prompt) = (input.asks, input.prompt);
        followed.memory.queue_position = get(&shown, "queuePosition");
        if receipt.wants_modal && !modal_sent {
            // The task, before anybody has looked.
            let task = platform::tidy(&shown);
            set_text(&task, "status", Status::Modal.word());
            set(&task, "progress", &0.into());
            followed.waiting = Some(task);
        }
        Ok(Submission { shown, followed })
    }
}

/// The body as it is sent: with what all submits share. What the caller does not give is not sent.
#[inline(never)]
fn complete(input: &Input, call: &Call) -> Result<JsValue, Error> {
    for name in ["state", "notifyHook", "botType", "accountFilter"] {
        let value = call.get(name);
        // A task's bot is that of its parent.
        if is_given(&value) && !(name == "botType" && input.verb.has_parent()) {
            set(&input.body, name, &value);
        }
    }
    json::stringify(&input.body).ok_or_else(|| Error::input("accountFilter", "plain JSON"))
}
