//! The button that an action presses.

use super::{Call, Error, Inner, TaskRef, input::ModalFacts};
use crate::{
    gateway::{
        button::{self, Press},
        text::concat,
    },
    platform::Json,
};

/// The button that an action presses.
#[derive(Clone, Debug)]
pub enum Pressed {
    /// By its label, its emoji or its custom ID.
    Named(String),
    /// `U` or `V`, and one of the four images of a task, from 1.
    Numbered(&'static str, u8),
}

impl Pressed {
    /// Returns the label, emoji or custom ID of the button.
    pub(super) fn name(&self) -> Result<String, Error> {
        match self {
            Self::Named(name) => Ok(name.clone()),
            Self::Numbered(letter, index @ 1..=4) => {
                let mut name = String::from(*letter);
                name.push(char::from(b'0' + index));
                Ok(name)
            }
            Self::Numbered(..) => Err(Error::invalid_input("index", "1, 2, 3 or 4")),
        }
    }
}

impl Inner {
    /// Finds the button that the caller means: a custom ID, else a label, else an emoji.
    pub(super) async fn find_button(
        &self,
        task: &TaskRef,
        wanted: &str,
        call: &Call,
        modal: &mut ModalFacts,
    ) -> Result<Press, Error> {
        if wanted.is_empty() {
            return Err(Error::invalid_input(
                "button",
                "a button's label, emoji or custom id, or the button",
            ));
        }
        if button::is_custom_id(wanted) {
            if !button::is_whole(wanted) {
                return Err(Error::invalid_input(
                    "button",
                    "a whole custom id, such as MJ::JOB::upsample::2::26d56b92; this one is cut off",
                ));
            }
            modal.parent_prompt = task.task().and_then(|task| task.json().filled("prompt"));
            return Ok(Press::Custom(wanted.into()));
        }
        let fetched;
        let json: &Json = match task.task() {
            Some(task) => task.json(),
            None => {
                fetched = self.fetch(task.id()?, call).await?;
                fetched.json()
            }
        };
        modal.parent_prompt = json.filled("prompt");
        button::find(json, wanted).map_err(|names| {
            let names = if names.is_empty() {
                "(it has none yet)"
            } else {
                &names
            };
            Error::invalid_input("button", concat(&["one of the task's: ", names]))
        })
    }
}
