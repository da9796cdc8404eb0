//! Pictures as text: `data:image/png;base64,…`.

/// A data URL taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataUrl {
    /// Such as `image/png`.
    pub kind: String,
    /// Decoded; what is not base64 is taken as it stands if the reader is lenient.
    pub bytes: Vec<u8>,
}

/// Reads a data URL. A lenient reader takes any payload, as the guide's `xxx`, and bare base64.
pub fn read(text: &str, lenient: bool) -> Option<DataUrl> {
    let (kind, payload) = match text.strip_prefix("data:") {
        Some(rest) => {
            let (head, payload) = rest.split_once(',')?;
            (head.strip_suffix(";base64")?, payload)
        }
        None if lenient && !text.is_empty() && !text.contains("://") => ("image/png", text),
        None => return None,
    };
    let bytes = match decode(payload) {
        Some(bytes) => bytes,
        None if lenient => payload.as_bytes().to_vec(),
        None => return None,
    };
    Some(DataUrl {
        kind: kind.to_owned(),
        bytes,
    })
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for group in text.chunks(4) {
        if group.len() == 1 {
            return None;
        }
        let mut bits = 0u32;
        for letter in group {
            bits = bits << 6 | u32::from(value(*letter)?);
        }
        bits <<= 6 * (4 - group.len());
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(group.len() - 1));
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u8> {
    Some(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_urls() {
        let of = |text, lenient| read(text, lenient).map(|url| url.bytes);
        assert_eq!(
            of("data:image/png;base64,aGVsbG8=", false),
            Some(b"hello".to_vec())
        );
        assert_eq!(
            of("data:image/png;base64,aGVsbG8", false),
            Some(b"hello".to_vec())
        );
        assert_eq!(of("data:image/png;base64,!!!not-base64!!!", false), None);
        assert_eq!(of("aGVsbG8=", false), None);
        assert_eq!(of("https://example.com/a.png", true), None);
        assert!(of("data:image/png;base64,xxx1", true).is_some());
        assert!(of("data:image/png;base64,x", true).is_some());
    }
}
