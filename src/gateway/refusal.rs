//! Responses without the result that the client requested.

use super::{Json, code::Code};

/// A refusal or failure, as the response reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub code: Code,
    /// The HTTP status.
    pub status: u16,
    /// The envelope's code.
    pub gateway_code: Option<i32>,
    /// Whether the body is a web page. Then the path is wrong, or a proxy stands before the gateway.
    pub is_html: bool,
    /// Whether the gateway may have accepted a submit with this response all the same.
    pub maybe_submitted: bool,
}

impl Refusal {
    /// Reads a response without the requested result. `code` is what the caller knows beyond the HTTP status.
    pub fn read(status: u16, json: Option<&Json>, text: &str, code: Option<Code>) -> Self {
        let gateway_code = json.and_then(envelope_code);
        let code = by_status(status).or(code).unwrap_or(match status {
            400.. => Code::Http,
            _ => Code::BadResponse,
        });
        Self {
            code,
            status,
            gateway_code,
            is_html: json.is_none() && text.trim_ascii_start().starts_with('<'),
            maybe_submitted: may_have_been_taken(status, gateway_code, code == Code::QueueFull),
        }
    }
}

/// Returns the kind, if the HTTP status alone decides it. The body has no say then.
fn by_status(status: u16) -> Option<Code> {
    match status {
        // 0 is the opaque response that a page gets for a redirect.
        0 | 300..=399 => Some(Code::Redirect),
        401 => Some(Code::Unauthorized),
        403 => Some(Code::Forbidden),
        429 => Some(Code::RateLimited),
        500.. => Some(Code::Server),
        _ => None,
    }
}

/// Returns `true` if the task of a submit with this response may exist, and be charged, all the same.
///
/// Real servers created the task behind a 406, a 5xx, a reset and a relay's code 5. Only a refusal that the gateway decides
/// before it acts proves that it accepted nothing.
pub fn may_have_been_taken(status: u16, gateway_code: Option<i32>, queue_full: bool) -> bool {
    match status {
        401 | 403 | 404 | 405 | 413 | 415 | 429 => false,
        400 => gateway_code == Some(5),
        500.. => true,
        _ => !(queue_full || matches!(gateway_code, Some(3 | 4 | 23 | 24 | 30 | -1))),
    }
}

/// Returns the `code` of an envelope: a number, or its digits as a text.
pub fn envelope_code(envelope: &Json) -> Option<i32> {
    let code = envelope.field("code")?;
    if let Some(number) = code.number() {
        return Some(number as i32);
    }
    let text = code.text()?;
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let mut value = 0_i32;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i32::from(byte - b'0'))?;
    }
    if digits.is_empty() {
        None
    } else {
        Some(if digits == text { value } else { -value })
    }
}

/// Returns the gateway's own words. Each family puts them elsewhere.
pub fn description(envelope: &Json) -> Option<Json> {
    let error = envelope.field("error");
    let is_text = |value: &Json| value.text().is_some_and(|text| !text.is_empty());
    for part in [Some(envelope), error.as_ref()].into_iter().flatten() {
        for key in ["description", "message"] {
            if let Some(words) = part.field(key).filter(is_text) {
                return Some(words);
            }
        }
    }
    error.filter(is_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_follows_status_and_code() {
        for (status, code, full, doubt) in [
            (401, None, false, false),
            (403, Some(5), false, false),
            (404, None, false, false),
            (405, None, false, false),
            (413, None, false, false),
            (415, None, false, false),
            (429, None, false, false),
            (400, None, false, false),
            (400, Some(4), false, false),
            (400, Some(5), false, true),
            (200, Some(3), false, false),
            (200, Some(4), false, false),
            (200, Some(23), false, false),
            (200, Some(24), false, false),
            (200, Some(30), false, false),
            (200, Some(-1), false, false),
            (200, Some(9), true, false),
            (200, Some(9), false, true),
            (200, Some(5), false, true),
            (200, Some(1), false, true),
            (200, Some(77), false, true),
            (200, None, false, true),
            (204, None, false, true),
            (302, None, false, true),
            (0, None, false, true),
            (406, None, false, true),
            (408, None, false, true),
            (500, Some(4), false, true),
            (502, None, false, true),
            (503, Some(23), false, true),
        ] {
            assert_eq!(
                may_have_been_taken(status, code, full),
                doubt,
                "{status} {code:?} {full}"
            );
        }
    }

    #[test]
    fn words_are_found_in_every_family() {
        for (text, code, words) in [
            (
                r#"{"code":4,"description":"task_no_found ","type":"upstream_error"}"#,
                Some(4),
                Some("task_no_found "),
            ),
            (
                r#"{"error":{"message":"no channel","type":"new_api_error","code":""}}"#,
                None,
                Some("no channel"),
            ),
            (
                r#"{"error":{"code":500,"description":"panic","type":"one_hub_panic"}}"#,
                None,
                Some("panic"),
            ),
            (
                r#"{"success":false,"code":-1,"message":"State"}"#,
                Some(-1),
                Some("State"),
            ),
            (
                r#"{"timestamp":"x","status":400,"error":"Bad Request","path":"/mj"}"#,
                None,
                Some("Bad Request"),
            ),
            (
                r#"{"error":"midjourney_task_not_found"}"#,
                None,
                Some("midjourney_task_not_found"),
            ),
            (r#"{"code":"24","description":""}"#, Some(24), None),
            (r#"{"code":"-1"}"#, Some(-1), None),
            (r#"{"code":"model_not_found"}"#, None, None),
            (r#"{"code":"99999999999"}"#, None, None),
            (r#"{"code":""}"#, None, None),
        ] {
            let json = Json::parse(text).unwrap();
            assert_eq!(envelope_code(&json), code, "{text}");
            assert_eq!(
                description(&json).and_then(|words| words.text()).as_deref(),
                words,
                "{text}"
            );
        }
    }

    #[test]
    fn a_web_page_is_recognized() {
        let page = "<!doctype html>".to_owned() + &"é".repeat(400);
        let refusal = Refusal::read(200, None, &page, None);
        assert!(refusal.is_html);
        assert_eq!(refusal.code, Code::BadResponse);
        assert!(!Refusal::read(200, None, "ok", None).is_html);
    }
}
