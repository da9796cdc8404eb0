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
    let buttons = task["buttons"].as_array();
    match button::find(&json(&task), &wanted) {
        Ok(Press::Custom(custom_id)) => {
            assert!(button::is_custom_id(&custom_id), "{custom_id:?} is no custom id");
            let is_meant = |button: &Value| {
                let is = |name: &str, text: &str| button[name].as_str() == Some(text);
                is("customId", &custom_id) && (is("label", &wanted) || is("emoji", &wanted))
            };
            assert!(!wanted.is_empty() && buttons.is_some_and(|buttons| buttons.iter().any(is_meant)));
        }
        Ok(Press::Change { action, index }) => {
            assert!(buttons.is_none() && matches!(action, "UPSCALE" | "VARIATION" | "REROLL"));
            assert!((1..=4).contains(&index));
            assert!(wanted == "🔄" || wanted.ends_with(char::from(b'0' + index)));
        }
        Err(names) => assert!(names.len() <= 2 * text.len() + 32),
    }
    if !modal::task_asks(&json(&task)) {
        let properties = &task["properties"];
        assert!(
            properties["finalPrompt"]
                .as_str()
                .is_some_and(|prompt| !prompt.is_empty())
        );
        assert!(!properties["custom_id"].as_str().is_some_and(modal::asks));
        assert!(!matches!(
            task["action"].as_str(),
            Some("INPAINT" | "CUSTOM_ZOOM" | "ZOOM")
        ));
    }
});
