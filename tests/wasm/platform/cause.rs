//! What JavaScript code may throw.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    platform::Cause,
    platform::Image,
    platform::Json,
    platform::Text,
    platform::{Platform, SendError},
    support::{js, read, web},
};

#[wasm_bindgen_test]
async fn every_rejection_is_kept_as_it_is() {
    for (thrown, shown) in [
        ("new TypeError('fetch failed')", "fetch failed"),
        ("new DOMException('aborted', 'AbortError')", "aborted"),
        (
            "require('vm').runInNewContext('new Error(\"foreign\")')",
            "foreign",
        ),
        ("'a text'", "a text"),
        ("{ message: 'an object' }", "an object"),
        ("{ message: 1 }", ""),
        ("{ get message() { throw 1; } }", ""),
        ("Object.create(null)", ""),
        ("Symbol.for('a')", ""),
        ("undefined", ""),
        ("null", ""),
        ("0", ""),
    ] {
        for fetch in ["() => Promise.reject(thrown)", "() => { throw thrown; }"] {
            let web = web(&format!("((thrown) => {fetch})({thrown})"));
            let Err(SendError::Network(cause)) = web.send(read("https://a.example/")).await else {
                panic!("{thrown}")
            };
            assert_eq!(cause.to_string(), shown, "{thrown}");
        }
        let value = js(thrown);
        assert_eq!(Cause::from_js(value.clone()).as_js(), &value);
    }
}

#[wasm_bindgen_test]
fn a_cause_of_our_own_is_an_error() {
    let cause = Cause::new("no network");
    assert_eq!(cause.to_string(), "no network");
    assert!(cause.as_js().is_instance_of::<js_sys::Error>());
}

#[wasm_bindgen_test]
fn debug_shows_no_content() {
    let secret = "a secret";
    let text = Json::from_js(secret.into()).stringify().unwrap();
    for shown in [
        format!("{:?}", Cause::new(secret)),
        format!("{text:?}"),
        format!("{:?}", Image::from(secret)),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[wasm_bindgen_test]
fn values_can_be_sent_to_other_threads() {
    fn is_plain<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    is_plain::<Cause>();
    is_plain::<Json>();
    is_plain::<Text>();
    is_plain::<Image>();
    is_plain::<JsValue>();
}
