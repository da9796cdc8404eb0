//! What an error says: what happened, and what to do about it.

use super::{Error, ErrorKind, ErrorResponse};
use crate::{
    client::{Task, wording},
    gateway::text::concat,
    platform::RequestOrigin,
};

/// What to do about a task that the gateway has.
pub(super) const FOLLOW: &str =
    "It may still finish at the gateway: follow it again with mj.wait(error.token).";

impl Error {
    /// Returns what happened, as one English sentence without its full stop. `Display` says more.
    pub fn message(&self) -> String {
        let mut message = self.what_happened();
        // A task that waits for input is plainly there.
        if self.is_accepted() && self.needs().is_none() {
            if let Some(first) = message.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            message.insert_str(0, "The gateway accepted the task; ");
        }
        message
    }

    /// Returns `true` if the proxy before the gateway says it. Then the message has its words.
    pub(in crate::client) fn is_of_proxy(&self) -> bool {
        self.response().is_some_and(ErrorResponse::is_of_proxy)
    }

    /// Returns the message without a word of whether the task was accepted before.
    fn what_happened(&self) -> String {
        // Only the first part is this project's: what others wrote keeps its names.
        let [what, subject, rest] = self.message_parts();
        let mut message = String::from(wording::names(String::from(what).into()));
        message.push_str(subject);
        message.push_str(rest);
        if let ErrorKind::TaskTimeout(last) = &self.0.kind {
            if let Some(word) = self.0.task.as_ref().and_then(Task::raw_status) {
                message.push_str("; the gateway shows the status ");
                message.push_str(&word);
            }
            if let Some(last) = last {
                message.push_str("; the last poll failed: ");
                message.push_str(&last.what_happened());
            }
        }
        wording::harmless(&message)
    }

    /// Returns what happened and what the gateway says, for callers without string formatting.
    #[cfg(all(feature = "npm", target_family = "wasm"))]
    pub(crate) fn what(&self) -> String {
        wording::what(self)
    }

    fn message_parts(&self) -> [&str; 3] {
        match &self.0.kind {
            ErrorKind::Config(field) | ErrorKind::InvalidInput(field) => {
                [&field.name, field.verb, &field.problem]
            }
            ErrorKind::NotConnected => ["No connection to the gateway could be made", "", ""],
            ErrorKind::TaskTimeout(_) if !self.maybe_submitted() => {
                ["The time for the task was over before anything was sent", "", ""]
            }
            ErrorKind::NotAResponse(_) => ["What fetch returned is no Response", "", ""],
            ErrorKind::ResponseTooLarge => ["The answer is larger than maxResponseBytes", "", ""],
            ErrorKind::Callback => ["A function that was given to the client threw", "", ""],
            ErrorKind::MarkerNotFound { has_list: false } => ["The gateway cannot list its tasks", "", ""],
            ErrorKind::ModalRequired(needs) => ["The task waits for input: ", needs.name(), ""],
            ErrorKind::Response(response) => response.message_parts(self.is_accepted()),
            _ => [self.code().message(), "", ""],
        }
    }

    /// Returns what to do about it, where the cause is not plain.
    pub fn hint(&self) -> Option<String> {
        let hint = concat(&self.hint_parts());
        (!hint.is_empty()).then(|| wording::names(hint.into()).into())
    }

    fn hint_parts(&self) -> [&'static str; 3] {
        let hint = match &self.0.kind {
            ErrorKind::NotConnected | ErrorKind::Network(_) if self.is_accepted() => FOLLOW,
            ErrorKind::NotConnected | ErrorKind::Network(RequestOrigin::Server) => {
                "Is baseUrl right, and the gateway up?"
            }
            ErrorKind::Network(RequestOrigin::Page) => {
                "The browser does not tell why: offline, gateway down, or requests from other origins not allowed (CORS): then \
                 call it through a server of yours."
            }
            ErrorKind::Network(RequestOrigin::MixedContent) => {
                "This page is https and baseUrl is http, which browsers block."
            }
            ErrorKind::NotAResponse(needs) => needs,
            ErrorKind::TaskTimeout(_) if self.maybe_submitted() => FOLLOW,
            ErrorKind::ModalRequired(_) => {
                "Answer it with mj.modal(error.task, { prompt, mask }), or let modal return them."
            }
            ErrorKind::MarkerNotFound { has_list: false } => {
                "Only its own log can tell whether the task exists."
            }
            ErrorKind::MarkerNotFound { has_list: true } => {
                "The gateway lists no task with this state: only its own log can tell whether the task exists."
            }
            ErrorKind::Response(response) => response.hint(self.is_accepted()),
            _ => "",
        };
        // Only a submit leaves a doubt without a task.
        if self.is_uncertain_submit() {
            let doubt = "The task may exist and be charged: look for it before you submit it again.";
            [doubt, if hint.is_empty() { "" } else { " " }, hint]
        } else {
            [hint, "", ""]
        }
    }

    /// Returns `true` for a submit of which it is unknown whether the gateway accepted it.
    fn is_uncertain_submit(&self) -> bool {
        let is_of_submit = match &self.0.kind {
            ErrorKind::Network(_)
            | ErrorKind::RequestTimeout
            | ErrorKind::TaskTimeout(_)
            | ErrorKind::NotAResponse(_)
            | ErrorKind::ResponseTooLarge => true,
            ErrorKind::Response(response) => response.is_uncertain(),
            _ => false,
        };
        is_of_submit && self.maybe_submitted() && self.0.task_id.is_none()
    }
}
