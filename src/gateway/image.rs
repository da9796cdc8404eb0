//! What counts as a picture, by its first bytes.

use super::base64::decode_start;

/// How many bytes [`mime`] wants to see.
pub const START: usize = 12;

/// The media type of a picture that starts with these bytes.
pub fn mime(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if start.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if start.starts_with(b"GIF8") {
        Some("image/gif")
    } else if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

/// Where the base64 starts in a `data:` URL and what kind of picture it holds; `None` if it holds none.
///
/// `start` may be the first part of the URL only. The media type that the URL itself claims is not believed.
pub fn data_url(start: &str) -> Option<(usize, &'static str)> {
    let comma = start.find(',')?;
    let head = start.get(..comma)?;
    let kind = mime(&decode_start(start.get(comma + 1..)?))?;
    head.ends_with(";base64").then_some((comma + 1, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        for (start, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"<svg xmlns", None),
            (b"", None),
        ] {
            assert_eq!(mime(start), kind);
        }
    }

    #[test]
    fn a_data_url_is_judged_by_its_content() {
        assert_eq!(data_url("data:image/jpeg;base64,iVBORw0KGgoAAA"), Some((23, "image/png")));
        assert_eq!(data_url("data:image/png;base64,xxx"), None);
        assert_eq!(data_url("data:image/png,iVBORw0KGgoAAA"), None);
        assert_eq!(data_url("data:image/png;base64,"), None);
    }
}
