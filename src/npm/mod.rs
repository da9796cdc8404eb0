//! The JavaScript face: one class with one method, which `pkg/midjourney.js` dresses up.

mod error;
mod options;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use crate::{
    client::{Call, Client, Error, Event, Resume, Submission, TaskRef, root},
    gateway::verb::Verb,
    web::{
        abort::Aborted,
        object::{get, given, set},
        race::{Either, race},
    },
};

/// A client, and how to make a JavaScript error of one of ours.
#[wasm_bindgen]
pub struct Core {
    client: Client,
    raise: Function,
}

#[wasm_bindgen]
impl Core {
    /// A client made with the options of `new Midjourney(options)`. `raise` makes an error of a plain object.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, raise: Function) -> Result<Core, JsValue> {
        match options::config(options) {
            Ok(config) => Ok(Self { client: Client::new(config), raise }),
            Err(error) => Err(error::raise(&raise, error)),
        }
    }

    /// Does what `verb` says. `only` submits and does not follow; `listener` hears `(event, value)` of a job.
    ///
    /// Nothing borrowed lives across an await: calls may overlap, and the client may be freed in the middle of one.
    pub fn call(
        &self,
        verb: String,
        input: JsValue,
        options: JsValue,
        only: bool,
        signal: AbortSignal,
        listener: Function,
    ) -> Promise {
        let (client, raise) = (self.client.clone(), self.raise.clone());
        future_to_promise(async move {
            let work = dispatch(&client, &verb, &input, &options, only, &listener);
            match race(Aborted::new(signal), work).await {
                Either::First(reason) => Err(reason),
                Either::Second(outcome) => outcome.map_err(|error| error::raise(&raise, error)),
            }
        })
    }
}

async fn dispatch(
    client: &Client,
    verb: &str,
    input: &JsValue,
    options: &JsValue,
    only: bool,
    listener: &Function,
) -> Result<JsValue, Error> {
    let call = options::call(options, &client.config().call)?;
    let tell = |event: Event| {
        let (name, value) = match event {
            Event::Submitted(submission) => ("submitted", submitted(&submission)),
            Event::Seen(task) => ("seen", task.into()),
            Event::ModalSent(id) => ("modal", id.into()),
        };
        // It is ours, and does not throw.
        let _ = listener.call2(&JsValue::UNDEFINED, &name.into(), &value);
    };
    match verb {
        "fetch" => match input.dyn_ref::<Array>() {
            Some(ids) => {
                let ids: Result<Vec<_>, _> = ids.iter().map(|id| TaskRef::read(&id)).collect();
                let ids: Vec<_> = ids?.into_iter().map(|task| task.id).collect();
                Ok(client.fetch_many(&ids, &call).await?.into())
            }
            None => Ok(client.fetch(&TaskRef::read(input)?.id, &call).await?.into()),
        },
        "request" => {
            let text = |key| get(input, key).as_string().unwrap_or_default();
            client.request(&text("method"), &text("path"), &get(options, "body"), &call).await
        }
        "wait" => {
            let resume = resume(client, input, &call).await?;
            Ok(client.resume(resume, &call, &tell).await?.into())
        }
        _ => {
            let verb = Verb::named(verb).ok_or_else(|| Error::input("verb", "one of the gateway's"))?;
            let input = client.prepare(verb, input, &call).await?;
            if only {
                Ok(submitted(&client.submit(input.verb, &input.body, &call).await?))
            } else {
                Ok(client.run(input, &call, &tell).await?.into())
            }
        }
    }
}

/// Reads what `wait` gets: an id, a task, or the token of a job.
async fn resume(client: &Client, input: &JsValue, call: &Call) -> Result<Resume, Error> {
    if let Some(base_url) = get(input, "baseUrl").as_string() {
        let config = client.config();
        if root(&base_url, config.mode.as_deref())? != config.root {
            return Err(Error::input("token", "of a job of this client's gateway (baseUrl differs)"));
        }
    }
    let id = match (given(input, "id"), get(input, "state").as_string()) {
        (None, Some(state)) => client.find(&state, call).await?,
        _ => TaskRef::read(input)?.id,
    };
    Ok(Resume {
        id,
        submitted_at: get(input, "submittedAt").as_f64(),
        modal_sent: get(input, "modal").is_truthy(),
    })
}

/// A `Submission`.
fn submitted(submission: &Submission) -> JsValue {
    let receipt = &submission.receipt;
    let object = js_sys::Object::new();
    set(&object, "id", receipt.id.as_str());
    if receipt.ids.len() > 1 {
        set(&object, "ids", receipt.ids.iter().map(|id| JsValue::from_str(id)).collect::<Array>());
    }
    set(&object, "gatewayCode", receipt.gateway_code);
    if let Some(description) = &receipt.description {
        set(&object, "description", description.as_str());
    }
    if let Some(position) = receipt.queue_position {
        set(&object, "queuePosition", position);
    }
    if submission.properties.is_object() {
        set(&object, "properties", &submission.properties);
    }
    object.into()
}
