//! Why a call failed.

use std::{fmt, time::Duration};

use js_sys::Error as JsError;
use wasm_bindgen::{JsCast, JsValue};

use super::{Json, Task, Token};
use crate::{
    ErrorCode, client,
    web::object::{get, given, number, text},
};

/// Why a call failed, and what to do about it.
///
/// `Display` says both, with the gateway's own words. It is plain data, `Send` and `Sync`, so that `?` works with
/// `anyhow` and its like. Neither `Display` nor `Debug` shows the key: one that a gateway repeats is taken out, and
/// [`cause`](Error::cause) is in neither.
#[derive(Clone, Debug)]
pub struct Error(Box<Known>);

/// What is known of a failure.
#[derive(Clone, Debug)]
struct Known {
    code: ErrorCode,
    /// One English sentence, without its full stop.
    message: String,
    hint: Option<String>,
    field: Option<String>,
    status: Option<u16>,
    gateway_code: Option<i32>,
    description: Option<String>,
    word: Option<String>,
    body: Option<String>,
    retry_after: Option<Duration>,
    properties: Option<Json>,
    task_id: Option<String>,
    task: Option<Task>,
    token: Option<Token>,
    maybe_submitted: bool,
    cause: Option<Cause>,
}

/// What the platform, or a function of the caller's, says. Its `Debug` does not: nobody knows what it quotes.
#[derive(Clone)]
struct Cause(String);

impl fmt::Debug for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

impl Error {
    /// A failure that this face finds itself.
    pub(super) fn of(code: ErrorCode, message: &str) -> Self {
        Self(Box::new(Known {
            code,
            message: message.into(),
            hint: None,
            field: None,
            status: None,
            gateway_code: None,
            description: None,
            word: None,
            body: None,
            retry_after: None,
            properties: None,
            task_id: None,
            task: None,
            token: None,
            maybe_submitted: false,
            cause: None,
        }))
    }

    /// The same failure, which is about this argument.
    pub(super) fn field_of(mut self, field: &str) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The same failure, which something else caused.
    pub(super) fn caused(mut self, cause: String) -> Self {
        self.0.cause = Some(Cause(cause));
        self
    }

    /// The same failure of the job with that token, which it gets wherever a task may exist.
    pub(super) fn of_job(mut self, token: Token) -> Self {
        let known = &mut self.0;
        let is_found = token.id.is_some() && known.code != ErrorCode::TaskNotFound;
        if is_found || known.maybe_submitted {
            known.task_id = known.task_id.take().or_else(|| token.id.clone());
            known.token = Some(token);
        }
        self
    }

    /// What kind of failure it is.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// What happened, as one English sentence without its full stop. `Display` says more.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it, where the cause is not plain.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Which argument or option, for [`InvalidInput`](ErrorCode::InvalidInput) and [`Config`](ErrorCode::Config).
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The HTTP status.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The gateway's own code.
    pub fn gateway_code(&self) -> Option<i32> {
        self.0.gateway_code
    }

    /// The gateway's own words, often Chinese; for a failed task, its reason.
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The word that was refused, where the gateway names it.
    pub fn word(&self) -> Option<&str> {
        self.0.word.as_deref()
    }

    /// The first 200 characters of an answer that was not the expected JSON.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How long to wait, where the gateway said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What else the gateway says of it.
    pub fn properties(&self) -> Option<&Json> {
        self.0.properties.as_ref()
    }

    /// The task's id, where one is known.
    pub fn task_id(&self) -> Option<&str> {
        self.0.task_id.as_deref()
    }

    /// The task as the last look showed it: one that failed, was cancelled or vanished, or waits for
    /// [`Midjourney::modal`](super::Midjourney::modal).
    pub fn task(&self) -> Option<&Task> {
        self.0.task.as_ref()
    }

    /// For [`Midjourney::wait`](super::Midjourney::wait), wherever a task may exist.
    pub fn token(&self) -> Option<&Token> {
        self.0.token.as_ref()
    }

    /// Whether the gateway may have taken (and charged) the task all the same. Never submit again on `true` without looking.
    pub fn maybe_submitted(&self) -> bool {
        self.0.maybe_submitted
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.0.code.is_retryable()
    }

    /// The platform's own words, or those of your own `fetch`, as they are: what they quote is not looked at.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_ref().map(|cause| cause.0.as_str())
    }
}

