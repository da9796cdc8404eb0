//! One request and its answer.

use std::{fmt, future::IntoFuture};

use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::{Error, Json, LocalFuture, options::request_options};
use crate::client::{Client, Query};

/// A request that has not been sent. Awaiting it gives its answer; dropping that future ends the request.
///
/// # Errors
///
/// As [`ErrorCode`](crate::ErrorCode) says; never for a task's own state.
#[must_use = "a request is not sent until it is awaited"]
pub struct Request<T> {
    client: Client,
    query: Result<Query, Error>,
    options: Object,
    read: fn(&JsValue) -> Result<T, Error>,
}

impl<T> Request<T> {
    pub(super) fn new(
        client: Client,
        query: Result<Query, Error>,
        read: fn(&JsValue) -> Result<T, Error>,
    ) -> Self {
        Self {
            client,
            query,
            options: Object::new(),
            read,
        }
    }

    request_options!();
}

impl Request<Json> {
    /// What is sent, as JSON. A GET takes none.
    pub fn body(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.query = match (Json::encode(value), self.query) {
            (Ok(json), Ok(Query::Other { method, path, .. })) => Ok(Query::Other {
                method,
                path,
                body: json.to_js(),
            }),
            (Err(error), _) => Err(error),
            (_, query) => query,
        };
        self
    }
}

impl<T: 'static> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = LocalFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let query = self.query?;
            let call = self.client.call(self.options.clone());
            (self.read)(&self.client.query(&query, &call).await?)
        })
    }
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").finish_non_exhaustive()
    }
}
