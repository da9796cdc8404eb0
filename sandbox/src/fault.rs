//! Faults on demand: which requests are answered badly, and how.
//!
//! ```json
//! {"faults": [
//!   {"method": "POST", "path": "/submit/imagine", "nth": 1, "status": 429, "retryAfter": 2},
//!   {"path": "/fetch", "nth": [2, 3], "html": true},
//!   {"request": 7, "reset": true, "after": true}
//! ]}
//! ```

use serde_json::Value;

use crate::message::{Answer, Body, Delivery, End, Pace, Request};

/// All faults of a gateway, in the order they are asked.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Fault>);

#[derive(Clone, Debug)]
struct Fault {
    method: Option<String>,
    path: Option<String>,
    /// Number of the request among all, from 1.
    requests: Option<Vec<u64>>,
    /// Number of the request among those this fault could meet, from 1.
    nth: Option<Vec<u64>>,
    times: Option<u64>,
    met: u64,
    struck: u64,
    effect: Effect,
}

/// What is done to an answer.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// The gateway does its work first, and only its answer is spoilt.
    pub after: bool,
    status: Option<u16>,
    body: Option<Vec<u8>>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    cut: Option<Cut>,
    delivery: Delivery,
}

#[derive(Clone, Copy, Debug)]
enum Cut {
    Half,
    At(usize),
}

impl Faults {
    /// Reads a list of faults, or an object with such a list as `faults`. The error says which fault and what is wrong with it.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let value: Value =
            serde_json::from_slice(text).map_err(|error| format!("the faults are not JSON: {error}"))?;
        let list = value
            .get("faults")
            .unwrap_or(&value)
            .as_array()
            .ok_or("the faults are not a list")?;
        let read = |(at, fault): (usize, &Value)| {
            Fault::read(fault).map_err(|error| format!("fault {}: {error}", at + 1))
        };
        list.iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// What happens to this request, the `number`th of all, if anything does. The first fault that fits decides; all that could fit count.
    pub fn strike(&mut self, request: &Request, number: u64) -> Option<Effect> {
        let mut effect = None;
        for fault in &mut self.0 {
            if fault.fits(request, number) && effect.is_none() {
                fault.struck += 1;
                effect = Some(fault.effect.clone());
            }
        }
        effect
    }
}

