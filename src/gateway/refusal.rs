//! Responses without the result that the client requested.

use super::{Json, code::Code, text::contains};

/// A refusal or failure, as the response reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub code: Code,
    /// What the gateway's words say beyond the kind.
    pub reason: Option<Reason>,
    /// The HTTP status.
    pub status: u16,
    /// The envelope's code.
    pub gateway_code: Option<i32>,
    /// Whether the body is a web page. Then the path is wrong, or a proxy stands before the gateway.
    pub is_html: bool,
    /// Whether the body is JSON: then a gateway answers at this path.
    pub is_json: bool,
    /// Whether the gateway may have accepted a submit with this response all the same.
    pub maybe_submitted: bool,
}

/// What a refusal is about, where an error needs other words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The proxy of the page's own server refuses, not the gateway (`pkg/create-proxy.js`).
    Proxy,
    /// The request is too large for a server on the way (413).
    TooLarge,
    /// Spring has no route for the path (404).
    NoRoute,
    /// The credit is used up.
    Quota,
    /// No channel or no right for the model or its group.
    Model,
    /// The gateway does not know the key, and says so with a 403.
    Key,
    /// one-hub does not know the path segment of the mode.
    Mode,
    /// The parent task has not finished, or not yet for the relay.
    NotFinished,
}

impl Refusal {
    /// Reads a response without the requested result. `code` is what the caller knows beyond the HTTP status.
    pub fn read(status: u16, json: Option<&Json>, text: &str, code: Option<Code>) -> Self {
        let gateway_code = json.and_then(envelope_code);
        let reason = Reason::read(status, json);
        let code = match reason {
            Some(Reason::Quota) => Code::InsufficientQuota,
            Some(Reason::Model) if status >= 500 || gateway_code == Some(5) => Code::Unavailable,
            _ => by_status(status).or(code).unwrap_or(match status {
                400.. => Code::Http,
                _ => Code::BadResponse,
            }),
        };
        Self {
            code,
            reason,
            status,
            gateway_code,
            is_html: json.is_none() && text.trim_ascii_start().starts_with('<'),
            is_json: json.is_some(),
            maybe_submitted: match code {
                // Both are refused before the upstream.
                Code::InsufficientQuota | Code::Unavailable if reason.is_some() => false,
                _ => may_have_been_taken(status, gateway_code, code == Code::QueueFull),
            },
        }
    }
}

impl Reason {
    fn read(status: u16, json: Option<&Json>) -> Option<Self> {
        if json.and_then(|json| json.filled("type")).as_deref() == Some(PROXY) {
            return Some(Self::Proxy);
        }
        if status == 413 {
            return Some(Self::TooLarge);
        }
        let envelope = json?;
        // Spring's own 404 names status, error and path. A gateway's 404 has a code: a missing parent (trueai).
        if status == 404
            && ["status", "error", "path"].iter().all(|key| envelope.has(key))
            && !envelope.has("code")
        {
            return Some(Self::NoRoute);
        }
        let mut code = [Some(envelope), envelope.field("error").as_ref()]
            .into_iter()
            .flatten()
            .find_map(|part| part.filled("code"))
            .unwrap_or_default();
        let mut words = description(envelope)
            .and_then(|words| words.text())
            .unwrap_or_default();
        code.make_ascii_lowercase();
        words.make_ascii_lowercase();
        let says = |part: &str| contains(&words, part) || contains(&code, part);
        let is_one_of = |parts: &[&str]| parts.iter().any(|part| says(part));
        let is_of_credit = match status {
            400 | 401 => is_one_of(&QUOTA),
            // Here the shorter words are plain enough.
            403 => is_one_of(&["quota", "balance", "credit", "额度", "余额"]),
            _ => false,
        };
        if is_of_credit {
            Some(Self::Quota)
        } else if says("model_not_found")
            || says("无可用渠道")
            || status == 403 && is_one_of(&["model", "模型", "group", "分组"])
        {
            Some(Self::Model)
        } else if status == 403 && is_one_of(&["invalid", "authoriz", "无效"]) {
            Some(Self::Key)
        } else if says("无效的加速模式") {
            Some(Self::Mode)
        } else if says("task_status_not_success") {
            Some(Self::NotFinished)
        } else {
            None
        }
    }
}

/// The `type` of what the proxy itself says.
const PROXY: &str = "midjourney_proxy_error";

/// How relays say that the credit of a key or a user is used up.
const QUOTA: [&str; 6] = [
    "quota_not_enough",
    "quota is not enough",
    "insufficient_user_quota",
    "额度已用尽",
    "额度不足",
    "余额不足",
];

/// Returns `true` if an envelope refuses, whatever else is in it: `success: false`, or a code that is no success.
pub fn refuses(envelope: &Json) -> bool {
    let is_success = match envelope.field("code") {
        None => true,
        Some(code) if code.text().is_some_and(|text| text.is_empty()) => true,
        Some(_) => matches!(envelope_code(envelope), Some(0 | 1 | 21 | 22 | 200)),
    };
    !is_success
        || envelope
            .field("success")
            .is_some_and(|success| success.is_false())
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
mod tests;
