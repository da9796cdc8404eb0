//! A key that a gateway echoes is taken out wherever it stands, and nothing else is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    gateway::{auth::is_header_safe, big_integer::quote, redact::redact},
    lines, strings,
};

fuzz_target!(|data: &[u8]| {
    let [key, text] = lines(data);
    if !is_header_safe(&key) {
        return;
    }
    let clean = redact(text.clone(), &key);
    if key.len() < 8 {
        assert_eq!(clean, text, "a short key hides nothing");
        return;
    }
    assert_eq!(clean, text.replace(&key, "***"));
    // The stars may become part of a key that has some itself.
    if key.contains('*') {
        return;
    }
    assert!(!clean.contains(&key), "the key remains");
    // Nor does it come back by the quotes around big integers, or by what JSON makes of the text.
    let quoted = quote(clean);
    assert!(key.contains('"') || !quoted.contains(&key), "the key is back");
    if !quoted.contains('\\')
        && let Ok(json) = serde_json::from_str(&quoted)
    {
        assert!(
            !strings(&json, &|text| text.contains(&key)),
            "the key is in the value"
        );
    }
});
