//! Integers that a JavaScript number cannot hold, kept exact.

/// The digits of 2^53 − 1, the largest integer that a JavaScript number holds exactly.
const SAFE: &[u8] = b"9007199254740991";

/// Puts quotes around every integer of a JSON text that is beyond ±(2^53 − 1), so that `JSON.parse` keeps its digits.
///
/// Copies everything else: the parser decides what is JSON. Resellers send Discord IDs as such numbers, and `JSON.parse`
/// would round them silently.
pub fn quote(text: String) -> String {
    let bytes = text.as_bytes();
    let mut quoted = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut in_string = false;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        if in_string {
            match byte {
                b'\\' => at += 1,
                b'"' => in_string = false,
                _ => {}
            }
        } else if byte == b'"' {
            in_string = true;
        } else if byte == b'-' || byte.is_ascii_digit() {
            while bytes.get(at).is_some_and(|&byte| is_number_byte(byte)) {
                at += 1;
            }
            if is_big_integer(bytes.get(start..at).unwrap_or_default()) {
                quoted.push_str(text.get(copied..start).unwrap_or_default());
                quoted.push('"');
                quoted.push_str(text.get(start..at).unwrap_or_default());
                quoted.push('"');
                copied = at;
            }
        }
    }
    if copied == 0 {
        return text;
    }
    quoted.push_str(text.get(copied..).unwrap_or_default());
    quoted
}

fn is_number_byte(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')
}

fn is_big_integer(token: &[u8]) -> bool {
    let digits = token.strip_prefix(b"-").unwrap_or(token);
    digits.iter().all(u8::is_ascii_digit)
        && (digits.len() > SAFE.len() || digits.len() == SAFE.len() && digits > SAFE)
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn only_integers_beyond_the_safe_range_are_quoted() {
        for (given, wanted) in [
            ("9007199254740991", "9007199254740991"),
            ("9007199254740992", "\"9007199254740992\""),
            ("-9007199254740991", "-9007199254740991"),
            ("-9007199254740992", "\"-9007199254740992\""),
            ("[8774786694361674001,1]", "[\"8774786694361674001\",1]"),
            (r#"{"a":1118138338562560102}"#, r#"{"a":"1118138338562560102"}"#),
            (r#"{"a":"1118138338562560102"}"#, r#"{"a":"1118138338562560102"}"#),
            (
                r#"{"a":"\"1118138338562560102"}"#,
                r#"{"a":"\"1118138338562560102"}"#,
            ),
            (
                r#"["\\",11181383385625601020]"#,
                r#"["\\","11181383385625601020"]"#,
            ),
            ("1118138338562560102.5", "1118138338562560102.5"),
            ("1118138338562560102e3", "1118138338562560102e3"),
            ("1741531578038", "1741531578038"),
            ("\"猫\",11181383385625601020", "\"猫\",\"11181383385625601020\""),
            ("", ""),
            ("\"unfinished \\", "\"unfinished \\"),
            ("<html>11181383385625601020", "<html>\"11181383385625601020\""),
        ] {
            assert_eq!(quote(given.into()), wanted, "{given}");
        }
    }

    #[test]
    fn every_prefix_of_a_text_is_survived() {
        let text = r#"{"id":8774786694361674001,"p":"\u732b \"x\"","n":[-1.5e10,12345678901234567890]}"#;
        for end in 0..text.len() {
            let _ = quote(text[..end].into());
        }
    }

    #[test]
    fn what_serde_reads_from_both_texts_differs_only_in_big_integers() {
        // A seeded walk over generated texts; serde_json is the oracle.
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move |bound: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % bound
        };
        for _ in 0..2_000 {
            let mut text = String::from("[0");
            for _ in 0..next(8) {
                match next(5) {
                    0 => text.push_str(&format!(",{}", next(u64::MAX))),
                    1 => text.push_str(&format!(",-{}", next(20_000_000_000_000_000))),
                    2 => text.push_str(&format!(",\"{}\\\"{}\"", next(u64::MAX), next(9))),
                    3 => text.push_str(&format!(",{}.{}e{}", next(99), next(u64::MAX), next(9))),
                    _ => text.push_str(&format!(",{{\"\\\\{}\":{}}}", next(9), next(u64::MAX))),
                }
            }
            text.push(']');
            let plain: serde_json::Value = serde_json::from_str(&text).unwrap();
            let exact: serde_json::Value = serde_json::from_str(&quote(text.clone())).unwrap();
            assert!(same(&plain, &exact), "{text}");
        }

        fn same(plain: &serde_json::Value, exact: &serde_json::Value) -> bool {
            use serde_json::Value::{Array, Number, Object, String};
            match (plain, exact) {
                (Number(number), String(digits)) => {
                    let text = number.to_string();
                    &text == digits && text.parse::<i128>().unwrap().unsigned_abs() > 9_007_199_254_740_991
                }
                (Number(a), Number(b)) => {
                    a == b
                        && a.as_i64()
                            .is_none_or(|n| n.unsigned_abs() <= 9_007_199_254_740_991)
                }
                (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
                (Object(a), Object(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && same(a, b))
                }
                (a, b) => a == b,
            }
        }
    }
}
