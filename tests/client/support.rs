//! What the tests share: pictures, prompts, and how to look at an error.

use std::{
    cell::Cell,
    fmt::Debug,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use midjourney_wasm::{Error, ErrorCode};

/// A PNG of one pixel.
pub const PNG: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A prompt that the sandbox needs a tenth of its usual time for.
pub const QUICK: &str = "black cat sandbox:fast";

/// A finished task that the guide's gateway has from the start.
pub const HELD: &str = "1320098173412546";

/// Returns the error of a call that must fail so.
pub fn fails<T>(outcome: Result<T, Error>, code: ErrorCode) -> Error {
    match outcome {
        Ok(_) => panic!("it does not fail with {}", code.name()),
        Err(error) => {
            assert_eq!(error.code(), code, "{error} {error:?}");
            assert_hidden(&error);
            assert!(!error.to_string().contains("anary"), "the key is shown: {error}");
            error
        }
    }
}

/// Asserts that neither form of `Debug` shows the key.
pub fn assert_hidden(value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains("anary"), "the key is shown: {text}");
    }
}

/// Does something that may panic, and returns the words of its panic instead of printing them.
pub fn caught<T>(act: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    thread_local! {
        static IS_QUIET: Cell<bool> = const { Cell::new(false) };
    }
    // The tests of other threads print their panics as ever.
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                usual(info);
            }
        }));
    });
    IS_QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(act));
    IS_QUIET.set(false);
    result.map_err(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        words
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default()
    })
}

/// Asserts that an error says some words, and others not.
#[track_caller]
pub fn says_but_not(error: &Error, words: &[&str], others: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "no {word:?} in: {text}");
    }
    for word in others {
        assert!(!text.contains(word), "{word:?} in: {text}");
    }
}
