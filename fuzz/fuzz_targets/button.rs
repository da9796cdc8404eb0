//! Buttons that a task lists: only what is a custom id is pressed, and only the button that was meant.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    gateway::{button, button::Press, modal},
    json, lines,
};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let [wanted, text] = lines(data);
    let Ok(task) = serde_json::from_str::<Value>(&text) else {
        return;
    };
    // Some gateways send the list as its JSON text.
    let parsed = task["buttons"]
        .as_str()
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let buttons = parsed.as_ref().unwrap_or(&task["buttons"]).as_array();
    match button::find(&json(&task), &wanted) {
        Ok(Press::Custom(custom_id)) => {
            assert!(
                button::is_whole(&custom_id),
                "{custom_id:?} is no whole custom id"
            );
            let bare = |text: &str| text.replace('\u{fe0f}', "");
            let is_meant = |button: &Value| {
                let is = |name: &str| {
                    button[name]
                        .as_str()
                        .is_some_and(|text| bare(text) == bare(&wanted))
                };
                button["customId"].as_str() == Some(&custom_id) && (is("label") || is("emoji"))
            };
            assert!(!wanted.is_empty() && buttons.is_some_and(|buttons| buttons.iter().any(is_meant)));
        }
        Ok(Press::Change { action, index }) => {
            assert!(buttons.is_none() && matches!(action, "UPSCALE" | "VARIATION" | "REROLL"));
            assert!((1..=4).contains(&index));
            assert!(wanted.starts_with('🔄') || wanted.ends_with(char::from(b'0' + index)));
        }
        Err(names) => assert!(names.len() <= 2 * text.len() + 32),
    }
    if modal::of_task(&json(&task)).is_none() {
        let properties = &task["properties"];
        assert!(
            properties["finalPrompt"]
                .as_str()
                .is_some_and(|prompt| !prompt.is_empty())
        );
        let custom_id = properties["custom_id"].as_str();
        assert!(custom_id.and_then(modal::of_button).is_none());
        assert!(!matches!(
            task["action"].as_str(),
            Some("INPAINT" | "CUSTOM_ZOOM" | "ZOOM")
        ));
    }
});
