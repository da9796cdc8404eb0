//! URLs, resolved by the platform's parser.

use web_sys::Url;

use super::global;
use crate::platform::{RequestOrigin, ResolvedUrl};

/// Resolves a URL against `base`, or without it against the page.
pub(super) fn resolve(url: &str, base: Option<&str>) -> Option<ResolvedUrl> {
    let url = match base.map(Into::into).or_else(global::page_url) {
        Some(base) => Url::new_with_base(url, &base),
        None => Url::new(url),
    };
    url.ok().map(|url| ResolvedUrl {
        href: url.href(),
        origin: url.origin(),
        path: url.pathname(),
    })
}

/// Returns where a request to an absolute URL starts.
pub(super) fn origin_of_requests(url: &str) -> RequestOrigin {
    match global::page_url() {
        None => RequestOrigin::Server,
        Some(page) if page.starts_with("https:") && url.starts_with("http:") => RequestOrigin::MixedContent,
        Some(_) => RequestOrigin::Page,
    }
}
