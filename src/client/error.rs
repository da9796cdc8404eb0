//! What a call ends with when it does not end well.

use js_sys::Object;
use wasm_bindgen::JsValue;

use crate::{
    gateway::{auth::Scheme, code::Code, refusal::Refusal},
    web::url,
};

/// Why a call failed.
#[derive(Clone, Debug)]
pub enum Error {
    /// A failure of a known kind.
    Known(Box<Fault>),
    /// What a function of the caller's threw, as it is.
    Thrown(JsValue),
}

/// A failure of a known kind, with what is known of it.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The kind.
    pub code: Code,
    /// One English sentence, without its full stop.
    pub message: String,
    /// What to do about it, where the cause is not plain.
    pub hint: &'static str,
    /// Which argument or option.
    pub field: Option<String>,
    /// The answer that told it.
    pub refusal: Option<Refusal>,
    /// What the gateway asked to wait, in milliseconds.
    pub retry_after: Option<f64>,
    /// Whether a submit may have been taken all the same.
    pub maybe_submitted: bool,
    /// The envelope's `properties`.
    pub properties: JsValue,
    /// The task, where it is the task that ended so.
    pub task: Option<Object>,
    /// The id of the task that the failure is about.
    pub task_id: Option<String>,
    /// The platform's own error.
    pub cause: JsValue,
}

impl Fault {
    /// A failure of which nothing more is known.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            message: code.message().into(),
            hint: "",
            field: None,
            refusal: None,
            retry_after: None,
            maybe_submitted: false,
            properties: JsValue::UNDEFINED,
            task: None,
            task_id: None,
            cause: JsValue::UNDEFINED,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Known(Box::new(fault))
    }
}

impl Error {
    /// An argument that is not acceptable: `field` must be `allowed`.
    pub fn input(field: impl Into<String>, allowed: &str) -> Self {
        Self::field(Code::InvalidInput, field.into(), allowed)
    }

    /// An option that is not acceptable: `field` must be `allowed`.
    pub fn config(field: &str, allowed: &str) -> Self {
        Self::field(Code::Config, field.into(), allowed)
    }

    fn field(code: Code, field: String, allowed: &str) -> Self {
        let message = [field.as_str(), " must be ", allowed].concat();
        Fault { message, field: Some(field), ..Fault::new(code) }.into()
    }

    /// No answer at all.
    pub fn network(root: &str, cause: JsValue) -> Self {
        let hint = match url::is_secure_page() {
            Some(true) if root.starts_with("http:") => {
                "This page is https and baseUrl is http, which browsers block."
            }
            Some(_) => {
                "The browser does not tell why: the gateway may be down, the page offline, or the gateway does not allow \
                 requests from other origins (CORS); then call it through a server of yours."
            }
            None => "Is baseUrl right, and the gateway up?",
        };
        Fault { hint, cause, ..Fault::new(Code::Network) }.into()
    }

    /// An answer that is not what was asked for.
    pub fn refused(refusal: Refusal, scheme: Option<Scheme>) -> Self {
        let is_html = refusal.is_html();
        let hint = match refusal.code {
            Code::Unauthorized | Code::Forbidden => scheme.unwrap_or_default().hint(),
            Code::AcceptedWithoutId => {
                "It is probably charged: look for it at the gateway before you submit it again."
            }
            Code::Http | Code::BadResponse | Code::TaskNotFound if is_html || refusal.status == 404 => {
                "Check baseUrl and mode: nothing that speaks this protocol answers at this path."
            }
            _ => "",
        };
        Fault { hint, ..Fault::new(refusal.code).with(refusal) }.into()
    }

    /// The same failure, of which the platform's own error is known.
    pub fn caused_by(self, cause: JsValue) -> Self {
        self.map(|fault| fault.cause = cause)
    }

    /// The same failure, about that task.
    pub fn of_task(self, id: &str) -> Self {
        self.map(|fault| fault.task_id = Some(id.into()))
    }

    fn map(mut self, change: impl FnOnce(&mut Fault)) -> Self {
        if let Self::Known(fault) = &mut self {
            change(fault);
        }
        self
    }

    /// Whether it is a failure of that kind.
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Known(fault) if fault.code == code)
    }

    /// The same failure of a submit: now doubt counts.
    pub fn of_submit(self) -> Self {
        self.map(|fault| {
            fault.maybe_submitted = match &fault.refusal {
                Some(refusal) => refusal.maybe_submitted,
                // Sent, and nothing is known of it.
                None => matches!(fault.code, Code::Network | Code::RequestTimeout | Code::BadResponse),
            };
            if fault.maybe_submitted && fault.hint.is_empty() {
                fault.hint = "The task may exist and be charged: look for it before you submit it again.";
            }
        })
    }
}

impl Fault {
    fn with(self, refusal: Refusal) -> Self {
        Self { refusal: Some(refusal), ..self }
    }
}
