//! Submits, which cost money.

use super::{
    Call, Error, Inner, Submission, Token,
    exchange::{Outgoing, Reply},
    input::{ModalFacts, Prepared},
    resend::{Limits, Resend, mark_if_sent},
};
use crate::{
    gateway::{code::Code, reply, reply::Receipt, verb::Verb},
    platform::Body,
    policy::retry,
};

/// A submit that the gateway accepted.
pub(super) struct Accepted {
    pub submission: Submission,
    /// Whether the task waits for input before it starts.
    pub wants_modal: bool,
    /// What is known of its modal.
    pub modal: ModalFacts,
}

impl Inner {
    /// Sends a submit. Sends it again only where the gateway provably did not accept it: otherwise the user may pay twice.
    pub(super) async fn submit(
        &self,
        prepared: Prepared,
        call: &Call,
        token: &Token,
        deadline: Option<f64>,
    ) -> Result<Accepted, Error> {
        let Prepared {
            verb,
            body,
            parent,
            change,
            modal,
        } = prepared;
        let parent = parent.as_deref();
        let sent = self.submit_as(verb, parent, body, call, deadline).await;
        let (receipt, reply) = match (sent, change) {
            // The gateway has no such endpoint, so it accepted nothing.
            (Err(error), Some(body)) if error.code() == Code::Unsupported => {
                self.submit_as(Verb::Change, parent, body, call, deadline).await?
            }
            (sent, _) => sent?,
        };
        self.learned.is_confirmed.set(true);
        let json = reply.json.as_ref();
        let mut token = token.clone();
        token.id = Some(receipt.id.clone());
        Ok(Accepted {
            wants_modal: receipt.wants_modal && verb != Verb::Modal,
            modal,
            submission: Submission {
                id: receipt.id,
                ids: receipt.ids.map(|ids| ids.split(',').map(Into::into).collect()),
                gateway_code: receipt.gateway_code,
                description: json.and_then(|json| json.filled("description")),
                queue_position: receipt.queue_position,
                properties: json.and_then(|json| json.field("properties")),
                token,
            },
        })
    }

    async fn submit_as(
        &self,
        verb: Verb,
        parent: Option<&str>,
        body: Body,
        call: &Call,
        deadline: Option<f64>,
    ) -> Result<(Receipt, Reply), Error> {
        let limits = Limits {
            timeout: call.request_timeout(retry::submit_timeout(body.len())),
            deadline,
        };
        let outgoing = Outgoing {
            method: "POST".into(),
            path: verb.path().into(),
            body: Some(body),
        };
        let sent = self
            .send(&outgoing, Resend::Submit(verb, parent), call, limits)
            .await;
        let reply = sent.map_err(mark_if_sent)?;
        let receipt = self.read_receipt(verb, parent, &reply)?;
        Ok((receipt, reply))
    }

    fn read_receipt(&self, verb: Verb, parent: Option<&str>, reply: &Reply) -> Result<Receipt, Error> {
        reply::read(verb, parent, reply.status, reply.json.as_ref(), &reply.text).map_err(|refusal| {
            let error = self.refused(refusal, reply).with_verb(verb);
            if refusal.maybe_submitted {
                error.mark_maybe_submitted()
            } else {
                error
            }
        })
    }
}
