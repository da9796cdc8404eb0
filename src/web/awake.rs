//! When somebody comes back to the page, or the network does.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::platform;

/// Hears it until it is dropped.
pub struct Awake {
    stop: Function,
    /// What is called.
    _hear: Closure<dyn FnMut()>,
}

impl Awake {
    /// Calls `hear` whenever the page is shown again, or the network is back; in pages and workers.
    pub fn listen(hear: fn()) -> Self {
        let hear = Closure::<dyn FnMut()>::new(hear);
        Self {
            stop: platform::listen(&hear),
            _hear: hear,
        }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        let _ = self
            .stop
            .call2(&JsValue::UNDEFINED, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}
