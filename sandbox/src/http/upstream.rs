//! A real gateway behind this server: the page talks to its own origin, and the key stays here.

use std::sync::Arc;

use axum::response::Response;

use crate::message::Request;

#[cfg(feature = "proxy")]
use super::proxy::Proxy;

/// Where requests are handed on to.
#[derive(Clone, Debug)]
pub struct Upstream(Arc<Proxy>);

/// A build without TLS hands nothing on.
#[cfg(not(feature = "proxy"))]
#[derive(Debug)]
enum Proxy {}

impl Upstream {
    /// The gateway at `address`, whose `key` is sent as `auth` says: `bearer`, `mj-api-secret` or `raw`. The error is one plain sentence.
    #[cfg(feature = "proxy")]
    pub fn new(address: &str, auth: &str, key: Option<String>) -> Result<Self, String> {
        Proxy::new(address, auth, key).map(|proxy| Self(Arc::new(proxy)))
    }

    /// This build cannot do that.
    #[cfg(not(feature = "proxy"))]
    pub fn new(_address: &str, _auth: &str, _key: Option<String>) -> Result<Self, String> {
        Err("This build cannot reach other gateways: build with --features proxy to use --gateway.".into())
    }

    /// The gateway's answer; or this server's own, if the request is not one to hand on.
    #[cfg(feature = "proxy")]
    pub(super) async fn forward(&self, request: Request) -> Response {
        self.0.clone().forward(request).await
    }

    #[cfg(not(feature = "proxy"))]
    pub(super) async fn forward(&self, _request: Request) -> Response {
        match *self.0 {}
    }
}
