//! Whose a function is, by its name.

/// What belongs to no crate: `memcpy`, exports, what wasm-opt has made.
pub const NO_CRATE: &str = "(no crate)";

/// The parts of the standard library. A function of theirs that was made for a type of another crate counts as that crate's.
const STANDARD: [&str; 3] = ["core", "alloc", "std"];

/// The name as Rust spells it, without the hash.
pub fn readable(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// The crate that a function was linked for: the first in its name that is not of the standard library, or else the first.
pub fn crate_of(name: &str) -> &str {
    let roots = || roots(name);
    roots()
        .find(|root| !STANDARD.contains(root))
        .or_else(|| roots().next())
        .unwrap_or(NO_CRATE)
}

/// The first segment of each path in a name: what `::` follows, and does not come before.
fn roots(name: &str) -> impl Iterator<Item = &str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = name.get(at..)?;
            let start = at + rest.find(is_word)?;
            let word = name.get(start..)?;
            let length = word.find(|letter| !is_word(letter)).unwrap_or(word.len());
            at = start + length;
            let (before, after) = (name.get(..start)?, name.get(at..)?);
            let is_root = after.starts_with("::") && !before.ends_with("::");
            if is_root {
                return word.get(..length);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_where_it_was_linked_for() {
        for (name, owner) in [
            ("core::fmt::Formatter::pad", "core"),
            ("midjourney_wasm::client::submit", "midjourney_wasm"),
            (
                "<midjourney_wasm::client::Error as core::fmt::Display>::fmt",
                "midjourney_wasm",
            ),
            (
                "core::ptr::drop_in_place::<serde_wasm_bindgen::Error>",
                "serde_wasm_bindgen",
            ),
            ("<alloc::vec::Vec<T> as core::clone::Clone>::clone", "alloc"),
            ("<alloc::vec::Vec<js_sys::Array>>::push", "js_sys"),
            (
                "hashbrown::raw::RawTable<alloc::string::String>::reserve",
                "hashbrown",
            ),
            (
                "<gloo_timers::Timeout as core::ops::Drop>::drop::{closure#0}",
                "gloo_timers",
            ),
            ("memcpy", NO_CRATE),
            ("start", NO_CRATE),
            ("", NO_CRATE),
        ] {
            assert_eq!(crate_of(name), owner, "{name}");
        }
    }

    #[test]
    fn both_manglings_are_read() {
        for symbol in [
            "_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
            "_RNvMsa_NtCs4fqI2P2rA04_4core3fmtNtB5_9Formatter3pad",
        ] {
            assert!(readable(symbol).contains("core::fmt"), "{}", readable(symbol));
            assert_eq!(crate_of(&readable(symbol)), "core");
        }
        assert_eq!(readable("memcpy"), "memcpy");
    }
}
