//! Reads: one task, several, a search by marker; and requests of the caller's own.

use super::{
    Call, Error, ErrorKind, Inner, Task,
    body::JsonWriter,
    exchange::Outgoing,
    resend::{Limits, Resend, mark_if_sent},
    rows::{Row, Rows},
};
use crate::{
    gateway::{
        code::Code,
        path::{self, encode_segment},
        read::{self, PollResponse},
        refusal::Refusal,
        task::{Status, View},
        text::concat,
    },
    platform::{Body, Json, Part, Text},
    policy::{retry, schedule::LISTS_AGAIN},
};

/// A request of the caller's own, below `/mj`.
#[derive(Clone, Debug)]
pub struct CustomRequest {
    pub method: String,
    /// Path after `/mj`.
    pub path: String,
    /// JSON of the body, if any.
    pub body: Option<Text>,
}

/// Builds the request for one task.
pub(super) fn read_task(id: &str) -> Outgoing {
    Outgoing {
        method: "GET".into(),
        path: concat(&["/task/", &encode_segment(id), "/fetch"]),
        body: None,
    }
}

/// Builds the request for several tasks.
pub(super) fn read_tasks<'a>(ids: impl Iterator<Item = &'a str>) -> Outgoing {
    let mut body = JsonWriter::default();
    body.strings("ids", ids);
    Outgoing {
        method: "POST".into(),
        path: "/task/list-by-condition".into(),
        body: Some(body.finish()),
    }
}

impl Inner {
    fn read_limits(&self, call: &Call) -> Limits {
        Limits {
            timeout: call.read_timeout(),
            deadline: None,
        }
    }

    /// Reads one task. Never fails for the task's own status.
    pub(crate) async fn fetch(&self, id: &str, call: &Call) -> Result<Task, Error> {
        let reply = self
            .send(&read_task(id), Resend::Read, call, self.read_limits(call))
            .await?;
        match read::task(id, reply.status, reply.json.as_ref(), &reply.text) {
            PollResponse::Task(view, raw) => Ok(self.build_single(&raw, id, &view)),
            PollResponse::Missing(refusal) | PollResponse::Fault(refusal) => {
                Err(self.refused(refusal, &reply).with_task_id(id))
            }
        }
    }

    /// Reads several tasks in one request, in the order of `ids`, or each by itself if the gateway has no lists. Leaves out what the
    /// gateway does not know.
    pub(crate) async fn fetch_many(&self, ids: &[String], call: &Call) -> Result<Vec<Task>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if self.lacks_lists() {
            return self.fetch_each(ids, call).await;
        }
        let outgoing = read_tasks(ids.iter().map(String::as_str));
        let reply = self
            .send(&outgoing, Resend::Read, call, self.read_limits(call))
            .await?;
        match read::list(reply.status, reply.json.as_ref(), &reply.text) {
            Ok(rows) => {
                let rows = Rows::new(rows);
                let mut tasks = Vec::new();
                for id in ids {
                    if let Some(row) = rows.get(id) {
                        tasks.push(self.build_listed(row, id, call).await);
                    }
                }
                Ok(tasks)
            }
            Err(_) if !matches!(reply.status, 401 | 403) && read::lacks_lists(reply.status) => {
                self.note_missing_lists();
                self.fetch_each(ids, call).await
            }
            Err(refusal) => Err(self.refused(refusal, &reply)),
        }
    }

    /// Builds the task of a row. A success that the task itself may not show yet is one only if a fetch of it says so.
    async fn build_listed(&self, row: &Row, id: &str, call: &Call) -> Task {
        let mut view = row.view.clone();
        if row.is_unconfirmed() {
            match self.fetch(id, call).await {
                Ok(task) if task.status() == Status::Success => return task,
                _ => view.set_unconfirmed(),
            }
        }
        self.build_single(&row.json, id, &view)
    }

    async fn fetch_each(&self, ids: &[String], call: &Call) -> Result<Vec<Task>, Error> {
        let mut tasks = Vec::new();
        for id in ids {
            match self.fetch(id, call).await {
                Ok(task) => tasks.push(task),
                Err(error) if error.code() == Code::TaskNotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(tasks)
    }

    /// Returns `true` if the gateway was found to have no lists, a short time ago.
    pub(super) fn lacks_lists(&self) -> bool {
        let since = self.learned.lists_missing_since.get();
        since.is_some_and(|since| self.platform.now() - since < LISTS_AGAIN)
    }

    /// Notes that the gateway has no lists.
    pub(super) fn note_missing_lists(&self) {
        self.learned.lists_missing_since.set(Some(self.platform.now()));
    }

    /// Returns the ID of the task with this marker, for a submit whose outcome is unknown. novicezk and trueai list their tasks. Relays
    /// do not, and then only a person can tell.
    pub(super) async fn find_by_state(
        &self,
        state: &str,
        call: &Call,
        deadline: f64,
    ) -> Result<String, Error> {
        let outgoing = Outgoing {
            method: "GET".into(),
            path: "/task/list".into(),
            body: None,
        };
        let limits = Limits {
            deadline: Some(deadline),
            ..self.read_limits(call)
        };
        let reply = self.send(&outgoing, Resend::Read, call, limits).await?;
        let rows = read::list(reply.status, reply.json.as_ref(), &reply.text);
        let has_list = rows.is_ok();
        match rows {
            Ok(rows) => {
                let row = rows
                    .iter()
                    .find(|row| row.filled("state").as_deref() == Some(state));
                if let Some(id) = row.and_then(View::of_row).and_then(|view| view.id) {
                    return Ok(id);
                }
            }
            // A gateway without lists responds otherwise.
            Err(refusal) if matches!(reply.status, 401 | 403) || !read::lacks_lists(reply.status) => {
                return Err(self.refused(refusal, &reply));
            }
            Err(_) => {}
        }
        Err(Error::new(ErrorKind::MarkerNotFound { has_list }))
    }

    /// Sends a request of the caller's own. A GET is a read. Anything else is sent once.
    pub(crate) async fn custom(&self, request: CustomRequest, call: &Call) -> Result<Json, Error> {
        let is_method =
            !request.method.is_empty() && request.method.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_method {
            return Err(Error::invalid_input("method", "an HTTP method in capitals"));
        }
        if !path::is_inside(&request.path) {
            return Err(Error::invalid_input(
                "path",
                "what follows /mj, from its slash on",
            ));
        }
        let is_read = request.method == "GET";
        if is_read && request.body.is_some() {
            return Err(Error::invalid_input("body", "left out of a GET"));
        }
        let (resend, timeout) = if is_read {
            (Resend::Read, call.read_timeout())
        } else {
            (Resend::Never, call.request_timeout(retry::submit_timeout(0)))
        };
        let limits = Limits {
            timeout,
            deadline: None,
        };
        let outgoing = Outgoing {
            method: request.method,
            path: request.path,
            body: request.body.map(|json| Body(vec![Part::Held(json)])),
        };
        let sent = self.send(&outgoing, resend, call, limits).await;
        let reply = sent.map_err(|error| if is_read { error } else { mark_if_sent(error) })?;
        let is_success = (200..300).contains(&reply.status);
        if is_success && (reply.json.is_some() || reply.text.is_empty()) {
            return Ok(reply.json.unwrap_or_default());
        }
        let refusal = Refusal::read(reply.status, reply.json.as_ref(), &reply.text, None);
        let error = self.refused(refusal, &reply);
        Err(if !is_read && refusal.maybe_submitted {
            error.mark_maybe_submitted()
        } else {
            error
        })
    }
}
