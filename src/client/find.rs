//! Finding a task again whose submit ended in doubt.

use wasm_bindgen::JsValue;

use super::{Call, Client, Error, Fault};
use crate::gateway::{Json, code::Code, id};

impl Client {
    /// The id of the task that carries this `state` marker. novicezk and trueai list their tasks; relays do not, and
    /// then only a person can tell.
    pub async fn find(&self, state: &str, call: &Call) -> Result<String, Error> {
        let reply = self.read("GET", "/task/list", None, call).await?;
        let tasks = reply.json.as_ref().and_then(Json::items).unwrap_or_default();
        let task = tasks.iter().find(|task| task.filled("state").as_deref() == Some(state));
        task.and_then(|task| JsValue::field(task, "id")).as_ref().and_then(id::read).ok_or_else(|| {
            let hint = "The submit left no id, and this gateway lists no task with its state: only the gateway's own log \
                        can tell whether the task exists.";
            Fault { hint, ..Fault::new(Code::TaskNotFound) }.into()
        })
    }
}
