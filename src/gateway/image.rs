//! Images as gateways take them: base64, recognized by its first letters.

/// Letters of base64 that [`kind`] needs.
pub const START: u32 = 16;

/// Returns the media type of the image whose base64 starts so. `None` for formats that gateways do not take.
///
/// It compares each format's signature in base64: the bytes `89 50 4E 47 0D 0A 1A 0A`, `FF D8 FF`, `GIF8`, and
/// `RIFF` with `WEBP` eight bytes on. The media type of a data URL does not count.
pub fn kind(letters: &str) -> Option<&'static str> {
    if letters.starts_with("iVBORw0KGg") {
        Some("image/png")
    } else if letters.starts_with("/9j/") {
        Some("image/jpeg")
    } else if letters.starts_with("R0lGOD") {
        Some("image/gif")
    } else if letters.starts_with("UklGR") && letters.get(11..) == Some("XRUJQ") {
        Some("image/webp")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::*;

    #[test]
    fn kinds_are_recognized_by_their_first_bytes() {
        for (start, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Some("image/png")),
            (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR", Some("image/png")),
            (b"\x89PNG\n\x1a\n\0\0\0\rIHDR", None),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", Some("image/jpeg")),
            (b"\xff\xd8\xff\xdb", Some("image/jpeg")),
            (b"GIF89a\x01\0\x01\0\0\0", Some("image/gif")),
            (b"GIF87a\xff\xff\xff\xff\xff\xff", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\xff\xff\xff\xffWEBPVP8L", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"RIFF\x10WEBP", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"", None),
        ] {
            let letters = BASE64_STANDARD.encode(start);
            let letters = &letters[..letters.len().min(START as usize)];
            assert_eq!(kind(letters), expected, "{start:?}");
        }
    }
}
