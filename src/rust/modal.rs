//! The answer to a task that asks back.

use std::{future::Future, pin::Pin, rc::Rc};

use js_sys::Object;

use super::{Image, Task};
use crate::web::object::{set, set_text};

/// What a button asks for: a prompt, a mask, or neither, which is a mere yes.
#[derive(Clone, Debug, Default)]
#[must_use = "an answer does nothing until a job gets it"]
pub struct ModalInput {
    prompt: Option<String>,
    mask: Option<Image>,
}

impl ModalInput {
    /// A mere yes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The prompt. Without one the gateway uses the original. A custom zoom wants `--zoom 1` to `2` in it.
    pub fn prompt(self, prompt: impl Into<String>) -> Self {
        Self {
            prompt: Some(prompt.into()),
            ..self
        }
    }

    /// A PNG of the picture's proportions: white is redrawn, black is kept.
    pub fn mask(self, mask: impl Into<Image>) -> Self {
        Self {
            mask: Some(mask.into()),
            ..self
        }
    }

    /// As an object under the names of the JavaScript package.
    pub(super) fn into_object(self) -> Object {
        let object = Object::new();
        if let Some(prompt) = self.prompt {
            set_text(&object, "prompt", &prompt);
        }
        if let Some(mask) = self.mask {
            set(&object, "mask", &mask.into_js());
        }
        object
    }
}

/// Answers what a task asks.
pub(super) type Answer = Rc<dyn Fn(Task) -> Pin<Box<dyn Future<Output = ModalInput>>>>;

/// What a job does when its task waits for input.
#[derive(Clone)]
pub(super) enum Policy {
    /// Confirms what asks for nothing, and fails for the rest.
    Auto,
    /// Fails.
    Fail,
    /// Asks the caller.
    Ask(Answer),
}
