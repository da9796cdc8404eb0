//! One call of the JavaScript client.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::{
    input::{Arguments, Ids, JobToken},
    options::CallOptions,
    output::{Listener, value},
};
use crate::{
    Error, Task,
    client::{Inner, Run, Work},
    gateway::verb::Verb,
};

#[wasm_bindgen]
extern "C" {
    /// A call, in a plain object of `pkg/`.
    pub type Call;
    /// Name of the method: a verb, `wait`, `fetch` or `request`.
    #[wasm_bindgen(method, getter)]
    fn verb(this: &Call) -> String;
    #[wasm_bindgen(method, getter)]
    fn input(this: &Call) -> Arguments;
    #[wasm_bindgen(method, getter)]
    fn options(this: &Call) -> CallOptions;
    /// The token that the job has before it starts.
    #[wasm_bindgen(method, getter)]
    fn token(this: &Call) -> JobToken;
    /// Whether the call submits and does not wait for the result.
    #[wasm_bindgen(method, getter, js_name = submitOnly)]
    fn submit_only(this: &Call) -> bool;
}

impl Call {
    /// Runs the call to its end.
    pub async fn run(&self, inner: &Inner, listener: &Function) -> Result<JsValue, Error> {
        let call = inner.call(self.options().to_rust());
        let (verb, input) = (self.verb(), self.input());
        let work = match Verb::named(&verb) {
            Some(verb) => Work::Submit(input.of_verb(verb)?),
            None if verb == "wait" => Work::Wait(input.reference()?),
            None if verb == "fetch" => {
                return Ok(match input.ids()? {
                    Ids::One(id) => to_js(inner.fetch(&id, &call).await?),
                    Ids::Many(ids) => {
                        let tasks = inner.fetch_many(&ids, &call).await?;
                        tasks.into_iter().map(to_js).collect::<Array>().into()
                    }
                });
            }
            None => {
                let response = inner.custom(input.custom_request()?, &call).await?;
                return Ok(response.into_js());
            }
        };
        let observer = Listener(listener);
        let run = Run::new(inner, &call, &observer, self.token().to_rust());
        match work {
            Work::Submit(input) if self.submit_only() => {
                run.submit_only(&input).await.map(|submission| value(&submission))
            }
            work => run.finish(&work).await.map(to_js),
        }
    }
}

fn to_js(task: Task) -> JsValue {
    task.json().as_js().clone()
}
