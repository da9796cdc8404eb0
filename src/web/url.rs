//! URLs, by the platform's own parser.

use web_sys::Url;

use super::object::get;

/// The address of the page or worker that this runs in, where there is one.
fn page() -> Option<String> {
    get(&get(&js_sys::global(), "location"), "href").as_string()
}

/// Whether this runs in a page that was loaded by https; `None` outside of pages.
pub fn is_secure_page() -> Option<bool> {
    page().map(|page| page.starts_with("https:"))
}

/// Parses an address, which may be relative to the page.
pub fn parse(address: &str) -> Option<Url> {
    match page() {
        Some(page) => Url::new_with_base(address, &page),
        None => Url::new(address),
    }
    .ok()
}

/// Resolves an address against another; as it is where it cannot be.
pub fn resolve(address: String, base: &str) -> String {
    Url::new_with_base(&address, base).map(|url| url.href()).unwrap_or(address)
}
