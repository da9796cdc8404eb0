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

/// Returns `true` for a text that is meant as a custom ID, not as a label or emoji.
pub fn is_custom_id(text: &str) -> bool {
    contains(text, "::")
}

/// Returns `true` for a custom ID that the client sends. new-api crashes on one that is cut off, and closes the connection without a response.
pub fn is_whole(custom_id: &str) -> bool {
    let least = if custom_id.starts_with("MJ::JOB::") { 4 } else { 3 };
    contains(custom_id, "MJ::") && parts(custom_id) >= least
}

/// Returns the number of parts between double colons.
fn parts(custom_id: &str) -> u32 {
    let (mut parts, mut is_after_colon) = (1, false);
    for byte in custom_id.bytes() {
        let is_second = is_after_colon && byte == b':';
        parts += u32::from(is_second);
        is_after_colon = byte == b':' && !is_second;
    }
    parts
}

/// Returns a task's list of buttons, which some gateways send as its JSON text. `None` if it has none.
pub fn list(task: &Json) -> Option<Vec<Json>> {
    let buttons = task.field("buttons")?;
    let parsed = buttons.text().and_then(|text| Json::parse(&text));
    parsed.unwrap_or(buttons).items()
}

/// Returns `true` for the same text. Gateways and callers write emoji with and without U+FE0F, the invisible mark that asks for the coloured form.
fn is_same(one: &str, other: &str) -> bool {
    let visible = |letter: &char| *letter != '\u{fe0f}';
    one.chars().filter(visible).eq(other.chars().filter(visible))
}

