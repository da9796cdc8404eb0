//! The responses to reads: one task, or a list of tasks.

use super::{Json, code::Code, refusal::Refusal, refusal::envelope_code, task::View};

/// What one poll of a task shows.
#[derive(Debug)]
pub enum PollResponse {
    /// The task.
    Task(View),
    /// The gateway knows no such task, or not yet. Each family says so in its own way.
    Missing(Refusal),
    /// Something else.
    Fault(Refusal),
}

/// Reads the response to `GET task/{id}/fetch`.
pub fn task(status: u16, json: Option<&Json>, text: &str) -> PollResponse {
    let is_success = (200..300).contains(&status);
    if let Some(view) = json.filter(|_| is_success).and_then(View::read) {
        return PollResponse::Task(view);
    }
    let refusal = |code| Refusal::read(status, json, text, code);
    // For an unknown ID novicezk responds with an empty 200, trueai with 204, relays with 400 and code 4.
    let nothing = is_success && (text.trim_ascii().is_empty() || text.trim_ascii() == "null");
    let unknown = status == 400
        && matches!(json.and_then(envelope_code), Some(3 | 4))
        // one-hub uses the same code for "no such mode": an error of its own, not of its upstream.
        && json.and_then(|envelope| envelope.filled("type")).as_deref() != Some("one_hub_error");
    if nothing || unknown || status == 404 {
        PollResponse::Missing(refusal(Some(Code::TaskNotFound)))
    } else {
        PollResponse::Fault(refusal(None))
    }
}

/// Reads the response to `POST task/list-by-condition`: the rows in the gateway's own order. IDs that it does not know are
/// missing, and one ID may be there twice.
pub fn list(status: u16, json: Option<&Json>, text: &str) -> Result<Vec<Json>, Refusal> {
    let rows = json
        .filter(|_| (200..300).contains(&status))
        .and_then(Json::items);
    rows.ok_or_else(|| Refusal::read(status, json, text, None))
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
