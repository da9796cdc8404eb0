//! How a client is made.

use std::{fmt, future::Future};

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Headers;

use super::{
    Error, Midjourney, Task,
    options::{follow_options, request_options},
};
use crate::{
    Auth,
    client::{Client, Options},
    web::object::{set, set_text},
};

/// The options of a client; made by [`Midjourney::builder`].
#[must_use = "a builder makes no client until `build` is called"]
pub struct MidjourneyBuilder {
    options: Object,
    base_url: String,
}

impl MidjourneyBuilder {
    pub(super) fn new(base_url: String) -> Self {
        let options = Object::new();
        set_text(&options, "baseUrl", &base_url);
        Self { options, base_url }
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorCode::Config) for an address, a mode or an option that cannot be; [`field`](Error::field) names
    /// it. The key and the headers are checked when they are sent.
    pub fn build(self) -> Result<Midjourney, Error> {
        let client = Client::new(Options::from_object(self.options))?;
        Ok(Midjourney::of(client, self.base_url))
    }

    /// The key. None, or an empty one, sends no header.
    pub fn api_key(self, key: impl AsRef<str>) -> Self {
        set_text(&self.options, "apiKey", key.as_ref());
        self
    }

    /// A function that gives the key for each request; an empty one sends no header.
    ///
    /// Its future runs on its own until it ends, also when the request is dropped meanwhile.
    pub fn api_key_with<F, K>(self, key: F) -> Self
    where
        F: Fn() -> K + 'static,
        K: Future<Output = String> + 'static,
    {
        let function = Closure::<dyn Fn() -> Promise>::new(move || {
            let key = key();
            future_to_promise(async move { Ok(key.await.into()) })
        });
        set(&self.options, "apiKey", &function.into_js_value());
        self
    }

    /// How the key is sent. Default: [`Auth::Bearer`].
    pub fn auth(self, auth: Auth) -> Self {
        set_text(&self.options, "auth", auth.name());
        self
    }

    /// A function that sets the key's headers itself. It is not called without a key.
    pub fn auth_with(self, auth: impl Fn(&Headers, &str) + 'static) -> Self {
        let function = Closure::<dyn Fn(Headers, String)>::new(move |headers: Headers, key: String| {
            auth(&headers, &key)
        });
        set(&self.options, "auth", &function.into_js_value());
        self
    }

    /// The path segment before `/mj`, such as `"fast"`, `"relax"` or `"mj-fast"`. Default: none.
    pub fn mode(self, mode: impl AsRef<str>) -> Self {
        set_text(&self.options, "mode", mode.as_ref());
        self
    }

    /// Largest image to send, in bytes before encoding. Default: 10,000,000.
    pub fn max_image_bytes(self, limit: u32) -> Self {
        set(&self.options, "maxImageBytes", &limit.min(i32::MAX as u32).into());
        self
    }

    /// Largest answer to read, in bytes. Default: 16 MiB.
    pub fn max_response_bytes(self, limit: u32) -> Self {
        set(
            &self.options,
            "maxResponseBytes",
            &limit.min(i32::MAX as u32).into(),
        );
        self
    }

    /// Used instead of the platform's `fetch`, for the gateway and for images that are given by their address: a Worker's
    /// service binding, for instance.
    pub fn fetch(self, fetch: Function) -> Self {
        set(&self.options, "fetch", &fetch);
        self
    }

    /// Rewrites the address of every picture, for instance to a mirror. Gets the absolute address.
    pub fn image_url(self, rewrite: impl Fn(&str, &Task) -> String + 'static) -> Self {
        let function = Closure::<dyn Fn(String, JsValue) -> JsValue>::new(move |address: String, task| {
            // Without a text of ours the address stays as it is.
            Task::read(&task).map_or(JsValue::UNDEFINED, |task| rewrite(&address, &task).into())
        });
        set(&self.options, "imageUrl", &function.into_js_value());
        self
    }

    request_options!();
    follow_options!();
}

/// Without the key.
impl fmt::Debug for MidjourneyBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MidjourneyBuilder")
            .finish_non_exhaustive()
    }
}
