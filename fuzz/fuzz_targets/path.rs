//! Where requests go: by the platform's own reading of addresses, never outside of what is before `/mj`, whatever a task's id
//! or the caller's path is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    gateway::{id, path},
    lines,
};
use url::Url;

fuzz_target!(|data: &[u8]| {
    let [base, mode, text] = lines(data);
    let mode = Some(mode.as_str()).filter(|mode| path::is_mode(mode));
    let Ok(mut home) = Url::parse("https://gateway.example") else {
        return;
    };
    home.set_path(&base);
    let (origin, base) = (home.origin().ascii_serialization(), home.path().to_owned());
    let prefix = path::prefix(&base, mode);
    assert!(base.starts_with(prefix));
    // What was added is what is taken off again.
    assert_eq!(path::prefix(&path::endpoint(prefix, mode, ""), mode), prefix);
    let root = format!("{origin}{prefix}");
    let home = Url::parse(&path::endpoint(&root, mode, "/"));

    if path::is_inside(&text) {
        let url = Url::parse(&path::endpoint(&root, mode, &text));
        let (Ok(home), Ok(url)) = (&home, &url) else {
            assert!(home.is_err() && url.is_err(), "{text}");
            return;
        };
        assert_eq!(url.origin(), home.origin(), "{url}");
        assert!(
            url.path().starts_with(home.path()) && url.fragment().is_none(),
            "{url}"
        );
    }
    if id::is_valid(&text) {
        assert_eq!(path::encode_segment(&text), encoded(&text));
        let url = Url::parse(&path::endpoint(
            &root,
            mode,
            &format!("/task/{}/fetch", encoded(&text)),
        ));
        let (Ok(home), Ok(url)) = (&home, &url) else {
            return;
        };
        let rest = url.path().strip_prefix(home.path()).unwrap_or_default();
        let parts: Vec<_> = rest.split('/').collect();
        assert_eq!(parts, ["task", encoded(&text).as_str(), "fetch"], "{url}");
        assert!(url.query().is_none() && url.fragment().is_none());
    }
});

/// `encodeURIComponent`.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
