//! URLs, and where requests to them start.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    Web,
    platform::{Platform, RequestOrigin, ResolvedUrl},
    support::Globals,
};

fn resolve(url: &str, base: Option<&str>) -> Option<String> {
    Web::default().resolve_url(url, base).map(|url| url.href)
}

#[wasm_bindgen_test]
fn urls_are_resolved() {
    assert_eq!(
        Web::default().resolve_url("https://A.example:443/b/../c?d#e", None),
        Some(ResolvedUrl {
            href: "https://a.example/c?d#e".into(),
            origin: "https://a.example".into(),
            path: "/c".into(),
        })
    );
    assert_eq!(
        resolve("/b", Some("https://a.example/c/d")).as_deref(),
        Some("https://a.example/b")
    );
    assert_eq!(
        resolve("https://b.example/", Some("https://a.example")).as_deref(),
        Some("https://b.example/")
    );
    for url in ["/api", "", "https://", "htp//x"] {
        assert_eq!(resolve(url, None), None, "{url}");
    }
    assert_eq!(resolve("a", Some("no base")), None);
}

#[wasm_bindgen_test]
fn without_a_base_urls_are_relative_to_the_page() {
    let _page = Globals::replace(&[("location", "{ href: 'https://page.example/app/' }")]);
    assert_eq!(
        resolve("../api", None).as_deref(),
        Some("https://page.example/api")
    );
    assert_eq!(
        resolve("b", Some("https://a.example/")).as_deref(),
        Some("https://a.example/b")
    );
}

#[wasm_bindgen_test]
fn requests_start_on_a_server_a_page_or_a_page_that_may_not_send_them() {
    let origin = |url| Web::default().origin_of_requests(url);
    for location in ["undefined", "{}", "{ href: undefined }"] {
        let _server = Globals::replace(&[("location", location)]);
        assert_eq!(origin("http://a.example/"), RequestOrigin::Server, "{location}");
    }
    for (page, url, expected) in [
        (
            "https://page.example/",
            "http://a.example/",
            RequestOrigin::MixedContent,
        ),
        ("https://page.example/", "https://a.example/", RequestOrigin::Page),
        ("http://localhost/", "http://a.example/", RequestOrigin::Page),
    ] {
        let location = format!("{{ href: '{page}' }}");
        let _page = Globals::replace(&[("location", &location)]);
        assert_eq!(origin(url), expected, "{page} {url}");
    }
}
