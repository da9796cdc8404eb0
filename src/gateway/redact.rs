//! A key that a gateway echoes is taken out of its answer before anybody sees it.

use super::text::contains;

/// Shorter keys hide nothing, and replacing them could turn an answer into something else.
const SHORTEST: usize = 8;

/// The text with every occurrence of the key as `***`.
pub fn redact(text: String, key: &str) -> String {
    if key.len() < SHORTEST || !contains(&text, key) {
        return text;
    }
    let mut clean = String::new();
    let mut copied = 0;
    for at in 0..text.len() {
        let end = at + key.len();
        if at >= copied && text.get(at..end) == Some(key) {
            clean.push_str(text.get(copied..at).unwrap_or_default());
            clean.push_str("***");
            copied = end;
        }
    }
    clean.push_str(text.get(copied..).unwrap_or_default());
    clean
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_occurrence_goes_and_nothing_else() {
        for (text, key, wanted) in [
            (
                "令牌 sk-secret1 and sk-secret1.",
                "sk-secret1",
                "令牌 *** and ***.",
            ),
            ("sk-secret1", "sk-secret1", "***"),
            ("sk-secret", "sk-secret1", "sk-secret"),
            ("id", "id", "id"),
            ("", "sk-secret1", ""),
        ] {
            assert_eq!(super::redact(text.into(), key), wanted);
        }
    }
}
