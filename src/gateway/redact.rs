//! Removes the API key from a response: a gateway may echo it, and the text may end up in an error and in a log.

/// Keys shorter than this hide nothing, and replacing them could change what a response says.
const MIN_KEY_BYTES: usize = 8;

/// Replaces every occurrence of the key by `***`, in any case, and with any of its letters escaped as JSON may escape them.
pub fn redact(text: String, key: &str) -> String {
    let (key, bytes) = (key.as_bytes(), text.as_bytes());
    let Some(first) = key.first().filter(|_| key.len() >= MIN_KEY_BYTES) else {
        return text;
    };
    let (mut redacted, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(rest) = bytes.get(at..) {
        // Few bytes of a response can start the key, so the others cost one comparison each.
        let Some(skipped) = rest.iter().position(|byte| may_start(*byte, *first)) else {
            break;
        };
        at += skipped;
        let Some(length) = occurrence(bytes.get(at..).unwrap_or_default(), key) else {
            at += 1;
            continue;
        };
        redacted.push_str(text.get(copied..at).unwrap_or_default());
        redacted.push_str("***");
        at += length;
        copied = at;
    }
    if copied == 0 {
        return text;
    }
    redacted.push_str(text.get(copied..).unwrap_or_default());
    redacted
}

/// Returns `true` if a spelling of the letter may start with this byte.
fn may_start(byte: u8, letter: u8) -> bool {
    matches!(byte, b'\\' | b'u' | b'U') || byte.eq_ignore_ascii_case(&letter)
}

/// Returns the length of the key as it stands at the start of `text`, or `None` if it does not.
fn occurrence(text: &[u8], key: &[u8]) -> Option<usize> {
    Some(text.len() - rest_after(text, key)?.len())
}

/// Returns what follows the key at the start of `text`. Tries every spelling: the `u` of an escape may be a letter of the key.
fn rest_after<'t>(text: &'t [u8], key: &[u8]) -> Option<&'t [u8]> {
    let Some((&letter, more)) = key.split_first() else {
        return Some(text);
    };
    // The longer spelling first, so that nothing of the key is left.
    for start in [text.strip_prefix(b"\\"), Some(text)].into_iter().flatten() {
        for rest in [after_code(start, letter), after_letter(start, letter)] {
            if let Some(end) = rest.and_then(|rest| rest_after(rest, more)) {
                return Some(end);
            }
        }
    }
    None
}

/// Returns what follows a letter at the start of `text`, in any case.
fn after_letter(text: &[u8], letter: u8) -> Option<&[u8]> {
    let (first, rest) = text.split_first()?;
    first.eq_ignore_ascii_case(&letter).then_some(rest)
}

/// Returns what follows a letter's code at the start of `text`, as JSON escapes it: `u0041`.
fn after_code(text: &[u8], letter: u8) -> Option<&[u8]> {
    let [b'u' | b'U', b'0', b'0', high, low, rest @ ..] = text else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let code = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
    code.eq_ignore_ascii_case(&letter).then_some(rest)
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
            ("u0073k-a/b+c\"d", "***"),
        ] {
            assert_eq!(redact(text.into(), key), wanted, "{text}");
        }
        assert_eq!(
            redact(r#"{"k":"sk-12345\\"}"#.into(), "sk-12345\\"),
            r#"{"k":"***"}"#
        );
        let spelled: String = "sk-uu00u".bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        assert_eq!(redact(format!("\"{spelled}\""), "sk-uu00u"), "\"***\"");
        assert_eq!(redact("<sk-u0075x>".into(), "sk-u0075x"), "<***>");
    }

    #[test]
    fn a_short_key_hides_nothing() {
        assert_eq!(redact("code 1234567".into(), "1234567"), "code 1234567");
        assert_eq!(redact("".into(), ""), "");
    }
}
