//! URLs, by the platform's own parser.

use web_sys::Url;

use super::platform;

/// Whether this runs in a page that was loaded by https; `None` outside of pages.
pub fn is_secure_page() -> Option<bool> {
    platform::page().map(|page| page.starts_with("https:"))
}

/// Parses an address, which may be relative to the page.
pub fn parse(address: &str) -> Option<Url> {
    match platform::page() {
        Some(page) => resolve(address, &page),
        None => Url::new(address).ok(),
    }
}

/// Resolves an address against another.
pub fn resolve(address: &str, base: &str) -> Option<Url> {
    Url::new_with_base(address, base).ok()
}
