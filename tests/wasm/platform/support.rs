//! JavaScript for the tests: values, functions and globals.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    Web,
    platform::{Platform, Request, Response, SendError},
};

/// What an expression gives. It may call `require` with the name of a built-in module of Node.
pub fn js(expression: &str) -> JsValue {
    let code = format!("'use strict'; const require = process.getBuiltinModule; return ({expression});");
    Function::new_no_args(&code).call0(&JsValue::UNDEFINED).unwrap()
}

/// What the promise of an expression resolves with.
pub async fn js_async(expression: &str) -> JsValue {
    JsFuture::from(Promise::resolve(&js(expression))).await.unwrap()
}

/// A platform whose `fetch` is this JavaScript function.
pub fn web(fetch: &str) -> Web {
    Web::with_fetch(js(fetch).unchecked_into())
}

/// The property of a value.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// The JSON text of a value.
pub fn json(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).unwrap().into()
}

/// A read of `url`.
pub fn read(url: &str) -> Request {
    Request {
        method: "GET".into(),
        url: url.into(),
        headers: Vec::new(),
        body: None,
        max_response_bytes: 1_000,
    }
}

/// Reads by a `fetch` that resolves with the value of an expression.
pub async fn respond(response: &str) -> Result<Response, SendError> {
    web(&format!("async () => {response}"))
        .send(read("https://a.example/"))
        .await
}

/// Polls a future once, which must not complete.
pub async fn poll_once(mut work: Pin<&mut impl Future>) {
    poll_fn(|context| {
        assert!(work.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

/// Lets promises and streams go on.
pub async fn turn() {
    js_async("new Promise((done) => setTimeout(done, 5))").await;
}

/// Globals that are replaced until this is dropped.
pub struct Globals(Vec<(&'static str, JsValue)>);

impl Globals {
    /// Replaces globals by the values of expressions. `undefined` removes one.
    pub fn replace(globals: &[(&'static str, &str)]) -> Self {
        let global = js_sys::global();
        let replaced = globals.iter().map(|(name, expression)| {
            let before = Object::get_own_property_descriptor(&global, &(*name).into());
            let value = js(expression);
            if value.is_undefined() {
                Reflect::delete_property(&global, &(*name).into()).unwrap();
            } else {
                let now: Object = js("{ configurable: true, writable: true }").unchecked_into();
                Reflect::set(&now, &"value".into(), &value).unwrap();
                Object::define_property(&global, &(*name).into(), &now);
            }
            (*name, before)
        });
        Self(replaced.collect())
    }
}

impl Drop for Globals {
    fn drop(&mut self) {
        let global = js_sys::global();
        for (name, before) in &self.0 {
            Reflect::delete_property(&global, &(*name).into()).unwrap();
            if before.is_object() {
                Object::define_property(&global, &(*name).into(), before.unchecked_ref());
            }
        }
    }
}

/// Counts rejections that no code handles, until it is dropped.
pub struct Unhandled(JsValue);

impl Unhandled {
    pub fn watch() -> Self {
        Self(js("(() => {
            const it = { count: 0, hear: () => it.count++ };
            process.on('unhandledRejection', it.hear);
            return it;
        })()"))
    }

    pub fn count(&self) -> Option<f64> {
        get(&self.0, "count").as_f64()
    }
}

impl Drop for Unhandled {
    fn drop(&mut self) {
        let off: Function = js("(it) => process.off('unhandledRejection', it.hear)").unchecked_into();
        off.call1(&JsValue::UNDEFINED, &self.0).unwrap();
    }
}
