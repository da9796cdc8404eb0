//! What a job makes of the gateway's lists: the rows of other jobs, and a newer row of its own task.

use std::rc::Rc;

use super::{
    ErrorKind,
    exchange::Reply,
    poller::Poller,
    polls::PollAnswer,
    query::read_tasks,
    rows::{Row, Rows},
};
use crate::gateway::{
    read::{self, PollResponse},
    task::Status,
};

impl Poller<'_> {
    /// Looks for a newer row of a task whose modal was sent: a relay shows the older one, which waits, until some time after the end.
    pub(super) async fn newer_row(&self, answer: &PollAnswer) -> Option<Reply> {
        let reply = answer.as_ref().ok().filter(|_| self.watch.was_modal_sent())?;
        let id = &self.poll.id;
        let PollResponse::Task(view, _) = read::task(id, reply.status, reply.json.as_ref(), &reply.text)
        else {
            return None;
        };
        if !(view.status == Status::Modal || view.is_blank) || self.inner.lacks_lists() {
            return None;
        }
        let elapsed = self.elapsed();
        let timeout = self
            .watch
            .poll_timeout(self.call.read_timeout(), elapsed, elapsed)?;
        let list = self
            .exchange(&read_tasks([id.as_str()].into_iter()), timeout)
            .await
            .ok()?;
        let Ok(rows) = read::list(list.status, list.json.as_ref(), &list.text) else {
            if read::lacks_lists(list.status) {
                self.inner.note_missing_lists();
            }
            return None;
        };
        let rows = Rows::new(rows);
        let row = rows.get(id).filter(|row| row.view.is_further_than(&view))?;
        Some(Reply {
            is_unconfirmed: true,
            ..Reply::of_row(Some(row))
        })
    }

    /// Hands the rows of a list to the jobs that wait for them.
    pub(super) fn hand_out(&self, answer: PollAnswer) {
        let polls = &self.inner.polls;
        let rows = match &answer {
            Ok(reply) => match read::list(reply.status, reply.json.as_ref(), &reply.text) {
                Ok(rows) => Some(Rows::new(rows)),
                Err(_) if !read::lacks_lists(reply.status) => None,
                Err(_) => return self.give_up_lists(),
            },
            // Each task by itself may be small enough.
            Err(error) if matches!(error.kind(), ErrorKind::ResponseTooLarge) => return self.give_up_lists(),
            Err(error) if error.is_transient() => None,
            Err(_) => return self.give_up_lists(),
        };
        match rows {
            Some(rows) => polls.hand_out(&self.poll, |id| Ok(Rc::new(Reply::of_row(rows.get(id))))),
            None => polls.hand_out(&self.poll, |_| answer.clone()),
        }
    }

    /// The gateway has no lists: each job polls by itself.
    fn give_up_lists(&self) {
        self.inner.note_missing_lists();
        self.inner.polls.release(&self.poll);
    }
}

impl Reply {
    /// The reply to a poll of one task, made of its row in a list. Without a row the gateway does not know the task.
    fn of_row(row: Option<&Row>) -> Self {
        Self {
            status: 200,
            text: String::new(),
            json: row.map(|row| row.json.clone()),
            retry_after: None,
            has_key: false,
            scheme: None,
            location: None,
            is_unconfirmed: row.is_some_and(Row::is_unconfirmed),
        }
    }
}
