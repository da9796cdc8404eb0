//! What an error keeps of a response, and what it says of it.

use super::message::FOLLOW;
use crate::{
    client::exchange::Reply,
    gateway::{
        auth::Scheme,
        code::Code,
        refusal::{self, Reason, Refusal},
        text::concat,
        verb::Verb,
    },
    platform::Json,
};

/// A response that is not what the client requested.
#[derive(Clone, Debug)]
pub struct ErrorResponse {
    pub(super) refusal: Refusal,
    scheme: Option<Scheme>,
    /// Whether the request had a key.
    has_key: bool,
    /// The verb that was submitted.
    pub(super) verb: Option<Verb>,
    /// Where the gateway redirects to, without its query and credentials.
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
    /// Reads the gateway's own words.
    pub(in crate::client) fn new(refusal: Refusal, reply: &Reply) -> Self {
        let json = reply.json.as_ref();
        let properties = json.and_then(|envelope| envelope.field("properties"));
        let description = json.and_then(refusal::description).and_then(|words| words.text());
        // What the client cannot read, a person may: the ID of a paid task may be in it.
        let is_unreadable = matches!(refusal.code, Code::BadResponse | Code::AcceptedWithoutId);
        let body =
            (json.is_none() || is_unreadable).then(|| reply.text.chars().take(QUOTED).collect::<String>());
        let target = reply.location.as_deref().map(address);
        Self {
            refusal,
            scheme: reply.scheme,
            has_key: reply.has_key,
            verb: None,
            target: target.filter(|target| !target.is_empty()),
            description,
            word: properties
                .as_ref()
                .and_then(|properties| properties.filled("bannedWord")),
            properties,
            body: body.filter(|body| !body.is_empty()),
            retry_after: reply.retry_after,
        }
    }

    /// Returns what happened, where there is more to say than the code does. `is_accepted`: the gateway had accepted the task before.
    pub(super) fn message_parts(&self, is_accepted: bool) -> [&str; 3] {
        let Refusal { code, reason, .. } = self.refusal;
        if let (Code::BannedPrompt, Some(word)) = (code, &self.word) {
            return ["The prompt has a banned word: ", word, ""];
        }
        if let (Code::Redirect, Some(target)) = (code, &self.target) {
            return ["The gateway redirects to ", target, ""];
        }
        if let (Some(Reason::Proxy), Some(words)) = (reason, &self.description) {
            return ["The proxy says: ", words, ""];
        }
        let more = match (code, reason) {
            (_, Some(Reason::TooLarge)) => "The request is too large for a server before the gateway",
            (Code::Forbidden, Some(Reason::Model)) => "The key may not use this model or group",
            (_, Some(Reason::Mode)) => "The gateway does not know this mode",
            (_, Some(Reason::NotFinished)) => {
                "The task that this acts on has not finished, or a relay does not know it yet"
            }
            // It was accepted, so it is no typing error.
            (Code::TaskNotFound, _) if is_accepted => "It does not show it any more",
            (Code::Unauthorized, _) if !self.has_key => "The gateway wants a key, and none was given",
            (Code::Unauthorized, _) | (_, Some(Reason::Key)) if is_accepted => "The key stopped working",
            (_, Some(Reason::Key)) => Code::Unauthorized.message(),
            (Code::Unsupported, _) => {
                return [
                    "The gateway does not offer ",
                    self.verb.map_or("this", Verb::name),
                    "",
                ];
            }
            (Code::BadResponse, _) if self.refusal.is_html && is_accepted => {
                "A web page came instead of a gateway's answer"
            }
            (Code::BadResponse, _) if self.refusal.is_html => {
                "A web page came instead of a gateway's answer; baseUrl may be wrong"
            }
            (code, _) => code.message(),
        };
        [more, "", ""]
    }

    /// Returns what to do about it, where the cause is not plain.
    pub(super) fn hint(&self, is_accepted: bool) -> &'static str {
        let Refusal {
            code,
            reason,
            status,
            is_html,
            is_json,
            ..
        } = self.refusal;
        match (code, reason) {
            (_, Some(Reason::Proxy)) if !is_accepted => "",
            (_, Some(Reason::TooLarge)) => {
                "Send fewer or smaller images. maxImageBytes refuses larger ones before they are sent."
            }
            (Code::InsufficientQuota, _) => "Top up the key or its account at the gateway.",
            // A relay says of a used-up key what it says of a wrong one.
            (Code::Unauthorized, _) | (_, Some(Reason::Key)) if is_accepted => "Is its credit used up?",
            (Code::TaskNotFound, _) if is_accepted => "",
            // The settings are right: the gateway accepted the task.
            _ if is_accepted => FOLLOW,
            (Code::Unauthorized, _) if !self.has_key => "Set apiKey.",
            (Code::Forbidden, Some(Reason::Model)) => {
                "Choose a key or a group of the gateway that has the model."
            }
            (Code::Unauthorized, _) | (_, Some(Reason::Key)) => self.scheme.map_or("", Scheme::hint),
            (_, Some(Reason::Mode)) => {
                "Set mode to one that this gateway has, such as \"mj-fast\" at one-hub, or leave it out."
            }
            (_, Some(Reason::NotFinished)) => "Try again when fetch shows SUCCESS.",
            (Code::Redirect, _) => "Is baseUrl right?",
            (Code::AcceptedWithoutId, _) => "Look for the task at the gateway before you submit it again.",
            (Code::Unsupported, _) => "Another gateway may have it.",
            (Code::Unavailable, _) => "Try again later, or ask who runs the gateway.",
            // A gateway that responds in its own JSON has the right URL.
            (Code::Http | Code::TaskNotFound | Code::BadResponse, _)
                if !is_json && matches!(status, 404 | 405) || is_html && status < 300 =>
            {
                "Check baseUrl and mode: no gateway answers at this path."
            }
            (Code::Http, _) | (_, Some(Reason::NoRoute)) if matches!(status, 404 | 405) => {
                "The gateway lacks this path: is mode right?"
            }
            _ => "",
        }
    }

    /// Returns `true` if the proxy before the gateway says it.
    pub(super) fn is_of_proxy(&self) -> bool {
        self.refusal.reason == Some(Reason::Proxy)
    }

    /// Returns `true` for a submit of which nobody knows whether the gateway accepted it.
    pub(super) fn is_uncertain(&self) -> bool {
        self.refusal.maybe_submitted && self.refusal.code != Code::AcceptedWithoutId
    }
}

/// Returns a URL without its query, fragment and credentials.
fn address(url: &str) -> String {
    let end = url.bytes().position(|byte| matches!(byte, b'?' | b'#'));
    let url = url.get(..end.unwrap_or(url.len())).unwrap_or_default();
    let is_of = |byte: u8| move |other: u8| other == byte;
    let host = url.bytes().position(is_of(b'/')).map_or(0, |slash| slash + 2);
    let rest = url.get(host..).unwrap_or_default();
    let path = rest.bytes().position(is_of(b'/')).unwrap_or(rest.len());
    let authority = rest.get(..path).unwrap_or_default();
    let credentials = authority.bytes().rposition(is_of(b'@')).map_or(0, |at| at + 1);
    match url.get(..host) {
        Some(scheme) if scheme.ends_with("//") => {
            concat(&[scheme, rest.get(credentials..).unwrap_or_default()])
        }
        _ => url.into(),
    }
}
