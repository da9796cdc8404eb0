//! A key that a gateway echoes is taken out of its answer before anybody sees it.

use std::borrow::Cow;

/// Shorter keys hide nothing, and replacing them could turn an answer into something else.
const SHORTEST: usize = 8;

/// The text with every occurrence of the key as `***`.
pub fn redact<'a>(text: Cow<'a, str>, key: &str) -> Cow<'a, str> {
    if key.len() < SHORTEST || !text.as_bytes().windows(key.len()).any(|part| part == key.as_bytes()) {
        return text;
    }
    let mut rest: &str = &text;
    let mut clean = String::new();
    while let Some(next) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(key) {
            clean.push_str("***");
            rest = after;
        } else {
            clean.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_occurrence_goes_and_nothing_else() {
        for (text, key, wanted) in [
            ("令牌 sk-secret1 and sk-secret1.", "sk-secret1", "令牌 *** and ***."),
            ("sk-secret1", "sk-secret1", "***"),
            ("sk-secret", "sk-secret1", "sk-secret"),
            ("id", "id", "id"),
            ("", "sk-secret1", ""),
        ] {
            assert_eq!(super::redact(text.into(), key), wanted);
        }
    }
}