impl From<client::Error> for Error {
    fn from(error: client::Error) -> Self {
        let fields: &JsValue = error.fields();
        let field = |name: &str| text(fields, name);
        let Some(code) = field("code").as_deref().and_then(ErrorCode::named) else {
            // Only functions of the caller's throw, and those of Rust do not.
            return Self::of(ErrorCode::Config, "A function that was given to the client threw")
                .caused(words(&get(fields, "cause")));
        };
        Self(Box::new(Known {
            code,
            message: in_rust(&field("message").unwrap_or_default()),
            hint: hint(code)
                .map(Into::into)
                .or_else(|| field("hint").map(|hint| in_rust(&hint))),
            field: field("field").map(|name| in_rust(&name)),
            status: number(fields, "status").map(|status| status as u16),
            gateway_code: number(fields, "gatewayCode").map(|code| code as i32),
            description: field("description"),
            word: field("word"),
            body: field("body"),
            retry_after: number(fields, "retryAfter").map(|wait| Duration::from_millis(wait as u64)),
            properties: given(fields, "properties").map(|properties| Json::of(&properties)),
            task_id: field("taskId"),
            task: given(fields, "task").and_then(|task| Task::read(&task).ok()),
            token: None,
            maybe_submitted: get(fields, "maybeSubmitted").is_truthy(),
            cause: given(fields, "cause").map(|cause| Cause(words(&cause))),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&plain(&self.0.message))?;
        if let Some(description) = self.description() {
            write!(formatter, " (the gateway says: {})", plain(description.trim()))?;
        }
        formatter.write_str(".")?;
        match self.hint() {
            Some(hint) => write!(formatter, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// What others say, fit for a terminal and a log: nothing that steers the one, or turns a line of it around, and with an end.
fn plain(text: &str) -> String {
    let turns = |letter| matches!(letter, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = text.chars().map(|letter| {
        if letter.is_control() || turns(letter) {
            ' '
        } else {
            letter
        }
    });
    shown.take(999).collect()
}

/// What a value that was thrown says.
fn words(cause: &JsValue) -> String {
    match cause.dyn_ref::<JsError>() {
        Some(error) => error.message().into(),
        None => cause.as_string().unwrap_or_default(),
    }
}

/// The hints that name a call.
fn hint(code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::TaskTimeout => Some(
            "It may still finish at the gateway: follow it again with the error's token (Midjourney::wait).",
        ),
        ErrorCode::ModalRequired => Some("Answer the error's task with Midjourney::modal."),
        _ => None,
    }
}

/// A text of ours that names options as JavaScript has them, with the names that they have here.
fn in_rust(text: &str) -> String {
    let mut renamed = String::new();
    let (mut is_name, mut before) = (true, ' ');
    for letter in text.chars() {
        if !before.is_alphanumeric() {
            is_name = letter.is_ascii_lowercase();
        }
        if is_name && letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            renamed.push('_');
            renamed.push(letter.to_ascii_lowercase());
        } else {
            renamed.push(letter);
        }
        before = letter;
    }
    for (name, here) in [
        ("\"bearer\"", "Auth::Bearer"),
        ("\"mj-api-secret\"", "Auth::Secret"),
        ("\"raw\"", "Auth::Raw"),
    ] {
        renamed = renamed.replace(name, here);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::{in_rust, plain};

    #[test]
    fn what_others_say_steers_no_terminal_and_has_an_end() {
        assert_eq!(
            plain("猫 a\u{1b}[31m\r\nb\u{9b}c\u{202e}d\u{2066}e\u{61c}"),
            "猫 a [31m  b c d e "
        );
        assert_eq!(plain(&"猫".repeat(5_000)).chars().count(), 999);
    }

    #[test]
    fn names_of_options_are_those_of_rust() {
        for (text, wanted) in [
            (
                "baseUrl must be an http(s) address",
                "base_url must be an http(s) address",
            ),
            (
                "readable in time (requestTimeout)",
                "readable in time (request_timeout)",
            ),
            (
                "a picture (PNG, JPEG, GIF or WebP)",
                "a picture (PNG, JPEG, GIF or WebP)",
            ),
            ("images[0]", "images[0]"),
            (
                "may expect auth: \"mj-api-secret\" or \"raw\".",
                "may expect auth: Auth::Secret or Auth::Raw.",
            ),
            ("\"PORTRAIT\", \"SQUARE\"", "\"PORTRAIT\", \"SQUARE\""),
        ] {
            assert_eq!(in_rust(text), wanted);
        }
    }
}
