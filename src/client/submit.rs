//! Submits, which cost money.

use super::{
    Call, Error, Inner, Submission, Token,
    exchange::{Outgoing, Reply},
    input::{ModalFacts, Prepared},
    resend::{Limits, Resend, mark_if_sent},
};
use crate::{
    gateway::{reply, reply::Receipt, verb::Verb},
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
        let limits = Limits {
            timeout: call.request_timeout(retry::submit_timeout(prepared.body.len())),
            deadline,
        };
        let outgoing = Outgoing {
            method: "POST".into(),
            path: prepared.verb.path().into(),
            body: Some(prepared.body),
        };
        let resend = Resend::Submit(prepared.verb);
        let reply = self
            .send(&outgoing, resend, call, limits)
            .await
            .map_err(mark_if_sent)?;
        let receipt = self.read_receipt(prepared.verb, &reply)?;
        self.learned.is_confirmed.set(true);
        let json = reply.json.as_ref();
        let mut token = token.clone();
        token.id = Some(receipt.id.clone());
        Ok(Accepted {
            wants_modal: receipt.wants_modal && prepared.verb != Verb::Modal,
            modal: prepared.modal,
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

    fn read_receipt(&self, verb: Verb, reply: &Reply) -> Result<Receipt, Error> {
        reply::read(verb, reply.status, reply.json.as_ref(), &reply.text).map_err(|refusal| {
            let error = self.refused(refusal, reply);
            if refusal.maybe_submitted {
                error.mark_maybe_submitted()
            } else {
                error
            }
        })
    }
}
