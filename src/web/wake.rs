//! Events that end the background state of a page or worker.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use super::global;

/// A listener to one event, which stops listening when it is dropped.
struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Function,
}

impl Listener {
    /// Listens. `None` if the target has no events, as the global object of Node, or is undefined.
    fn new(target: EventTarget, event: &'static str, callback: &Function) -> Option<Self> {
        target.add_event_listener_with_callback(event, callback).ok()?;
        Some(Self {
            target,
            event,
            callback: callback.clone(),
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, &self.callback);
    }
}

/// Calls a function when the page is shown again or the network is back, until it is dropped.
pub(super) struct OnWake {
    // Dropped first: a listener must not outlive the closure that it calls.
    _listeners: Vec<Listener>,
    _closure: Closure<dyn FnMut()>,
}

impl OnWake {
    pub fn new(wake: Rc<dyn Fn()>) -> Self {
        let closure = Closure::<dyn FnMut()>::new(move || {
            // The events come at the end of the visible state too, and the page may be shown while the network is gone.
            if !global::is_in_background() {
                wake();
            }
        });
        Self {
            _listeners: listen(closure.as_ref().unchecked_ref()),
            _closure: closure,
        }
    }
}

fn listen(callback: &Function) -> Vec<Listener> {
    let global = js_sys::global();
    let targets = [
        (global::document(), "visibilitychange"),
        (global.clone().into(), "pageshow"),
        (global.into(), "online"),
    ];
    targets
        .into_iter()
        // In Cloudflare Workers nothing may wake the job of another incoming request.
        .filter(|_| global::can_share_requests())
        .filter_map(|(target, event)| Listener::new(target.unchecked_into(), event, callback))
        .collect()
}
