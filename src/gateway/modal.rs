//! Whether a task that waits for `/submit/modal` needs input, or only a confirmation.

use super::Json;

/// What a task that waits for input needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Needs {
    /// A mask of the region, and perhaps a prompt.
    Mask,
    /// A prompt with `--zoom`.
    Zoom,
    /// A prompt.
    Prompt,
}

impl Needs {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Zoom => "zoom",
            Self::Prompt => "prompt",
        }
    }
}

/// Returns what the modal needs that the button with this custom ID opens. `None` for others (remix), which only confirm.
pub fn of_button(custom_id: &str) -> Option<Needs> {
    if custom_id.starts_with("MJ::CustomZoom") {
        Some(Needs::Zoom)
    } else if custom_id.starts_with("MJ::Inpaint") {
        Some(Needs::Mask)
    } else {
        None
    }
}

/// Returns the same for a task alone: after a reload the button is unknown.
///
/// Only a task that shows a prompt counts as a confirmation, because a confirmation costs money.
pub fn of_task(task: &Json) -> Option<Needs> {
    let properties = task.field("properties");
    let property = |key: &str| properties.as_ref().and_then(|properties| properties.filled(key));
    let by_action = match task.filled("action").as_deref() {
        Some("INPAINT") => Some(Needs::Mask),
        Some("CUSTOM_ZOOM" | "ZOOM") => Some(Needs::Zoom),
        _ => None,
    };
    let needs = property("custom_id")
        .and_then(|custom_id| of_button(&custom_id))
        .or(by_action);
    needs.or_else(|| property("finalPrompt").is_none().then_some(Needs::Prompt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_and_region_ask_and_remix_does_not() {
        for (custom_id, wanted) in [
            ("MJ::CustomZoom::26d56b92", Some(Needs::Zoom)),
            ("MJ::CustomZoom::1::26d56b92", Some(Needs::Zoom)),
            ("MJ::Inpaint::1::26d56b92::SOLO", Some(Needs::Mask)),
            ("MJ::JOB::variation::1::26d56b92", None),
            ("MJ::JOB::pan_left::1::26d56b92::SOLO", None),
            ("MJ::JOB::reroll::0::26d56b92::SOLO", None),
        ] {
            assert_eq!(of_button(custom_id), wanted, "{custom_id}");
        }
    }

    #[test]
    fn a_task_alone_is_confirmed_only_when_it_shows_its_prompt() {
        for (task, wanted) in [
            (
                r#"{"action":"VARIATION","properties":{"finalPrompt":"cat","remix":true}}"#,
                None,
            ),
            (
                r#"{"action":"VARIATION","properties":{"finalPrompt":"cat","custom_id":"MJ::Inpaint::1"}}"#,
                Some(Needs::Mask),
            ),
            (
                r#"{"action":"ZOOM","properties":{"finalPrompt":"cat --zoom 2"}}"#,
                Some(Needs::Zoom),
            ),
            (
                r#"{"action":"VARIATION","properties":{"finalPrompt":""}}"#,
                Some(Needs::Prompt),
            ),
            (r#"{"action":"VARIATION","properties":null}"#, Some(Needs::Prompt)),
            (r#"{"action":"INPAINT"}"#, Some(Needs::Mask)),
        ] {
            assert_eq!(of_task(&Json::parse(task).unwrap()), wanted, "{task}");
        }
    }
}
