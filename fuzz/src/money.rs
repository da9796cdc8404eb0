//! What must hold of every refusal, for a submit costs money.

use serde_json::Value;

use crate::{
    Answer,
    gateway::{code::Code, refusal::Refusal},
};

/// Checks a refusal against the answer that it was read from.
pub fn certain(refusal: &Refusal, answer: &Answer) {
    let status = answer.status;
    assert_eq!(refusal.status, status);
    let by_status = match status {
        0 | 300..=399 => Some(Code::Redirect),
        401 => Some(Code::Unauthorized),
        403 => Some(Code::Forbidden),
        429 => Some(Code::RateLimited),
        500.. => Some(Code::Server),
        _ => None,
    };
    // Of the body only what is known to be said before the upstream outvotes HTTP.
    let is_known = refusal.reason.is_some()
        && matches!(
            refusal.code,
            Code::InsufficientQuota | Code::Unavailable | Code::Unsupported | Code::TaskNotFound
        );
    assert!(
        is_known || by_status.is_none_or(|code| code == refusal.code),
        "the body outvotes HTTP"
    );
    assert_eq!(refusal.gateway_code, answer.value().and_then(gateway_code));
    let is_page = answer.json().is_none() && answer.text.trim_ascii_start().starts_with('<');
    assert_eq!(refusal.is_html, is_page);
    if status >= 500 && !is_known {
        assert!(refusal.maybe_submitted, "a {status} proves nothing");
    }
    if matches!(status, 401 | 403 | 404 | 405 | 413 | 415 | 429) {
        assert!(
            !refusal.maybe_submitted,
            "a {status} is decided before anything is done"
        );
    }
    let is_full = refusal.code == Code::QueueFull;
    if answer.is_success()
        && !is_full
        && !is_known
        && matches!(refusal.gateway_code, None | Some(1 | 21 | 22))
    {
        assert!(refusal.maybe_submitted, "what is not refused may be taken");
    }
}

/// The envelope's code by the standard library, for comparison.
fn gateway_code(envelope: &Value) -> Option<i32> {
    match &envelope["code"] {
        Value::Number(number) => number.as_f64().map(|number| number.trunc() as i32),
        // The least of all has one digit more than its opposite, which is read first.
        Value::String(text) if !text.starts_with('+') => {
            text.parse().ok().filter(|number| *number != i32::MIN)
        }
        _ => None,
    }
}