impl Fault {
    fn read(value: &Value) -> Result<Self, String> {
        let object = value.as_object().ok_or("is not an object")?;
        let mut fault = Self {
            method: None,
            path: None,
            requests: None,
            nth: None,
            times: None,
            met: 0,
            struck: 0,
            effect: Effect::default(),
        };
        let mut after = None;
        for (key, value) in object {
            let wrong = |wanted: &str| format!("{key} must be {wanted}");
            let text = || value.as_str().map(str::to_owned).ok_or_else(|| wrong("a string"));
            let number = || value.as_u64().ok_or_else(|| wrong("a whole number"));
            let flag = || value.as_bool().ok_or_else(|| wrong("true or false"));
            let effect = &mut fault.effect;
            match key.as_str() {
                "method" => fault.method = Some(text()?.to_ascii_uppercase()),
                "path" => fault.path = Some(text()?),
                "request" => {
                    fault.requests =
                        Some(numbers(value).ok_or_else(|| wrong("a number or a list of numbers"))?)
                }
                "nth" => {
                    fault.nth = Some(numbers(value).ok_or_else(|| wrong("a number or a list of numbers"))?)
                }
                "times" => fault.times = Some(number()?),
                "after" => after = Some(flag()?),
                "status" => {
                    let status = number()?;
                    effect.status = Some(
                        u16::try_from(status)
                            .ok()
                            .filter(|status| (200..=599).contains(status))
                            .ok_or_else(|| wrong("an HTTP status from 200 to 599"))?,
                    );
                }
                "body" => {
                    effect.body = Some(
                        value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned)
                            .into_bytes(),
                    )
                }
                "contentType" => effect.content_type = Some(text()?),
                "headers" => {
                    for (name, value) in value.as_object().ok_or_else(|| wrong("an object"))? {
                        let value = value
                            .as_str()
                            .ok_or_else(|| format!("header {name} must be a string"))?;
                        if !is_header(name, value) {
                            return Err(format!("header {name} cannot be sent"));
                        }
                        effect.headers.push((name.clone(), value.to_owned()));
                    }
                }
                "retryAfter" => {
                    let value = match value {
                        Value::Number(seconds) => seconds.to_string(),
                        Value::String(date) if is_header("retry-after", date) => date.clone(),
                        _ => return Err(wrong("seconds or an HTTP date")),
                    };
                    effect.headers.push(("retry-after".into(), value));
                }
                "html" if flag()? => {
                    effect.body = Some(HTML.into());
                    effect.content_type = Some("text/html; charset=utf-8".into());
                }
                "empty" if flag()? => effect.body = Some(Vec::new()),
                "hang" if flag()? => effect.delivery.end = End::Hang,
                "reset" if flag()? => effect.delivery.end = End::Reset,
                "html" | "empty" | "hang" | "reset" => {}
                "cut" => {
                    effect.cut = match value {
                        Value::Bool(true) => Some(Cut::Half),
                        Value::Bool(false) => None,
                        _ => Some(Cut::At(usize::try_from(number()?).unwrap_or(usize::MAX))),
                    };
                }
                "slow" => {
                    effect.delivery.pace =
                        pace(value).ok_or_else(|| wrong("milliseconds or {\"bytes\":N,\"everyMs\":N}"))?;
                }
                "delayMs" => effect.delivery.delay_ms = number()?,
                "cors" => effect.delivery.hidden = !flag()?,
                _ => return Err(format!("{key} is unknown")),
            }
        }
        if fault.effect.is_nothing() {
            return Err("does nothing: say what, such as \"status\": 500".into());
        }
        // What only spoils the way of an answer needs an answer to spoil.
        let alone = fault.effect.status.is_some()
            || fault.effect.body.is_some()
            || fault.effect.delivery.end != End::Complete;
        fault.effect.after = after.unwrap_or(!alone);
        Ok(fault)
    }

    fn fits(&mut self, request: &Request, number: u64) -> bool {
        // Browsers ask first, when and how often they like: who counts requests does not mean these questions.
        let method = self
            .method
            .as_deref()
            .map_or(request.method != "OPTIONS", |method| method == request.method);
        if !method
            || self
                .path
                .as_deref()
                .is_some_and(|path| !matches(path, &request.path))
            || self
                .requests
                .as_ref()
                .is_some_and(|numbers| !numbers.contains(&number))
        {
            return false;
        }
        self.met += 1;
        self.nth.as_ref().is_none_or(|nth| nth.contains(&self.met))
            && self.times.is_none_or(|times| self.struck < times)
    }
}

/// A part of the path, or a pattern with `*` for the whole of it.
fn matches(pattern: &str, path: &str) -> bool {
    if !pattern.contains('*') {
        return path.contains(pattern);
    }
    let mut rest = path;
    let mut pieces = pattern.split('*').peekable();
    let Some(first) = pieces.next() else { return true };
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

/// What HTTP can carry, without the headers that say where a body ends: `cut` is there for that.
fn is_header(name: &str, value: &str) -> bool {
    let framing = ["content-length", "transfer-encoding", "connection"]
        .iter()
        .any(|framing| framing.eq_ignore_ascii_case(name));
    let letter = |letter: u8| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&letter);
    !framing
        && !name.is_empty()
        && name.bytes().all(letter)
        && value
            .bytes()
            .all(|byte| byte == b'\t' || byte >= b' ' && byte != 0x7f)
}

/// `true`, ms between pieces, or both numbers.
fn pace(value: &Value) -> Option<Option<Pace>> {
    let (bytes, every_ms) = match value {
        Value::Bool(false) => return Some(None),
        Value::Bool(true) => (16, 100),
        Value::Number(every_ms) => (16, every_ms.as_u64()?),
        Value::Object(fields) => {
            let of = |name: &str, default| fields.get(name).map_or(Some(default), Value::as_u64);
            if fields.keys().any(|name| name != "bytes" && name != "everyMs") {
                return None;
            }
            (of("bytes", 16)?, of("everyMs", 100)?)
        }
        _ => return None,
    };
    Some(Some(Pace {
        bytes: usize::try_from(bytes).ok()?.max(1),
        every_ms,
    }))
}

fn numbers(value: &Value) -> Option<Vec<u64>> {
    match value {
        Value::Array(all) => all.iter().map(Value::as_u64).collect(),
        one => Some(vec![one.as_u64()?]),
    }
}

const HTML: &str = "<!doctype html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

impl Effect {
    fn is_nothing(&self) -> bool {
        self.status.is_none()
            && self.body.is_none()
            && self.content_type.is_none()
            && self.headers.is_empty()
            && self.cut.is_none()
            && self.delivery == Delivery::default()
    }

