//! One request for the looks that are due at about the same time, and to each its answer.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::{
    Call, Client,
    ask::{Again, Request},
    looks::{Answer, Look},
    query::{self, Query},
};
use crate::{
    gateway::{read, task::View},
    web::{
        object::{get, set},
        time::now,
    },
};

impl Client {
    /// Looks at a task after so many milliseconds, or earlier where that costs no request and the pause is not `is_firm`, or later
    /// where it saves one. One request may take up to `timeout`.
    pub(super) async fn look(
        &self,
        look: &Look,
        pause: u32,
        is_firm: bool,
        timeout: u32,
        call: &Call,
    ) -> Answer {
        let wait = look.plan(pause, is_firm);
        loop {
            // A second more than whoever asks waits himself.
            if let Some(answer) = look.turn(wait, timeout.saturating_add(1_000)).await {
                return answer;
            }
            let ids = look.take();
            let count = ids.length();
            self.count("polls", count.into());
            let query = if count > 1 {
                self.count("batched", count.into());
                Query::Tasks(ids)
            } else {
                Query::Task(look.id.clone())
            };
            let request = Request {
                timeout,
                again: Again::Never,
                ..query::request(&query, call)?
            };
            let answer = self.ask(&request, call).await;
            if count < 2 {
                look.is_answered();
                return answer;
            }
            self.hand_out(look, &answer);
        }
    }

    #[inline(never)]
    fn hand_out(&self, leader: &Look, answer: &Answer) {
        let mut rows = None;
        let is_list = match answer {
            Ok(reply) => match read::list(reply.status, reply.json.as_ref(), &reply.text) {
                Ok(list) => {
                    rows = Some(by_id(list));
                    true
                }
                Err(_) => !read::has_no_lists(reply.status),
            },
            // One that is too long to be read says nothing of its tasks.
            Err(error) => error.is_silence(),
        };
        if is_list {
            leader.give(rows.as_ref(), answer);
        } else {
            self.options.note("listless", &now().into());
            // Each asks for itself.
            leader.release();
        }
    }
}

/// Rows by their ids. A relay keeps two rows of one task after a modal: the further one counts.
#[inline(never)]
pub(super) fn by_id(list: Vec<JsValue>) -> Object {
    let rows = Object::new();
    // An id may be one of the names that objects have from elsewhere.
    set(&rows, "__proto__", &JsValue::NULL);
    for row in list {
        if let Some(view) = View::read(&row)
            && let Some(id) = &view.id
            && View::read(&get(&rows, id)).is_none_or(|known| view.is_further_than(&known))
        {
            set(&rows, id, &row);
        }
    }
    rows
}
