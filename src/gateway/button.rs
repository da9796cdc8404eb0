//! The buttons under a task, and what pressing one sends.

use super::Json;

/// What is sent for a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// `/submit/action` with this custom id.
    Custom(String),
    /// `/submit/change`, for gateways without buttons.
    Change {
        /// `UPSCALE`, `VARIATION` or `REROLL`.
        action: &'static str,
        /// 1–4. A relay demands it for a reroll too, where the others ignore it.
        index: u8,
    },
}

/// Whether a text is a custom id. One without `::` is never sent: a real relay dies of it and closes the connection.
pub fn is_custom_id(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair == b"::")
}

/// Finds the button that `wanted` names, by its label or else by its emoji, exactly.
///
/// A task with no list of buttons belongs to a gateway that knows no buttons (novicezk): there U1–U4, V1–V4 and 🔄 go
/// through `/submit/change`. On failure gives the names that there are.
pub fn find(task: &impl Json, wanted: &str) -> Result<Press, Vec<String>> {
    let Some(buttons) = task.field("buttons").and_then(|buttons| buttons.items()) else {
        return change(wanted).ok_or_else(|| vec!["U1–U4".into(), "V1–V4".into(), "🔄".into()]);
    };
    let mut names = Vec::new();
    for key in ["label", "emoji"] {
        for button in &buttons {
            let Some(name) = button.filled(key) else { continue };
            match button.filled("customId") {
                Some(custom) if name == wanted => return Ok(Press::Custom(custom)),
                _ => {}
            }
            if key == "label" || button.filled("label").is_none() {
                names.push(name);
            }
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

    fn press(task: &str, wanted: &str) -> Result<Press, Vec<String>> {
        find(&serde_json::from_str::<serde_json::Value>(task).unwrap(), wanted)
    }

    #[test]
    fn a_button_is_found_by_label_then_by_emoji() {
        let task = r#"{"buttons":[{"customId":"a::1","label":"","emoji":"U2"},{"customId":"a::2","label":"U2","emoji":""},
            {"customId":"a::3","label":"","emoji":"🔄"},{"customId":null,"label":"U9","emoji":null}]}"#;
        assert_eq!(press(task, "U2"), Ok(Press::Custom("a::2".into())));
        assert_eq!(press(task, "🔄"), Ok(Press::Custom("a::3".into())));
        assert_eq!(press(task, "u2"), Err(vec!["U2".into(), "U9".into(), "U2".into(), "🔄".into()]));
        assert_eq!(press(task, ""), press(task, "nothing"));
        assert_eq!(press(r#"{"buttons":[]}"#, "U1"), Err(vec![]));
    }

    #[test]
    fn a_gateway_without_buttons_is_served_by_change() {
        for task in ["{}", r#"{"buttons":null}"#] {
            assert_eq!(press(task, "U4"), Ok(Press::Change { action: "UPSCALE", index: 4 }));
            assert_eq!(press(task, "V1"), Ok(Press::Change { action: "VARIATION", index: 1 }));
            assert_eq!(press(task, "🔄"), Ok(Press::Change { action: "REROLL", index: 1 }));
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
