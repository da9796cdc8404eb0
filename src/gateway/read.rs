//! The answers to reads: one task, or a list of them.

use super::{Json, code::Code, refusal::Refusal, refusal::envelope_code, task::View};

/// What one look at a task shows.
#[derive(Debug)]
pub enum PollResponse {
    /// The task.
    Task(View),
    /// The gateway knows no such task, or not yet: each family says it in its own way.
    Missing(Refusal),
    /// Something else.
    Fault(Refusal),
}

/// Reads the answer to `GET task/{id}/fetch`.
pub fn task(status: u16, json: Option<&Json>, text: &str) -> PollResponse {
    let is_success = (200..300).contains(&status);
    if let Some(view) = json.filter(|_| is_success).and_then(View::read) {
        return PollResponse::Task(view);
    }
    let refusal = |code| Refusal::read(status, json, text, code);
    // novicezk answers an unknown id with an empty 200, trueai with 204, the relays with 400 and code 4.
    let nothing = is_success && (text.trim_ascii().is_empty() || text.trim_ascii() == "null");
    let unknown = status == 400
        && matches!(json.and_then(envelope_code), Some(3 | 4))
        // one-hub says "no such mode" with the same code, as an error of its own and not of its upstream.
        && json.and_then(|envelope| envelope.filled("type")).as_deref() != Some("one_hub_error");
    if nothing || unknown || status == 404 {
        PollResponse::Missing(refusal(Some(Code::TaskNotFound)))
    } else {
        PollResponse::Fault(refusal(None))
    }
}

/// Reads the answer to `POST task/list-by-condition`: the rows in the gateway's order, which is not the asked one; ids that it
/// does not know are not there, and one id may be there twice.
pub fn list(status: u16, json: Option<&Json>, text: &str) -> Result<Vec<Json>, Refusal> {
    let rows = json
        .filter(|_| (200..300).contains(&status))
        .and_then(Json::items);
    rows.ok_or_else(|| Refusal::read(status, json, text, None))
}

/// Whether a read that got this status may be answered better a moment later.
pub fn is_transient_status(status: u16) -> bool {
    matches!(status, 200..=299 | 408 | 425 | 429 | 500..)
}

/// Whether a gateway that answered so to the request of a list, and not with one, has none: many have no such route, and some
/// answer an unknown one with their home page.
pub fn lacks_lists(status: u16) -> bool {
    !matches!(status, 408 | 425 | 429 | 500 | 502..)
}
