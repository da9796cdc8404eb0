//! Whether a task that waits for `/submit/modal` needs input, or only a confirmation.

use super::Json;

/// Returns `true` if the button with this custom ID opens a modal that needs input. Other modals (remix) only confirm.
pub fn asks(custom_id: &str) -> bool {
    custom_id.starts_with("MJ::CustomZoom") || custom_id.starts_with("MJ::Inpaint")
}

/// Returns the same for a task alone: after a reload the button is unknown.
///
/// Only a task that shows a prompt counts as a confirmation, because a confirmation costs money.
pub fn task_asks(task: &Json) -> bool {
    let Some(properties) = task.field("properties") else {
        return true;
    };
    let region_or_zoom = matches!(
        task.filled("action").as_deref(),
        Some("INPAINT" | "CUSTOM_ZOOM" | "ZOOM")
    );
    region_or_zoom
        || properties.filled("custom_id").is_some_and(|custom| asks(&custom))
        || properties.filled("finalPrompt").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_and_region_ask_and_remix_does_not() {
        for (custom_id, wanted) in [
            ("MJ::CustomZoom::26d56b92", true),
            ("MJ::CustomZoom::1::26d56b92", true),
            ("MJ::Inpaint::1::26d56b92::SOLO", true),
            ("MJ::JOB::variation::1::26d56b92", false),
            ("MJ::JOB::pan_left::1::26d56b92::SOLO", false),
            ("MJ::JOB::reroll::0::26d56b92::SOLO", false),
        ] {
            assert_eq!(asks(custom_id), wanted, "{custom_id}");
        }
    }

    #[test]
    fn a_task_alone_is_confirmed_only_when_it_shows_its_prompt() {
        for (task, wanted) in [
            (
                r#"{"action":"VARIATION","properties":{"finalPrompt":"cat","remix":true}}"#,
                false,
            ),
            (
                r#"{"action":"VARIATION","properties":{"finalPrompt":"cat","custom_id":"MJ::Inpaint::1"}}"#,
                true,
            ),
            (
                r#"{"action":"ZOOM","properties":{"finalPrompt":"cat --zoom 2"}}"#,
                true,
            ),
            (r#"{"action":"VARIATION","properties":{"finalPrompt":""}}"#, true),
            (r#"{"action":"VARIATION","properties":null}"#, true),
        ] {
            assert_eq!(task_asks(&Json::parse(task).unwrap()), wanted, "{task}");
        }
    }
}
