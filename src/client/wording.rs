//! The text of an error.

use std::borrow::Cow;

use super::Error;

/// Characters of the gateway's words that a message contains.
const LONGEST: usize = 999;

/// Returns what happened, what the gateway says, and what to do.
pub(super) fn sentence(error: &Error) -> String {
    let mut text = what(error);
    if let Some(hint) = error.hint() {
        text.push(' ');
        text.push_str(&hint);
    }
    text
}

/// Returns what happened and what the gateway says: a text for the user of a program, while the hint is for its author.
pub(super) fn what(error: &Error) -> String {
    let mut text = error.message();
    if let Some(description) = error.description().filter(|_| !error.is_of_proxy()) {
        text.push_str(" (the gateway says: ");
        text.push_str(&harmless(description.trim_ascii()));
        text.push(')');
    }
    text.push('.');
    text
}

/// Returns text of others so that it can stand in a terminal and a log: without control characters and marks that turn a line around,
/// and with an end.
pub(super) fn harmless(text: &str) -> String {
    let is_bidi = |letter| matches!(letter, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_control = |letter| matches!(letter, '\0'..='\x1f' | '\x7f'..='\u{9f}');
    let mut shown = String::new();
    for letter in text.chars().take(LONGEST) {
        if !is_control(letter) && !is_bidi(letter) {
            shown.push(letter);
        } else if !shown.ends_with(' ') {
            shown.push(' ');
        }
    }
    shown
}

/// Returns a text with the names that the JavaScript package has.
#[cfg(all(feature = "npm", target_family = "wasm"))]
pub(super) fn names(text: Cow<'static, str>) -> Cow<'static, str> {
    text
}

/// Returns a text with the names that this crate has.
#[cfg(not(all(feature = "npm", target_family = "wasm")))]
pub(super) fn names(text: Cow<'static, str>) -> Cow<'static, str> {
    let mut renamed = String::new();
    let (mut is_name, mut before) = (true, ' ');
    for letter in text.chars() {
        if !before.is_alphanumeric() {
            is_name = letter.is_ascii_lowercase();
        }
        if is_name && letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            renamed.push('_');
            renamed.push(letter.to_ascii_lowercase());
        } else {
            renamed.push(letter);
        }
        before = letter;
    }
    for (name, here) in [
        ("\"bearer\"", "Auth::Bearer"),
        ("\"mj-api-secret\"", "Auth::Secret"),
        ("\"raw\"", "Auth::Raw"),
        ("mj.wait(error.token)", "Midjourney::wait and the error's token"),
        (
            "it with mj.modal(error.task, { prompt, mask }), or let modal return them",
            "the error's task with Midjourney::modal, or by answer_modal",
        ),
    ] {
        renamed = renamed.replace(name, here);
    }
    renamed.into()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_others_say_steers_no_terminal_and_has_an_end() {
        assert_eq!(
            harmless("猫 a\u{1b}[31m\r\nb\u{9b}c\u{202e}d\u{2066}e\u{61c}"),
            "猫 a [31m b c d e "
        );
        assert_eq!(harmless(&"猫".repeat(5_000)).chars().count(), 999);
    }

    #[cfg(not(all(feature = "npm", target_family = "wasm")))]
    #[test]
    fn names_of_options_are_those_of_rust() {
        for (text, wanted) in [
            (
                "baseUrl must be an http(s) address",
                "base_url must be an http(s) address",
            ),
            (
                "readable in time (requestTimeout)",
                "readable in time (request_timeout)",
            ),
            (
                "a picture (PNG, JPEG, GIF or WebP)",
                "a picture (PNG, JPEG, GIF or WebP)",
            ),
            ("images[0]", "images[0]"),
            (
                "may expect auth: \"mj-api-secret\" or \"raw\".",
                "may expect auth: Auth::Secret or Auth::Raw.",
            ),
            ("\"PORTRAIT\", \"SQUARE\"", "\"PORTRAIT\", \"SQUARE\""),
            (
                "follow it again with mj.wait(error.token).",
                "follow it again with Midjourney::wait and the error's token.",
            ),
        ] {
            assert_eq!(super::names(text.into()), wanted);
        }
    }
}
