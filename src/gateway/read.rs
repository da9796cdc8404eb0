//! The responses to reads: one task, or a list of tasks.

use super::{
    Json,
    code::Code,
    refusal::{Reason, Refusal, envelope_code, refuses},
    reply::is_lost_task,
    task::View,
};

/// What one poll of a task shows.
#[derive(Debug)]
pub enum PollResponse {
    /// The task, and the object that it is.
    Task(View, Json),
    /// The gateway knows no such task, or not yet. Each family says so in its own way.
    Missing(Refusal),
    /// Something else.
    Fault(Refusal),
}

/// Reads the response to `GET task/{id}/fetch`.
pub fn task(id: &str, status: u16, json: Option<&Json>, text: &str) -> PollResponse {
    let is_success = (200..300).contains(&status);
    if let Some((view, task)) = json.filter(|_| is_success).and_then(|outer| find(outer, id)) {
        return PollResponse::Task(view, task);
    }
    let refusal = |code| refusal(status, json, text, code);
    // For an unknown ID novicezk responds with an empty 200, trueai with 204, relays with 400 and code 4.
    let nothing = is_success && (text.trim_ascii().is_empty() || text.trim_ascii() == "null");
    let unknown = status == 400
        && matches!(json.and_then(envelope_code), Some(3 | 4))
        // one-hub uses the same code for "no such mode": an error of its own, not of its upstream.
        && json.and_then(|envelope| envelope.filled("type")).as_deref() != Some("one_hub_error");
    let unknown = unknown || is_success && is_lost_task(json);
    if nothing || unknown || status == 404 {
        PollResponse::Missing(refusal(Some(Code::TaskNotFound)))
    } else {
        PollResponse::Fault(refusal(None))
    }
}

/// Reads a response without a task. A read sends no images, so a 413 says nothing of them.
fn refusal(status: u16, json: Option<&Json>, text: &str, code: Option<Code>) -> Refusal {
    let refusal = Refusal::read(status, json, text, code);
    Refusal {
        reason: refusal.reason.filter(|reason| *reason != Reason::TooLarge),
        ..refusal
    }
}

/// Finds the task with this ID: in `data`, else in `result`, else the outer object itself. One level is unwrapped, no more.
fn find(outer: &Json, id: &str) -> Option<(View, Json)> {
    if refuses(outer) {
        return None;
    }
    let inner = ["data", "result"].into_iter().filter_map(|key| outer.field(key));
    inner
        .chain([outer.clone()])
        .find_map(|task| Some((View::read(&task, id)?, task)))
}

/// Reads the response to `POST task/list-by-condition`: the rows in the gateway's own order. IDs that it does not know are
/// missing, and one ID may be there twice.
pub fn list(status: u16, json: Option<&Json>, text: &str) -> Result<Vec<Json>, Refusal> {
    let outer = json.filter(|_| (200..300).contains(&status));
    let rows = outer.and_then(|outer| {
        let inner = || {
            ["data", "result"]
                .into_iter()
                .find_map(|key| outer.field(key)?.items())
        };
        outer.items().or_else(|| inner().filter(|_| !refuses(outer)))
    });
    rows.ok_or_else(|| refusal(status, json, text, None))
}

/// Returns `true` if a retry of a read with this status may get a better response.
pub fn is_transient_status(status: u16) -> bool {
    matches!(status, 200..=299 | 408 | 425 | 429 | 500..)
}

/// Returns `true` if a gateway without a list in its response has no lists: many have no such route, and some respond to an
/// unknown one with their home page.
pub fn lacks_lists(status: u16) -> bool {
    !matches!(status, 408 | 425 | 429 | 500 | 502..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::task::Status;

    fn poll(text: &str) -> PollResponse {
        task("1", 200, Json::parse(text).as_ref(), text)
    }

    #[test]
    fn a_task_is_unwrapped_once() {
        let done = r#"{"id":"1","status":"SUCCESS","imageUrl":"x"}"#;
        for text in [
            done.to_owned(),
            format!(r#"{{"code":0,"message":"ok","data":{done}}}"#),
            format!(r#"{{"code":200,"result":{done}}}"#),
            format!(r#"{{"data":{{"id":"2","status":"SUCCESS"}},"result":{done}}}"#),
            r#"{"id":"1","status":"SUCCESS","data":{"id":"2","status":"FAILURE"}}"#.into(),
        ] {
            let PollResponse::Task(view, _) = poll(&text) else {
                panic!("no task: {text}");
            };
            assert_eq!(view.status, Status::Success, "{text}");
        }
        for text in [
            format!(r#"{{"data":{{"data":{done}}}}}"#),
            format!(r#"{{"code":4,"data":{done}}}"#),
            format!(r#"{{"success":false,"data":{done}}}"#),
            format!(r#"{{"properties":{done}}}"#),
            format!("[{done}]"),
        ] {
            assert!(matches!(poll(&text), PollResponse::Fault(_)), "{text}");
        }
    }

    #[test]
    fn a_relay_may_miss_a_task_under_a_success() {
        let words = r#"{"code":4,"description":"task_not_found ","type":"upstream_error"}"#;
        assert!(matches!(poll(words), PollResponse::Missing(_)));
        assert!(matches!(
            poll(r#"{"code":4,"description":"other"}"#),
            PollResponse::Fault(_)
        ));
    }

    #[test]
    fn a_list_is_an_array_or_wrapped_once() {
        let list = |text: &str| list(200, Json::parse(text).as_ref(), text).map(|rows| rows.len());
        for (text, count) in [
            (r#"[{"id":"1"}]"#, 1),
            ("[]", 0),
            (r#"{"code":1,"data":[{"id":"1"},{"id":"2"}]}"#, 2),
            (r#"{"data":{"id":"1"},"result":[{"id":"1"}]}"#, 1),
        ] {
            assert_eq!(list(text), Ok(count), "{text}");
        }
        for text in [
            r#"{"data":{"data":[]}}"#,
            r#"{"code":4,"data":[]}"#,
            r#"{"success":false,"data":[]}"#,
            "{}",
        ] {
            assert!(list(text).is_err(), "{text}");
        }
    }
}
