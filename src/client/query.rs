//! Everything that is one request and its answer: looks at tasks, and what a gateway offers beyond the protocol.

use js_sys::{Array, Object, encode_uri_component};
use wasm_bindgen::prelude::*;

use super::{
    Call, Client, Error,
    ask::{Again, Reply, Request},
    sharing::by_id,
    task::Memory,
};
use crate::{
    gateway::{
        Json,
        code::Code,
        path,
        read::{self, Look},
        refusal::Refusal,
        task::View,
        text::concat,
    },
    policy::retry,
    web::{
        json,
        object::{get, is_given, set},
    },
};

/// What is asked.
pub enum Query {
    /// The task of that id.
    Task(String),
    /// The tasks of those ids, in one request; the answer is an array of pairs of id and task. Ids that the gateway does not
    /// know are left out.
    Tasks(Array),
    /// The id of the task that carries this `state` marker, for a submit that ended in doubt. novicezk and trueai list their
    /// tasks; relays do not, and then only a person can tell.
    State(String),
    /// Any request below `/mj`; the answer is its JSON. A GET is a read; anything else is sent once.
    Other {
        /// The HTTP method.
        method: String,
        /// What follows `/mj`.
        path: String,
        /// What is sent as JSON, if anything.
        body: JsValue,
    },
}

/// The path of a task's `fetch`.
#[inline(never)]
fn path_of(id: &str) -> String {
    concat(&["/task/", &String::from(encode_uri_component(id)), "/fetch"])
}

impl Client {
    /// Asks, and tries again where that is a read and waiting can help. Never fails for a task's own state.
    pub async fn query(&self, query: &Query, call: &Call) -> Result<JsValue, Error> {
        let request = request(query, call)?;
        match self.ask(&request, call).await {
            Ok(reply) => self.answer(query, &request, &reply),
            Err(error) => Err(request.failed(error)),
        }
    }

    #[inline(never)]
    fn answer(&self, query: &Query, request: &Request<'_>, reply: &Reply) -> Result<JsValue, Error> {
        let (status, json) = (reply.status, reply.json.as_ref());
        let refusal = match query {
            Query::Task(id) => match read::task(status, json, &reply.text) {
                Look::Task(view) => return Ok(self.once(json, id, &view)),
                Look::Missing(refusal) | Look::Fault(refusal) => {
                    return Err(self.refused(&refusal, reply).told("taskId", id));
                }
            },
            Query::Tasks(ids) => match read::list(status, json, &reply.text) {
                Ok(rows) => {
                    let (found, rows) = (Array::new(), by_id(rows));
                    for id in ids.iter() {
                        let name = id.as_string().unwrap_or_default();
                        let raw = get(&rows, &name);
                        if let Some(view) = View::read(&raw) {
                            let pair = Array::new();
                            pair.push(&id);
                            pair.push(&self.once(Some(&raw), &name, &view));
                            found.push(&pair);
                        }
                    }
                    return Ok(found.into());
                }
                Err(refusal) => refusal,
            },
            Query::State(state) => {
                let mut has_list = false;
                match read::list(status, json, &reply.text) {
                    Ok(rows) => {
                        has_list = true;
                        for task in rows {
                            if task.filled("state").as_ref() == Some(state) {
                                return Ok(task);
                            }
                        }
                    }
                    // Whoever lists nothing answers otherwise.
                    Err(refusal) if matches!(status, 401 | 403) || !read::has_no_lists(status) => {
                        return Err(self.refused(&refusal, reply));
                    }
                    Err(_) => {}
                }
                let hint = "The gateway lists no task with this state: only its own log can tell whether the task exists.";
                return Err(Error::new(Code::TaskNotFound)
                    .told("hint", hint)
                    .with("retryable", &has_list.into()));
            }
            Query::Other { .. } => {
                if (200..300).contains(&status) && (json.is_some() || reply.text.is_empty()) {
                    return Ok(json.cloned().unwrap_or_default());
                }
                Refusal::read(status, json, &reply.text, None)
            }
        };
        let error = self.refused(&refusal, reply);
        Err(if request.again == Again::Never && refusal.maybe_submitted {
            error.in_doubt()
        } else {
            error
        })
    }

    /// A look that no other goes before.
    #[inline(never)]
    fn once(&self, raw: Option<&JsValue>, id: &str, view: &View) -> JsValue {
        self.is_right();
        let progress = view.progress.unwrap_or(0);
        self.task(
            raw.unwrap_or(&JsValue::UNDEFINED),
            id,
            view,
            progress,
            &mut Memory::default(),
        )
        .into()
    }
}

#[inline(never)]
pub(super) fn request<'a>(query: &'a Query, call: &Call) -> Result<Request<'a>, Error> {
    let (mut method, mut body, mut again) = ("GET", JsValue::UNDEFINED, Again::Read);
    let path = match query {
        Query::Task(id) => path_of(id),
        Query::Tasks(ids) => {
            method = "POST";
            let condition = Object::new();
            set(&condition, "ids", ids);
            body = condition.into();
            "/task/list-by-condition".into()
        }
        Query::State(_) => "/task/list".into(),
        Query::Other {
            method: other,
            path,
            body: given,
        } => {
            if other.is_empty() || !other.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(Error::input("method", "an HTTP method in capitals"));
            }
            if !path::is_inside(path) {
                return Err(Error::input("path", "what follows /mj, from its slash on"));
            }
            if other != "GET" {
                again = Again::Never;
            } else if is_given(given) {
                return Err(Error::input("body", "left out of a GET"));
            }
            method = other;
            body.clone_from(given);
            path.clone()
        }
    };
    if is_given(&body) {
        body = json::stringify(&body).ok_or_else(|| Error::input("body", "plain JSON"))?;
    }
    let timeout = if again == Again::Never {
        retry::submit_timeout(0)
    } else {
        retry::READ_TIMEOUT
    };
    Ok(Request {
        method,
        path,
        body,
        timeout: call.request_timeout(timeout),
        again,
    })
}
