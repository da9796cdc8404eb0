//! Pages that are hidden and shown, networks that go and come back.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    Web,
    platform::Platform,
    support::{Globals, js},
};

/// An event target that counts its listeners.
const TARGET: &str = "new (class extends EventTarget {
    listeners = new Set();
    addEventListener(name, listener) { this.listeners.add(name); super.addEventListener(name, listener); }
    removeEventListener(name, listener) { this.listeners.delete(name); super.removeEventListener(name, listener); }
})()";

/// A visible page with a network.
fn page() -> Globals {
    let document = format!("Object.assign({TARGET}, {{ hidden: false }})");
    Globals::replace(&[
        ("view", TARGET),
        ("document", &document),
        ("navigator", "{ onLine: true }"),
        ("addEventListener", "(...args) => view.addEventListener(...args)"),
        (
            "removeEventListener",
            "(...args) => view.removeEventListener(...args)",
        ),
    ])
}

/// The events that are listened to.
fn listeners() -> String {
    js("[...document.listeners, ...view.listeners].join()")
        .as_string()
        .unwrap()
}

fn counter() -> (Rc<Cell<u32>>, Rc<dyn Fn()>) {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    (count, Rc::new(move || counted.set(counted.get() + 1)))
}

#[wasm_bindgen_test]
fn a_page_wakes_when_it_is_shown_or_online_until_the_guard_is_dropped() {
    let _page = page();
    let (count, wake) = counter();
    let guard = Web::default().on_wake(wake);
    assert_eq!(listeners(), "visibilitychange,pageshow,online");
    for (event, expected) in [
        ("document.dispatchEvent(new Event('visibilitychange'))", 1),
        ("view.dispatchEvent(new Event('pageshow'))", 2),
        ("view.dispatchEvent(new Event('online'))", 3),
        (
            "(document.hidden = true, document.dispatchEvent(new Event('visibilitychange')))",
            3,
        ),
        ("view.dispatchEvent(new Event('online'))", 3),
        (
            "(navigator.onLine = false, document.hidden = false, document.dispatchEvent(new Event('visibilitychange')))",
            3,
        ),
        (
            "(navigator.onLine = true, view.dispatchEvent(new Event('online')))",
            4,
        ),
    ] {
        js(event);
        assert_eq!(count.get(), expected, "{event}");
    }
    drop(guard);
    assert_eq!(listeners(), "");
    js("view.dispatchEvent(new Event('online'))");
    assert_eq!(count.get(), 4);
}

#[wasm_bindgen_test]
fn a_guard_may_be_dropped_by_the_wake_itself() {
    let _page = page();
    let guard = Rc::new(Cell::new(None));
    let own = Rc::clone(&guard);
    guard.set(Some(Web::default().on_wake(Rc::new(move || drop(own.take())))));
    js("view.dispatchEvent(new Event('online'))");
    assert!(guard.take().is_none());
    assert_eq!(listeners(), "");
}

#[wasm_bindgen_test]
fn workers_of_cloudflare_and_vercel_share_nothing_and_never_wake() {
    assert!(Web::default().can_share_requests());
    for name in ["WebSocketPair", "EdgeRuntime"] {
        let _page = page();
        let _runtime = Globals::replace(&[(name, "'edge-runtime'")]);
        assert!(!Web::default().can_share_requests(), "{name}");
        let _guard = Web::default().on_wake(Rc::new(|| panic!("woken")));
        assert_eq!(listeners(), "", "{name}");
    }
}

#[wasm_bindgen_test]
fn a_server_has_no_events_and_no_background() {
    // Node as it is.
    let _guard = Web::default().on_wake(Rc::new(|| panic!("woken")));
    assert!(!Web::default().is_in_background());
    let _navigator = Globals::replace(&[("navigator", "undefined")]);
    assert!(!Web::default().is_in_background());
}

#[wasm_bindgen_test]
fn a_worker_has_no_document() {
    let _page = page();
    let _worker = Globals::replace(&[("document", "undefined")]);
    let (count, wake) = counter();
    let _guard = Web::default().on_wake(wake);
    js("view.dispatchEvent(new Event('online'))");
    assert_eq!(count.get(), 1);
    js("navigator.onLine = false");
    assert!(Web::default().is_in_background());
}
