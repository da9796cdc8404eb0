//! A real gateway behind this server: the page talks to its own origin, and the key stays here.

use axum::response::Response;

use crate::message::Request;

/// Where requests are handed on to.
#[derive(Clone, Debug)]
pub struct Upstream {
    #[cfg(feature = "proxy")]
    inner: std::sync::Arc<super::proxy::Proxy>,
    #[cfg(not(feature = "proxy"))]
    never: std::convert::Infallible,
}

#[cfg(not(feature = "proxy"))]
impl Upstream {
    /// This build cannot do that.
    pub fn new(_address: &str, _auth: &str, _key: Option<String>) -> Result<Self, String> {
        Err("This build has no HTTPS client: build with --features proxy to use --gateway.".into())
    }

    pub(super) async fn forward(&self, _request: Request) -> Response {
        match self.never {}
    }
}
