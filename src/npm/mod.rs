//! The JavaScript face: two functions, which `pkg/midjourney.js` dresses up as a class.

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
pub mod heap;
mod tasks;

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use crate::{
    client::{Client, Error, Event, Options, Query, id_of},
    gateway::verb::Verb,
    web::object::{get, text},
};

/// Starts what `verb` says, for a client with the options of `new Midjourney(options)`. `only` submits and does not follow.
///
/// `listener` hears `(event, value)`: `submitted`, `seen` and `modal` of a job, and at the end `done` or `failed`. Gives a
/// number for [`stop`].
#[wasm_bindgen]
pub fn start(
    client: Object,
    verb: String,
    input: JsValue,
    options: Object,
    only: bool,
    listener: Function,
) -> u32 {
    tasks::start(Box::pin(async move {
        match dispatch(client, &verb, &input, &options, only, &listener).await {
            Ok(value) => tell(&listener, "done", &value),
            Err(error) => tell(&listener, "failed", error.fields()),
        }
    }))
}

/// Ends what was started, with its requests and timers, unless it has ended by itself. Nothing more is heard of it.
#[wasm_bindgen]
pub fn stop(started: u32) {
    tasks::stop(started);
}

/// Tells something to the JavaScript side, which is ours and does not throw.
#[inline(never)]
fn tell(listener: &Function, event: &str, value: &JsValue) {
    let _ = listener.call2(&JsValue::UNDEFINED, &event.into(), value);
}

async fn dispatch(
    client: Object,
    verb: &str,
    input: &JsValue,
    options: &Object,
    only: bool,
    listener: &Function,
) -> Result<JsValue, Error> {
    let client = Client::new(Options::from_object(client))?;
    let call = &client.call(options.clone());
    let hear = |event: Event<'_>| match event {
        Event::Submitted(submission) => tell(listener, "submitted", submission),
        Event::Seen(task) => tell(listener, "seen", task),
        Event::ModalSent(id) => tell(listener, "modal", &id.into()),
    };
    let part = |name| text(input, name).unwrap_or_default();
    let followed = match (verb, Verb::named(verb)) {
        (_, Some(verb)) => {
            let submission = client.submit(verb, input, call, &hear).await?;
            if only {
                return Ok(submission.shown.into());
            }
            submission.followed
        }
        ("wait", _) => client.resume(input, call).await?,
        _ => {
            let query = if verb == "request" {
                Query::Other {
                    method: part("method"),
                    path: part("path"),
                    body: get(options, "body"),
                }
            } else if Array::is_array(input) {
                let ids = Array::new();
                for task in input.unchecked_ref::<Array>().iter() {
                    ids.push(&id_of(&task)?.into());
                }
                Query::Tasks(ids)
            } else {
                Query::Task(id_of(input)?)
            };
            return client.query(&query, call).await;
        }
    };
    Ok(client.follow(followed, call, &hear).await?.into())
}
