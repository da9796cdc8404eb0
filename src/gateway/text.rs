//! Text operations whose versions in the standard library bring string formatting along, which a page would have to download.

/// Returns `true` if `part` occurs in `text`. `part` must not be empty.
pub fn contains(text: &str, part: &str) -> bool {
    let mut windows = text.as_bytes().windows(part.len());
    windows.any(|window| window == part.as_bytes())
}

/// Joins texts.
pub fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Returns `true` for a character that shows nothing: blanks of every script, fillers, line breaks, control characters, and the marks without
/// a width.
pub fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        '\0'..=' '
            | '\u{7f}'..='\u{a0}'
            | '\u{ad}'
            | '\u{1680}'
            | '\u{180e}'
            | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3000}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_unicode_calls_white_space_is_blank() {
        for letter in '\0'..=char::MAX {
            assert!(is_blank(letter) || !letter.is_whitespace(), "{letter:?}");
        }
        for blank in [
            '\u{200b}', '\u{feff}', '\u{2060}', '\0', '\u{ad}', '\u{2800}', '\u{3164}', '\u{fe0f}',
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for visible in [
            '!', '~', 'a', '猫', '🔄', '.', '\u{a1}', '한', '\u{2801}', '\u{180a}', '❤',
        ] {
            assert!(!is_blank(visible), "{visible:?}");
        }
    }

    #[test]
    fn like_the_standard_library() {
        for (text, part) in [
            ("a::b", "::"),
            ("::", "::"),
            (":", "::"),
            ("", "x"),
            ("窗口等待", "等待"),
            ("a:b:", "::"),
        ] {
            assert_eq!(contains(text, part), text.contains(part), "{text:?} {part:?}");
        }
        assert_eq!(concat(&["a", "", "猫"]), "a猫");
    }
}
