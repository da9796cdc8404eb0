//! Builds clients.

use std::{fmt, future::Future, rc::Rc};

use super::{
    Error, Inner, Midjourney, Task,
    options::{ApiKey, AuthMethod, CallOptions, ClientOptions},
    setters::{job_setters, request_setters},
};
use crate::{
    Auth, Headers,
    platform::{Cause, Platform},
};

/// The options of a client. [`Midjourney::builder`] creates it.
#[must_use = "a builder makes no client until it is built"]
pub struct MidjourneyBuilder(pub(crate) ClientOptions);

impl MidjourneyBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self(ClientOptions::new(base_url))
    }

    fn call_options(&mut self) -> &mut CallOptions {
        &mut self.0.call
    }

    /// Builds a client that runs on the platform of pages, workers and JavaScript servers.
    ///
    /// # Errors
    ///
    /// As [`build_on`](Self::build_on).
    #[cfg(target_family = "wasm")]
    pub fn build(self) -> Result<Midjourney, Error> {
        self.build_on(Rc::new(crate::Web::default()))
    }

    /// Builds a client that runs on `platform`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorCode::Config) for a URL, a mode or an option that cannot be used. The API key and the headers are checked when
    /// they are sent.
    pub fn build_on(self, platform: Rc<dyn Platform>) -> Result<Midjourney, Error> {
        let base_url = self.0.base_url.as_str().into();
        let inner = Inner::new(platform, self.0)?;
        Ok(Midjourney::new(Rc::new(inner), base_url))
    }

    /// Sets the API key. An empty one sends no header. The client removes blanks and line breaks around it, and a `Bearer ` before it unless the
    /// key is sent [raw](Auth::Raw) or by [`auth_with`](Self::auth_with).
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.0.api_key = ApiKey::Static(key.into());
        self
    }

    /// Sets a function that gives the API key of each request. An empty key sends no header.
    pub fn api_key_with<F, K>(mut self, key: F) -> Self
    where
        F: Fn() -> K + 'static,
        K: Future<Output = String> + 'static,
    {
        self.0.api_key = ApiKey::Callback(Box::new(move || {
            let key = key();
            Box::pin(async move { Ok(Some(key.await)) })
        }));
        self
    }

    /// Sets a function that gives the API key of each request, and may fail. The call then fails with its cause.
    pub fn try_api_key_with<F, K>(mut self, key: F) -> Self
    where
        F: Fn() -> K + 'static,
        K: Future<Output = Result<String, Cause>> + 'static,
    {
        self.0.api_key = ApiKey::Callback(Box::new(move || {
            let key = key();
            Box::pin(async move { key.await.map(Some).map_err(Error::callback) })
        }));
        self
    }

    /// Sets how the API key is sent. Default: [`Auth::Bearer`].
    pub fn auth(mut self, auth: Auth) -> Self {
        self.0.auth = AuthMethod::Scheme(auth);
        self
    }

    /// Sets a function that sets the headers of a key itself. The client does not call it without a key.
    pub fn auth_with(mut self, auth: impl Fn(&mut Headers, &str) + 'static) -> Self {
        self.0.auth = AuthMethod::Callback(Box::new(move |headers, key| {
            auth(headers, key);
            Ok(())
        }));
        self
    }

    /// Sets the path segment before `/mj`, such as `"fast"`, `"relax"` or `"mj-fast"`. Default: none, as an empty one.
    pub fn mode(mut self, mode: impl Into<String>) -> Self {
        self.0.mode = Some(mode.into());
        self
    }

    /// Sets the size of the largest image to send, in bytes before encoding. Default: 10,000,000.
    pub fn max_image_bytes(mut self, limit: u32) -> Self {
        self.0.max_image_bytes = limit;
        self
    }

    /// Sets the size of the largest response to read, in bytes. Default: 16 MiB.
    pub fn max_response_bytes(mut self, limit: u32) -> Self {
        self.0.max_response_bytes = limit;
        self
    }

    /// Sets a function that rewrites the absolute URL of every image, for instance to a mirror.
    pub fn image_url(mut self, rewrite: impl Fn(&str, &Task) -> String + 'static) -> Self {
        self.0.image_url = Some(Rc::new(move |url, task| Some(rewrite(url, task))));
        self
    }

    request_setters!();
    job_setters!();
}

/// Hides the API key.
impl fmt::Debug for MidjourneyBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MidjourneyBuilder").finish_non_exhaustive()
    }
}
