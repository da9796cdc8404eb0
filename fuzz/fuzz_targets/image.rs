//! Pictures by the first letters of their base64: what is no picture is never taken for one, and what is one always is.

#![no_main]

use base64::{Engine, prelude::BASE64_STANDARD};
use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::gateway::image::{START, kind};

fuzz_target!(|data: &[u8]| {
    let letters = BASE64_STANDARD.encode(data);
    let letters = letters.get(..START as usize).unwrap_or(&letters);
    let told = kind(letters);
    // A letter has six bits: of some bytes only a part is looked at.
    let by_bytes = match data {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a] => Some("image/png"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, 0..=0x0f, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', 0x30..=0x3f, ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'D'..=b'G', _, _, _, _, w, b'E', b'B', b'P', ..] if w % 64 == b'W' % 64 => {
            Some("image/webp")
        }
        _ => None,
    };
    assert_eq!(told, by_bytes, "{letters}");

    // A data URL's letters are handed on as they are, so they may be anything.
    let text = String::from_utf8_lossy(data);
    let start: String = text.chars().take(START as usize).collect();
    if let Some(told) = kind(&start) {
        assert!(told.starts_with("image/") && start.is_char_boundary(4));
    }
});
