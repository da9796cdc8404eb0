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

/// Pictures and documents of other formats: where their signature is, its base64, and their name.
///
/// A HEIC, AVIF or MP4 file has `ftyp` and a brand from its fifth byte on. `Z0eX` is `typ` and half of the letter before it.
const OTHER_FORMATS: [(usize, &str, &str); 21] = [
    (6, "Z0eXBo", "HEIC"),
    (6, "Z0eXBtaWYx", "HEIC"),
    (6, "Z0eXBtc2Yx", "HEIC"),
    (6, "Z0eXBhdml", "AVIF"),
    (6, "Z0eXB", "a video"),
    (6, "Z0eXA", "a video"),
    (0, "GkXfo", "a video"),
    (0, "UEsDB", "an archive"),
    (0, "PHN2Z", "SVG"),
    (0, "PD94b", "SVG"),
    (0, "77u/P", "SVG"),
    (0, "Qk0", "BMP"),
    (0, "Qk1", "BMP"),
    (0, "Qk2", "BMP"),
    (0, "Qk3", "BMP"),
    (0, "SUkqA", "TIFF"),
    (0, "TU0AK", "TIFF"),
    (0, "JVBER", "PDF"),
    (0, "AAABA", "ICO"),
    (0, "OEJQU", "PSD"),
    (0, "AAAADEpY", "JPEG XL"),
];

/// What a server sends instead of a picture, likewise: `<!DOCTYPE`, `<html` and `{"`.
const TEXTS: [(usize, &str, &str); 7] = [
    (0, "PCFE", "a web page"),
    (0, "PCFk", "a web page"),
    (0, "PGh0b", "a web page"),
    (0, "PEhUT", "a web page"),
    (0, "eyI", "JSON"),
    (0, "eyJ", "JSON"),
    (0, "ewo", "JSON"),
];

/// Returns what data of no known [`kind`] seem to be, and what to do.
pub fn seems(letters: &str) -> Option<[&'static str; 2]> {
    for (formats, advice) in [
        (OTHER_FORMATS.as_slice(), "convert it to PNG first"),
        (TEXTS.as_slice(), "pass the picture itself"),
    ] {
        for (at, start, name) in formats {
            if letters.get(*at..).is_some_and(|rest| rest.starts_with(start)) {
                return Some([name, advice]);
            }
        }
    }
    None
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
            assert_eq!(kind(&letters(start)), expected, "{start:?}");
        }
    }

    fn letters(start: &[u8]) -> String {
        let letters = BASE64_STANDARD.encode(start);
        letters[..letters.len().min(START as usize)].into()
    }

    #[test]
    fn other_formats_are_named() {
        for (start, expected) in [
            (&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], Some("HEIC")),
            (b"\0\0\0\x24ftypheix\0\0\0\0", Some("HEIC")),
            (b"\0\0\0\x18ftypmif1\0\0\0\0", Some("HEIC")),
            (b"\0\0\0\x18ftypmsf1\0\0\0\0", Some("HEIC")),
            (b"\0\0\0\x1cftypavif\0\0\0\0", Some("AVIF")),
            (b"\0\0\0\x1cftypavis\0\0\0\0", Some("AVIF")),
            (b"\0\0\0\x20ftypisom\0\0\x02\0", Some("a video")),
            (b"\0\0\0\x20ftypmp42\0\0\0\0", Some("a video")),
            (b"\0\0\0\x14ftyp3gp4\0\0\0\0", Some("a video")),
            (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f", Some("a video")),
            (b"PK\x03\x04\x14\0\0\0\x08\0", Some("an archive")),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Some("SVG")),
            (b"<?xml version=\"1.0\"?><svg/>", Some("SVG")),
            (b"\xef\xbb\xbf<svg/>\0\0\0\0\0\0", Some("SVG")),
            (b"BM\x36\x04\0\0\0\0\0\0\x36\0", Some("BMP")),
            (b"BM\xf6\xff\0\0\0\0\0\0\x36\0", Some("BMP")),
            (b"BM\x46\x04\0\0\0\0\0\0\x36\0", Some("BMP")),
            (b"BM\x86\x04\0\0\0\0\0\0\x36\0", Some("BMP")),
            (b"II*\0\x08\0\0\0\0\0\0\0", Some("TIFF")),
            (b"MM\0*\0\0\0\x08\0\0\0\0", Some("TIFF")),
            (b"%PDF-1.7\n1 0 obj", Some("PDF")),
            (b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0", Some("ICO")),
            (b"8BPS\0\x01\0\0\0\0\0\0", Some("PSD")),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Some("JPEG XL")),
            (b"<!DOCTYPE html><html>", Some("a web page")),
            (b"<!doctype html><html>", Some("a web page")),
            (b"<html lang=\"en\">", Some("a web page")),
            (b"<HTML><BODY>", Some("a web page")),
            (b"{\"error\":\"not found\"}", Some("JSON")),
            (b"{\n  \"error\": 1 }\n", Some("JSON")),
            (b"hello, world", None),
            (b"undefined", None),
            (b"", None),
        ] {
            let letters = letters(start);
            assert_eq!(kind(&letters), None, "{start:?}");
            assert_eq!(seems(&letters).map(|[name, _]| name), expected, "{start:?}");
        }
    }
}
