//! What an answer proves about a submit. Written anew from the README, not from the client, which it judges.

use serde_json::Value;

use crate::world::Answer;

/// Statuses with which something says that the gateway has done nothing.
const PROOF: [u16; 7] = [401, 403, 404, 405, 413, 415, 429];

/// Codes with which a gateway says that it has done nothing.
const REFUSALS: [i64; 6] = [3, 4, 23, 24, 30, -1];

/// The code of an envelope: a number, or the text of one.
fn code(body: &Value) -> Option<i64> {
    let code = &body["code"];
    code.as_i64().or_else(|| code.as_str()?.parse().ok())
}

fn is_queue_full(body: &Value) -> bool {
    let words = body["description"].as_str().unwrap_or_default();
    code(body) == Some(9) && (words.contains("queue is full") || words.contains("队列已满"))
}

/// Whether a submit that was answered so may have been taken.
pub fn is_doubtful(status: u16, body: &str) -> bool {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    if PROOF.contains(&status) {
        return false;
    }
    if status == 400 {
        return code(&body) == Some(5);
    }
    status >= 500 || !(code(&body).is_some_and(|code| REFUSALS.contains(&code)) || is_queue_full(&body))
}

/// Whether a submit that got this may have been taken.
pub fn may_be_taken(told: Option<&Answer>) -> bool {
    let Some(response) = told.and_then(Answer::response) else {
        return true;
    };
    is_doubtful(response.status, &String::from_utf8_lossy(&response.body))
}

/// Whether a submit that got this may be sent once more.
pub fn may_come_again(told: Option<&Answer>) -> bool {
    let Some((answer, response)) = told.and_then(|answer| Some((answer, answer.response()?))) else {
        return false;
    };
    let (status, body) = (response.status, answer.body_json());
    let is_full = matches!(code(&body), Some(23 | 30)) || is_queue_full(&body);
    let lags = body["description"]
        .as_str()
        .is_some_and(|words| words.contains("task_status_not_success"));
    let is_later = status == 429 || status < 500 && (is_full || lags && code(&body) == Some(4));
    is_later && !may_be_taken(told)
}

/// The id that a submit was answered with, where the client could read it.
pub fn accepted_id(told: Option<&Answer>) -> Option<String> {
    let answer = told?;
    let body = answer.body_json();
    if answer.response()?.status >= 300 || !matches!(code(&body), Some(1 | 21 | 22)) {
        return None;
    }
    let result = &body["result"];
    let id = result.as_str().map_or_else(|| result.to_string(), str::to_owned);
    (!id.is_empty() && id != "null").then_some(id)
}
