//! Tasks that wait for input before they start.

use std::{future::Future, rc::Rc};

use super::{Error, ErrorKind, Task, input::ModalFacts};
use crate::{
    gateway::modal::{self, Needs},
    platform::{Image, LocalBoxFuture},
};

/// The answer to a task that waits for input: a prompt, a mask, both, or neither, which confirms.
#[derive(Clone, Debug, Default)]
#[must_use = "an answer does nothing until a job gets it"]
pub struct ModalInput {
    pub(crate) prompt: Option<String>,
    pub(crate) mask: Option<Image>,
}

impl ModalInput {
    /// Creates an answer that only confirms.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the prompt. Without one the gateway uses the original. A custom zoom needs `--zoom 1` to `2` in it.
    pub fn prompt(self, prompt: impl Into<String>) -> Self {
        Self {
            prompt: Some(prompt.into()),
            ..self
        }
    }

    /// Sets the mask, a PNG of the image's proportions: white is redrawn, black is kept.
    pub fn mask(self, mask: impl Into<Image>) -> Self {
        Self {
            mask: Some(mask.into()),
            ..self
        }
    }

    fn is_empty(&self) -> bool {
        self.prompt.is_none() && self.mask.is_none()
    }
}

/// What a job does when its task waits for input.
#[derive(Clone, Default)]
pub(crate) enum ModalPolicy {
    /// Confirms what needs no input, and fails for the rest.
    #[default]
    Auto,
    /// Fails.
    Fail,
    /// Calls the caller's function.
    Ask(ModalCallback),
}

/// Answers a task that waits for input. An empty answer confirms where nothing is needed.
pub(crate) type ModalCallback = Rc<dyn Fn(Task) -> LocalBoxFuture<'static, Result<ModalInput, Error>>>;

/// Wraps a function that always answers.
pub(super) fn callback<F, A>(answer: F) -> ModalCallback
where
    F: Fn(Task) -> A + 'static,
    A: Future<Output = ModalInput> + 'static,
{
    Rc::new(move |task| {
        let answer = answer(task);
        Box::pin(async move { Ok(answer.await) })
    })
}

impl ModalPolicy {
    /// Returns the answer to a task that waits for input.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ModalRequired`] if the task needs input that nobody gives, and what the caller's function threw.
    pub(super) async fn answer(&self, task: &Task, facts: &ModalFacts) -> Result<ModalInput, Error> {
        let input = match self {
            Self::Auto => Some(ModalInput::default()),
            Self::Fail => None,
            Self::Ask(ask) => Some(ask(task.clone()).await?),
        };
        let needs = facts.needs.unwrap_or_else(|| modal::of_task(task.json()));
        match input {
            Some(input) if !input.is_empty() => Ok(input),
            // A confirmation costs money: what needs input is never guessed.
            Some(_) if needs.is_none() => {
                let properties = task.json().field("properties");
                let shown = properties.and_then(|properties| properties.filled("finalPrompt"));
                Ok(ModalInput {
                    prompt: shown.or_else(|| facts.parent_prompt.clone()),
                    mask: None,
                })
            }
            _ => Err(Error::new(ErrorKind::ModalRequired(
                needs.unwrap_or(Needs::Prompt),
            ))),
        }
    }
}