    /// Spoils an answer. A connection that the dialect itself breaks stays broken.
    pub fn on(self, mut answer: Answer) -> Answer {
        if answer.delivery.end == End::Reset {
            return answer;
        }
        if self.delivery.hidden {
            answer
                .headers
                .retain(|(name, _)| !name.starts_with("access-control-"));
        }
        if let Some(status) = self.status {
            answer.status = status;
        }
        if let Some(body) = self.body {
            if self.content_type.is_none() && body.is_empty() {
                answer.headers.retain(|(name, _)| name != "content-type");
            }
            answer.body = Body::Bytes(body);
        }
        if let Some(kind) = self.content_type {
            answer.headers.retain(|(name, _)| name != "content-type");
            answer.headers.push(("content-type".into(), kind));
        }
        answer.headers.extend(self.headers);
        answer.delivery = self.delivery;
        if let Some(cut) = self.cut {
            let bytes = answer.body.into_bytes();
            let at = match cut {
                Cut::Half => bytes.len() / 2,
                Cut::At(at) => at.min(bytes.len()),
            };
            answer.body = Body::Bytes(bytes);
            answer.delivery.end = End::Cut(at);
        }
        answer
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn strikes(faults: &mut Faults, method: &str, path: &str, number: u64) -> Option<Answer> {
        faults
            .strike(&Request::new(method, path, b""), number)
            .map(|effect| effect.on(Answer::text(200, "application/json", "")))
    }

    #[test]
    fn by_number_path_and_method() {
        let text = br#"{"faults":[
            {"method":"post","path":"/submit/imagine","nth":[2],"status":429,"retryAfter":3},
            {"request":5,"reset":true},
            {"path":"/mj/task/*/fetch","times":1,"html":true}]}"#;
        let mut faults = Faults::read(text).unwrap();
        assert!(strikes(&mut faults, "POST", "/mj/submit/imagine", 1).is_none());
        assert!(strikes(&mut faults, "OPTIONS", "/mj/task/1/fetch", 1).is_none());
        let second = strikes(&mut faults, "POST", "/mj/submit/imagine", 2).unwrap();
        assert_eq!((second.status, second.header("retry-after")), (429, Some("3")));
        assert!(strikes(&mut faults, "POST", "/mj/submit/imagine", 3).is_none());
        assert_eq!(
            strikes(&mut faults, "GET", "/mj/task/1/fetch", 4).unwrap().status,
            200
        );
        assert_eq!(
            strikes(&mut faults, "GET", "/mj/task/1/fetch", 5)
                .unwrap()
                .delivery
                .end,
            End::Reset
        );
        assert!(strikes(&mut faults, "GET", "/mj/task/1/fetch", 6).is_none());
        assert!(strikes(&mut faults, "GET", "/mj/task/1/fetch/x", 7).is_none());
    }

    #[test]
    fn a_fault_that_spoils_the_way_lets_the_work_be_done() {
        let after = |text: &str| Faults::read(text.as_bytes()).unwrap().0[0].effect.after;
        assert!(
            after(r#"[{"cut":true}]"#)
                && after(r#"[{"slow":50}]"#)
                && after(r#"[{"delayMs":5}]"#)
                && after(r#"[{"retryAfter":1}]"#)
        );
        assert!(
            !after(r#"[{"status":500}]"#) && !after(r#"[{"hang":true}]"#) && !after(r#"[{"empty":true}]"#)
        );
        assert!(after(r#"[{"reset":true,"after":true}]"#));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("{", "not JSON"),
            ("{}", "not a list"),
            (r#"[{"staus":1}]"#, "fault 1: staus is unknown"),
            (r#"[{"status":9999}]"#, "status must be"),
            (r#"[{"nth":"x"}]"#, "nth must be"),
            (r#"[{"status":100}]"#, "status must be"),
            (r#"[{"slow":"x"}]"#, "slow must be"),
            (r#"[{"slow":{"byte":1}}]"#, "slow must be"),
            (r#"[{"retryAfter":[]}]"#, "retryAfter must be"),
            (r#"[{"headers":{"a b":"c"}}]"#, "header a b cannot be sent"),
            (r#"[{"headers":{"a":"b\nc"}}]"#, "header a cannot be sent"),
            (r#"[{"headers":{"Content-Length":"9"}}]"#, "cannot be sent"),
            (r#"[{"path":"/fetch"}]"#, "does nothing"),
            (r#"[{"html":false}]"#, "does nothing"),
        ] {
            let error = Faults::read(text.as_bytes()).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
