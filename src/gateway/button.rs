//! The buttons of a task, and what the client sends for one.

use super::{Json, text::contains};

/// What the client sends for a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// `/submit/action` with this custom ID.
    Custom(String),
    /// `/submit/change`, for gateways without buttons.
    Change {
        /// `UPSCALE`, `VARIATION` or `REROLL`.
        action: &'static str,
        /// 1–4. A relay requires it for a reroll too, where other gateways ignore it.
        index: u8,
    },
}

/// Returns `true` for a custom ID. The client never sends one without `::`: new-api crashes on it and closes the connection.
pub fn is_custom_id(text: &str) -> bool {
    contains(text, "::")
}

/// Finds the button that `wanted` names, by its label or else by its emoji, exactly.
///
/// A task without a list of buttons belongs to a gateway without buttons (novicezk): there U1–U4, V1–V4 and 🔄 go
/// through `/submit/change`. The error is the names of the task's buttons, in one text.
pub fn find(task: &Json, wanted: &str) -> Result<Press, String> {
    let Some(buttons) = task.field("buttons").and_then(|buttons| buttons.items()) else {
        return change(wanted).ok_or_else(|| "U1–U4, V1–V4, 🔄".into());
    };
    for key in ["label", "emoji"] {
        for button in &buttons {
            if button.filled(key).as_deref() == Some(wanted)
                && let Some(custom_id) = button.filled("customId")
                && is_custom_id(&custom_id)
            {
                return Ok(Press::Custom(custom_id));
            }
        }
    }
    let mut names = String::new();
    for button in &buttons {
        if let Some(name) = button.filled("label").or_else(|| button.filled("emoji")) {
            names.push_str(if names.is_empty() { "" } else { ", " });
            names.push_str(&name);
        }
    }
    Err(names)
}

fn change(wanted: &str) -> Option<Press> {
    let (action, index) = match wanted.as_bytes() {
        [b'U', index @ b'1'..=b'4'] => ("UPSCALE", index - b'0'),
        [b'V', index @ b'1'..=b'4'] => ("VARIATION", index - b'0'),
        _ if wanted == "🔄" => ("REROLL", 1),
        _ => return None,
    };
    Some(Press::Change { action, index })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(task: &str, wanted: &str) -> Result<Press, String> {
        find(&Json::parse(task).unwrap(), wanted)
    }

    #[test]
    fn a_button_is_found_by_label_then_by_emoji() {
        let task = r#"{"buttons":[{"customId":"a::1","label":"","emoji":"U2"},{"customId":"a::2","label":"U2","emoji":""},
            {"customId":"a::3","label":"","emoji":"🔄"},{"customId":null,"label":"U9","emoji":null},{"customId":"a:4","label":"U8"}]}"#;
        assert_eq!(press(task, "U2"), Ok(Press::Custom("a::2".into())));
        assert_eq!(press(task, "🔄"), Ok(Press::Custom("a::3".into())));
        assert_eq!(press(task, "u2"), Err("U2, U2, 🔄, U9, U8".into()));
        assert_eq!(press(task, ""), press(task, "nothing"));
        assert_eq!(press(task, "U9"), press(task, "nothing"), "it has no custom id");
        assert_eq!(press(task, "U8"), press(task, "nothing"), "nor has it");
        assert_eq!(press(r#"{"buttons":[]}"#, "U1"), Err(String::new()));
    }

    #[test]
    fn a_gateway_without_buttons_is_served_by_change() {
        for task in ["{}", r#"{"buttons":null}"#] {
            assert_eq!(
                press(task, "U4"),
                Ok(Press::Change {
                    action: "UPSCALE",
                    index: 4
                })
            );
            assert_eq!(
                press(task, "V1"),
                Ok(Press::Change {
                    action: "VARIATION",
                    index: 1
                })
            );
            assert_eq!(
                press(task, "🔄"),
                Ok(Press::Change {
                    action: "REROLL",
                    index: 1
                })
            );
            for none in ["U5", "U0", "V", "U12", "Zoom", ""] {
                assert!(press(task, none).is_err(), "{none}");
            }
        }
    }

    #[test]
    fn a_custom_id_has_two_colons() {
        assert!(is_custom_id("MJ::JOB::upsample::2::x"));
        assert!(!is_custom_id("MJ:JOB"));
        assert!(!is_custom_id("U2"));
    }
}
