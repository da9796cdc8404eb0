//! The exports of the npm package. `pkg/` dresses them as its public classes.
//!
//! Options and arguments come in through typed reads (`fields`, `options`, `input`). Results go out through serde (`output`).

mod call;
mod fields;
mod input;
mod options;
mod output;

use std::rc::Rc;

use futures_util::future::{AbortHandle, Abortable, FutureExt};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{client::Inner, web::Web};
use fields::Fields;
use options::client_options;

/// A client of one gateway.
#[wasm_bindgen]
pub struct Client(Rc<Inner>);

#[wasm_bindgen]
impl Client {
    /// Creates a client. Throws the fields of a `config` error.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Client, JsValue> {
        let options = Fields::of(options);
        let web = options
            .function("fetch")
            .map_or_else(Web::default, Web::with_fetch);
        Inner::new(Rc::new(web), client_options(&options))
            .map(|inner| Self(Rc::new(inner)))
            .map_err(|error| output::error(&error))
    }

    /// Starts a call.
    ///
    /// Calls `listener(event, value)`: `token`, `submitted` and `polled` of a job, and at the end `done` or `failed`.
    pub fn start(&self, call: JsValue, listener: Function) -> JobHandle {
        let inner = Rc::clone(&self.0);
        let (handle, registration) = AbortHandle::new_pair();
        let work = Abortable::new(
            async move {
                match call::run(&Fields::of(call), &inner, &listener).await {
                    Ok(value) => output::emit(&listener, "done", &value),
                    Err(error) => output::emit(&listener, "failed", &output::error(&error)),
                }
            },
            registration,
        );
        // An aborted call has nothing more to say.
        spawn_local(work.map(drop));
        JobHandle(handle)
    }

    /// Returns what the client has done so far.
    #[wasm_bindgen(getter)]
    pub fn stats(&self) -> JsValue {
        output::value(&self.0.stats())
    }
}

/// A call that was started.
#[wasm_bindgen]
pub struct JobHandle(AbortHandle);

#[wasm_bindgen]
impl JobHandle {
    /// Ends the call, with its request and timers, unless it has ended. The listener hears nothing more of it.
    pub fn cancel(self) {
        self.0.abort();
    }
}
