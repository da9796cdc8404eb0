//! One call of the JavaScript client.

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;

use super::{
    fields::Fields,
    input,
    options::call_options,
    output::{Listener, value},
};
use crate::{
    Error, Task,
    client::{Inner, Run, Work},
    gateway::verb::Verb,
};

/// Runs a call to its end. `call` is an object of `pkg/`: `verb` (or `wait`, `fetch`, `request`), `input`, `options`, `token` (what the
/// job has before it starts) and `submitOnly`.
pub(super) async fn run(call: &Fields, inner: &Inner, listener: &Function) -> Result<JsValue, Error> {
    let options = inner.call(call_options(&call.object("options")));
    let (name, input) = (call.text("verb").unwrap_or_default(), call.object("input"));
    let work = match Verb::named(&name) {
        Some(verb) => Work::Submit(input::of_verb(verb, &input)?),
        None if name == "wait" => Work::Wait(input::reference(input.value("task"))?),
        None if name == "fetch" => {
            let Some(tasks) = input.array("task") else {
                let id = input::id_of(input.value("task"))?;
                return inner.fetch(&id, &options).await.map(to_js);
            };
            let tasks = inner.fetch_many(&input::ids(&tasks)?, &options).await?;
            return Ok(tasks.into_iter().map(to_js).collect::<Array>().into());
        }
        None => {
            let response = inner.custom(input::custom_request(&input)?, &options).await?;
            return Ok(response.into_js());
        }
    };
    let observer = Listener(listener);
    let run = Run::new(inner, &options, &observer, input::token(&call.object("token")));
    match work {
        Work::Submit(input) if call.is_true("submitOnly") => {
            run.submit_only(&input).await.map(|submission| value(&submission))
        }
        work => run.finish(&work).await.map(to_js),
    }
}

fn to_js(task: Task) -> JsValue {
    task.json().as_js().clone()
}
