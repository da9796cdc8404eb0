//! Removes the API key from a response: a gateway may echo it, and the text may end up in an error and in a log.

/// Keys shorter than this hide nothing, and replacing them could change what a response says.
const MIN_KEY_BYTES: usize = 8;

/// Replaces every occurrence of the key by `***`, in any case, and with any of its letters escaped as JSON may escape them.
pub fn redact(text: String, key: &str) -> String {
    let key = key.as_bytes();
    if key.len() < MIN_KEY_BYTES {
        return text;
    }
    let (mut redacted, mut copied, mut at) = (String::new(), 0, 0);
    while at < text.len() {
        match occurrence(text.as_bytes().get(at..).unwrap_or_default(), key) {
            Some(length) => {
                redacted.push_str(text.get(copied..at).unwrap_or_default());
                redacted.push_str("***");
                at += length;
                copied = at;
            }
            None => at += 1,
        }
    }
    if copied == 0 {
        return text;
    }
    redacted.push_str(text.get(copied..).unwrap_or_default());
    redacted
}

/// Returns the length of the key as it stands at the start of `text`, or `None` if it does not.
fn occurrence(text: &[u8], key: &[u8]) -> Option<usize> {
    Some(text.len() - rest_after(text, key)?.len())
}

/// Returns what follows the key at the start of `text`. Tries every spelling: the `u` of an escape may be a letter of the key.
fn rest_after<'t>(text: &'t [u8], key: &[u8]) -> Option<&'t [u8]> {
    let Some((letter, more)) = key.split_first() else {
        return Some(text);
    };
    let starts = [text.strip_prefix(b"\\"), Some(text)];
    let rests = starts
        .into_iter()
        .flatten()
        .flat_map(|start| spellings(start, *letter));
    rests.flatten().find_map(|rest| rest_after(rest, more))
}

/// Returns what follows a letter, spelled by its code (`u0041`) or as itself, at the start of `text`.
fn spellings(text: &[u8], letter: u8) -> [Option<&[u8]>; 2] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or_default();
    let code = [b'u', b'0', b'0', digit(letter >> 4), digit(letter & 15)];
    [&code[..], &[letter]].map(|spelling| {
        let (start, rest) = text.split_at_checked(spelling.len())?;
        start.eq_ignore_ascii_case(spelling).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn the_key_is_found_however_it_is_spelled() {
        let key = "sk-a/b+c\"d";
        for (text, wanted) in [
            ("no key here", "no key here"),
            ("sk-a/b+c\"d", "***"),
            ("<sk-a/b+c\"d>sk-a/b+c\"d", "<***>***"),
            ("{\"key\":\"SK-A/b+c\\\"d\"}", "{\"key\":\"***\"}"),
            ("sk-a\\/b\\u002bc\\u0022d", "***"),
            ("\\u0073\\u006B-a/b+c\"d 猫", "*** 猫"),
            ("猫sk-a/b+c\"d", "猫***"),
            ("sk-a/b+c\"", "sk-a/b+c\""),
            ("\\", "\\"),
        ] {
            assert_eq!(redact(text.into(), key), wanted, "{text}");
        }
        let spelled: String = "sk-uu00u".bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        assert_eq!(redact(format!("\"{spelled}\""), "sk-uu00u"), "\"***\"");
    }

    #[test]
    fn a_short_key_hides_nothing() {
        assert_eq!(redact("code 1234567".into(), "1234567"), "code 1234567");
        assert_eq!(redact("".into(), ""), "");
    }
}
