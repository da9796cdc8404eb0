//! Looking at tasks.

use std::collections::BTreeMap;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::{Call, Client, Error, TaskRef, task::Memory};
use crate::{
    gateway::{
        code::Code,
        read::{self, Look},
        task::View,
    },
    web::{json, object::set},
};

impl Client {
    /// Reads a task once. Never fails for the task's own state.
    pub async fn fetch(&self, id: &str, call: &Call) -> Result<Object, Error> {
        let reply = self.read("GET", &TaskRef::path(id), None, call).await?;
        match read::task(reply.status, reply.json.as_ref(), &reply.text) {
            Look::Task(view) => {
                self.0.answered.set(true);
                Ok(self.once(&reply.json.unwrap_or_default(), id, &view))
            }
            Look::Missing(refusal) | Look::Fault(refusal) => {
                Err(self.refused(refusal, &reply).of_task(id))
            }
        }
    }

    /// Reads many tasks in one request, as pairs of id and task; ids that the gateway does not know are left out. A gateway
    /// without lists is asked for one after the other.
    pub async fn fetch_many(&self, ids: &[String], call: &Call) -> Result<Array, Error> {
        let found = Array::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let body = Object::new();
        set(&body, "ids", ids.iter().map(|id| JsValue::from_str(id)).collect::<Array>());
        let body = json::stringify(&body).map(JsValue::from).unwrap_or_default();
        let reply = self.read("POST", "/task/list-by-condition", Some(&body), call).await?;
        if matches!(reply.status, 404 | 405 | 501) {
            for id in ids {
                match self.fetch(id, call).await {
                    Ok(task) => pair(&found, id, &task),
                    Err(error) if error.is(Code::TaskNotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            return Ok(found);
        }
        let rows = read::list(reply.status, reply.json.as_ref(), &reply.text)
            .map_err(|refusal| self.refused(refusal, &reply))?;
        self.0.answered.set(true);
        // A relay keeps two rows of one task after a modal: the further one counts.
        let mut furthest: BTreeMap<String, (JsValue, View)> = BTreeMap::new();
        for (raw, view) in rows {
            let Some(id) = view.id.clone() else { continue };
            match furthest.get(&id) {
                Some((_, other)) if !view.is_further_than(other) => {}
                _ => drop(furthest.insert(id, (raw, view))),
            }
        }
        for id in ids {
            if let Some((raw, view)) = furthest.get(id) {
                pair(&found, id, &self.once(raw, id, view));
            }
        }
        Ok(found)
    }

    /// A look that no other goes before.
    fn once(&self, raw: &JsValue, id: &str, view: &View) -> Object {
        self.task(raw, id, view, view.progress.unwrap_or(0), &mut Memory::default())
    }
}

fn pair(found: &Array, id: &str, task: &Object) {
    found.push(&Array::of2(&JsValue::from_str(id), task));
}