/// Finds the button that `wanted` names, by its label or else by its emoji, exactly.
///
/// A task without a list of buttons belongs to a gateway without buttons (novicezk): there U1–U4, V1–V4 and 🔄 go
/// through `/submit/change`. The error is the names of the task's buttons, in one text.
pub fn find(task: &Json, wanted: &str) -> Result<Press, String> {
    let Some(buttons) = list(task) else {
        return change(wanted)
            .map(|(action, index)| Press::Change { action, index })
            .ok_or_else(|| "U1–U4, V1–V4, 🔄".into());
    };
    for key in ["label", "emoji"] {
        for button in &buttons {
            if button.filled(key).is_some_and(|name| is_same(&name, wanted))
                && let Some(custom_id) = button.filled("customId")
                && is_whole(&custom_id)
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

fn change(wanted: &str) -> Option<(&'static str, u8)> {
    match wanted.as_bytes() {
        [b'U', index @ b'1'..=b'4'] => Some(("UPSCALE", index - b'0')),
        [b'V', index @ b'1'..=b'4'] => Some(("VARIATION", index - b'0')),
        _ if is_same(wanted, "🔄") => Some(("REROLL", 1)),
        _ => None,
    }
}

/// Returns the action and the index that a gateway without `/submit/action` takes for a custom ID: of U1–U4, V1–V4 and 🔄. `None` for
/// other buttons.
pub fn change_of(custom_id: &str) -> Option<(&'static str, u8)> {
    let rest = custom_id.strip_prefix("MJ::JOB::")?;
    let index_after = |name: &str| match rest.strip_prefix(name)?.as_bytes() {
        [index @ b'1'..=b'4', b':', b':', ..] => Some(index - b'0'),
        _ => None,
    };
    if let Some(index) = index_after("upsample::") {
        Some(("UPSCALE", index))
    } else if let Some(index) = index_after("variation::") {
        Some(("VARIATION", index))
    } else if rest.starts_with("reroll::") {
        Some(("REROLL", 1))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(task: &str, wanted: &str) -> Result<Press, String> {
        find(&Json::parse(task).unwrap(), wanted)
    }

    #[test]
    fn a_button_is_found_by_label_then_by_emoji() {
        let task = r#"{"buttons":[{"customId":"MJ::a::1","label":"","emoji":"U2"},{"customId":"MJ::a::2","label":"U2","emoji":""},
            {"customId":"MJ::a::3","label":"","emoji":"🔄"},{"customId":null,"label":"U9","emoji":null},{"customId":"MJ::a","label":"U8"}]}"#;
        assert_eq!(press(task, "U2"), Ok(Press::Custom("MJ::a::2".into())));
        assert_eq!(press(task, "🔄"), Ok(Press::Custom("MJ::a::3".into())));
        assert_eq!(press(task, "u2"), Err("U2, U2, 🔄, U9, U8".into()));
        assert_eq!(press(task, ""), press(task, "nothing"));
        assert_eq!(press(task, "U9"), press(task, "nothing"), "it has no custom id");
        assert_eq!(
            press(task, "U8"),
            press(task, "nothing"),
            "its custom id is cut off"
        );
        assert_eq!(press(r#"{"buttons":[]}"#, "U1"), Err(String::new()));
    }

    #[test]
    fn an_emoji_is_the_same_with_and_without_the_mark_of_its_coloured_form() {
        let arrows =
            |emoji| format!(r#"{{"buttons":[{{"customId":"MJ::JOB::pan_left::1::x","emoji":"{emoji}"}}]}}"#);
        let left = Ok(Press::Custom("MJ::JOB::pan_left::1::x".into()));
        for emoji in ["\u{2b05}\u{fe0f}", "\u{2b05}"] {
            for wanted in ["\u{2b05}\u{fe0f}", "\u{2b05}"] {
                assert_eq!(press(&arrows(emoji), wanted), left, "{emoji:?} {wanted:?}");
            }
            assert!(press(&arrows(emoji), "\u{27a1}\u{fe0f}").is_err());
            assert!(press(&arrows(emoji), "\u{fe0f}").is_err());
        }
        assert_eq!(press("{}", "🔄\u{fe0f}"), press("{}", "🔄"));
    }

    #[test]
    fn buttons_may_be_json_in_a_text() {
        let task = r#"{"buttons":"[{\"customId\":\"MJ::JOB::upsample::2::x\",\"label\":\"U2\"}]"}"#;
        assert_eq!(
            press(task, "U2"),
            Ok(Press::Custom("MJ::JOB::upsample::2::x".into()))
        );
        assert_eq!(press(task, "U1"), Err("U2".into()));
        assert_eq!(press(r#"{"buttons":"[]"}"#, "U1"), Err(String::new()));
        for none in [
            r#"{"buttons":""}"#,
            r#"{"buttons":"none"}"#,
            r#"{"buttons":"{}"}"#,
        ] {
            assert_eq!(press(none, "U2"), press("{}", "U2"), "{none}");
        }
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
    fn standard_custom_ids_have_a_change() {
        for (custom_id, wanted) in [
            ("MJ::JOB::upsample::2::x", Some(("UPSCALE", 2))),
            ("MJ::JOB::variation::4::x::SOLO", Some(("VARIATION", 4))),
            ("MJ::JOB::reroll::0::x::SOLO", Some(("REROLL", 1))),
            ("MJ::JOB::upsample::5::x", None),
            ("MJ::JOB::upsample::2", None),
            ("MJ::JOB::upsample_v6_2x_subtle::1::x::SOLO", None),
            ("MJ::CustomZoom::x", None),
        ] {
            assert_eq!(change_of(custom_id), wanted, "{custom_id}");
        }
    }

    #[test]
    fn a_custom_id_has_two_colons() {
        assert!(is_custom_id("MJ::JOB::upsample::2::x"));
        assert!(!is_custom_id("MJ:JOB"));
        assert!(!is_custom_id("U2"));
    }

    #[test]
    fn a_custom_id_that_is_cut_off_is_not_sent() {
        for (custom_id, expected) in [
            ("MJ::JOB::upsample::2::26d56b92", true),
            ("MJ::JOB::upsample::2", true),
            ("MJ::JOB::upsample", false),
            ("MJ::JOB::", false),
            ("MJ::JOB", false),
            ("MJ::", false),
            ("MJ::CustomZoom::26d56b92", true),
            ("MJ::Picread::Retry", true),
            ("MJ::Job::PicReader::1", true),
            ("MJ::BOOKMARK", false),
            ("MJ:::BOOKMARK:x", false),
            ("JOB::upsample::2::26d56b92", false),
            ("a::b", false),
            ("::", false),
        ] {
            assert_eq!(is_whole(custom_id), expected, "{custom_id}");
        }
    }
}
