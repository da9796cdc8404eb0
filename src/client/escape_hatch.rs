//! What a gateway offers beyond the protocol.

use wasm_bindgen::prelude::*;

use super::{Call, Client, Error};
use crate::{
    gateway::{path, refusal::Refusal},
    policy::retry,
    web::{json, object::is_given},
};

impl Client {
    /// Sends any request below `/mj` and gives its answer's JSON. A GET is a read; anything else is sent once.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        body: &JsValue,
        call: &Call,
    ) -> Result<JsValue, Error> {
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(Error::input("method", "an HTTP method"));
        }
        if !path::is_inside(path) {
            return Err(Error::input("path", "what follows /mj, from its slash on"));
        }
        let body = match is_given(body) {
            true => {
                Some(json::stringify(body).ok_or_else(|| Error::input("body", "plain JSON"))?.into())
            }
            false => None,
        };
        let method = method.to_ascii_uppercase();
        let reply = if method == "GET" {
            self.read(&method, path, None, call).await?
        } else {
            let timeout = call.request_timeout.unwrap_or_else(|| retry::submit_timeout(0));
            self.exchange(&method, path, body.as_ref(), timeout, call).await.map_err(Error::of_submit)?
        };
        match reply.json {
            Some(json) if (200..300).contains(&reply.status) => Ok(json),
            None if (200..300).contains(&reply.status) && reply.text.is_empty() => Ok(JsValue::UNDEFINED),
            _ => {
                let refusal = Refusal::read(reply.status, reply.json.as_ref(), &reply.text, None);
                let error = self.refused(refusal, &reply);
                Err(if method == "GET" { error } else { error.of_submit() })
            }
        }
    }
}
