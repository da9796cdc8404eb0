//! What an error keeps of a response, and what it says of it.

use crate::{
    client::exchange::Reply,
    gateway::{
        auth::Scheme,
        code::Code,
        refusal::{self, Reason, Refusal},
        verb::Verb,
    },
    platform::Json,
};

/// A response that is not what the client requested.
#[derive(Clone, Debug)]
pub struct ErrorResponse {
    pub(super) refusal: Refusal,
    scheme: Option<Scheme>,
    has_key: bool,
    /// The verb that was submitted.
    pub(super) verb: Option<Verb>,
    /// Whether the gateway had accepted the task before.
    pub(super) was_accepted: bool,
    /// Where the gateway redirects to, without its query.
    target: Option<String>,
    pub(super) description: Option<String>,
    pub(super) word: Option<String>,
    pub(super) properties: Option<Json>,
    pub(super) body: Option<String>,
    pub(super) retry_after: Option<f64>,
}

/// Characters of a body that an error quotes.
const QUOTED: usize = 200;

impl ErrorResponse {
    /// Reads the gateway's own words. `scheme` is how the key was sent, `has_key` whether there is one.
    pub(in crate::client) fn new(
        refusal: Refusal,
        reply: &Reply,
        scheme: Option<Scheme>,
        has_key: bool,
    ) -> Self {
        let json = reply.json.as_ref();
        let properties = json.and_then(|envelope| envelope.field("properties"));
        let description = json.and_then(refusal::description).and_then(|words| words.text());
        // What the client cannot read, a person may: the ID of a paid task may be in it.
        let is_unreadable = matches!(refusal.code, Code::BadResponse | Code::AcceptedWithoutId);
        let body =
            (json.is_none() || is_unreadable).then(|| reply.text.chars().take(QUOTED).collect::<String>());
        let target = reply.location.as_deref().map(|location| {
            let end = location.bytes().position(|byte| matches!(byte, b'?' | b'#'));
            location
                .get(..end.unwrap_or(location.len()))
                .unwrap_or_default()
                .into()
        });
        Self {
            refusal,
            scheme,
            has_key,
            verb: None,
            was_accepted: false,
            target,
            description,
            word: properties
                .as_ref()
                .and_then(|properties| properties.filled("bannedWord")),
            properties,
            body: body.filter(|body| !body.is_empty()),
            retry_after: reply.retry_after,
        }
    }

    /// Returns what happened, where there is more to say than the code does.
    pub(super) fn message_parts(&self) -> [&str; 3] {
        let code = self.refusal.code;
        if let (Code::BannedPrompt, Some(word)) = (code, &self.word) {
            return ["The prompt has a banned word: ", word, ""];
        }
        if let (Code::Redirect, Some(target)) = (code, &self.target) {
            return ["The gateway redirects to ", target, ""];
        }
        let more = match (code, self.refusal.reason) {
            (_, Some(Reason::TooLarge)) => "The request is too large for a server before the gateway",
            (Code::Forbidden, Some(Reason::Model)) => "The key may not use this model",
            (_, Some(Reason::Mode)) => "The gateway does not know this mode",
            (_, Some(Reason::NotFinished)) => {
                "The task that this acts on has not finished, or a relay does not know it yet"
            }
            // It was accepted, so it is no typing error.
            (Code::TaskNotFound, _) if self.was_accepted => {
                "The gateway accepted the task and does not show it any more"
            }
            (Code::Unauthorized, _) if self.was_accepted && self.has_key => {
                "The gateway accepted the task; the key stopped working"
            }
            (Code::Unauthorized, _) if !self.has_key => "The gateway wants a key, and none was given",
            (Code::Unsupported, _) => {
                return [
                    "The gateway does not offer ",
                    self.verb.map_or("this", Verb::name),
                    "",
                ];
            }
            (Code::BadResponse, _) if self.refusal.is_html => {
                "A web page came instead of a gateway's answer; baseUrl may be wrong"
            }
            (code, _) => code.message(),
        };
        [more, "", ""]
    }

    /// Returns what to do about it, where the cause is not plain.
    pub(super) fn hint(&self) -> &'static str {
        // A gateway that responds in its own JSON has the right URL.
        let is_missing_path = self.refusal.is_html || self.refusal.status == 404 && !self.refusal.is_json;
        match (self.refusal.code, self.refusal.reason, self.scheme) {
            (_, Some(Reason::TooLarge), _) => {
                "Send fewer or smaller images. maxImageBytes (10 MB unless set) refuses larger ones before they are sent."
            }
            (Code::InsufficientQuota, _, _) => "Top up the key or its account at the gateway.",
            (Code::Unauthorized, _, _) if !self.has_key => "Set apiKey.",
            // A relay says of a used-up key what it says of a wrong one.
            (Code::Unauthorized, _, _) if self.was_accepted => "Is its credit used up?",
            (Code::Forbidden, Some(Reason::Model), _) => {
                "Choose a key or a group of the gateway that has the model."
            }
            (Code::Unauthorized | Code::Forbidden, _, Some(scheme)) => scheme.hint(),
            (_, Some(Reason::Mode), _) => {
                "Leave mode out, or set one that this gateway has, such as \"mj-fast\" at one-hub."
            }
            (_, Some(Reason::NotFinished), _) => "Try again when fetch shows SUCCESS.",
            (Code::Redirect, _, _) => "Is that the right baseUrl?",
            (Code::Http | Code::BadResponse | Code::TaskNotFound, _, _) if is_missing_path => {
                "Check baseUrl and mode: no gateway answers at this path."
            }
            _ => "",
        }
    }
}
