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

#[cfg(test)]
mod tests {
    use super::*;

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
