//! What the tests share: a gateway under a clock of their own, and the comparison of shapes.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use midjourney_sandbox::{Answer, Dialect, End, Gateway, Request, Settings};
use serde_json::Value;

/// A gateway, and what time it is.
pub struct Bench {
    pub gateway: Gateway,
    pub now: u64,
    key: Option<(&'static str, &'static str)>,
}

/// Any time will do; this one is 2026-11-23.
const START: u64 = 1_795_417_552_574;

impl Bench {
    pub fn new(dialect: Dialect) -> Self {
        Self::with(Settings {
            dialect,
            task_ms: 40_000,
            ..Settings::default()
        })
    }

    pub fn with(settings: Settings) -> Self {
        let key = match settings.dialect {
            Dialect::Guide | Dialect::NewApi => Some(("authorization", "Bearer sk-any")),
            Dialect::Plus | Dialect::Trueai => Some(("mj-api-secret", "any")),
            Dialect::Novicezk => settings.key.as_ref().map(|_| ("mj-api-secret", "s3cret")),
        };
        Self {
            gateway: Gateway::new(settings),
            now: START,
            key,
        }
    }

    pub fn pass(&mut self, ms: u64) -> &mut Self {
        self.now += ms;
        self
    }

    pub fn send(&mut self, request: &Request) -> Answer {
        self.gateway.handle(request, self.now)
    }

    /// With the key, and the content type that a body wants.
    pub fn call(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let mut request = Request::new(method, path, body.as_bytes()).with("host", "127.0.0.1:8787");
        if let Some((name, value)) = self.key {
            request = request.with(name, value);
        }
        if !body.is_empty() {
            request = request.with("content-type", "application/json");
        }
        self.send(&request)
    }

    pub fn post(&mut self, path: &str, body: &str) -> Answer {
        self.call("POST", path, body)
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.call("GET", path, "")
    }

    /// The id that a submit came back with.
    pub fn id(&mut self, path: &str, body: &str) -> String {
        let reply = json(self.post(path, body));
        match &reply["result"] {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => panic!("no id in {reply}"),
        }
    }

    pub fn fetch(&mut self, id: &str) -> Value {
        json(self.get(&format!("/mj/task/{id}/fetch")))
    }
}

pub fn text(answer: Answer) -> String {
    String::from_utf8(answer.body.into_bytes()).unwrap()
}

pub fn json(answer: Answer) -> Value {
    let text = text(answer);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The recorded answers of one family.
pub struct Recorded {
    family: &'static str,
    cases: Value,
    seen: BTreeMap<String, ()>,
}

impl Recorded {
    pub fn new(family: &'static str, text: &str) -> Self {
        Self {
            family,
            cases: serde_json::from_str(text).unwrap(),
            seen: BTreeMap::new(),
        }
    }

    /// The answer has the recorded one's status, content type, keys, types and nulls. `but` names keys whose values the real server fills differently.
    pub fn check(&mut self, name: &str, answer: Answer, but: &[&str]) {
        let case = &self.cases[name];
        assert!(case.is_object(), "{} has no recorded {name}", self.family);
        self.seen.insert(name.to_owned(), ());
        let what = format!("{}: {name}", self.family);
        assert_eq!(
            u64::from(answer.status),
            case["status"].as_u64().unwrap(),
            "status of {what}"
        );
        if answer.status == 0 {
            assert_eq!(answer.delivery.end, End::Reset, "{what}");
            return;
        }
        let body = case["body"].as_str().unwrap();
        let kind = answer.header("content-type").map(str::to_owned);
        // Samples that were written by hand have no content type.
        if !case["contentType"].is_null() || body.is_empty() {
            assert_eq!(
                kind.as_deref(),
                case["contentType"].as_str(),
                "content type of {what}"
            );
        }
        for (header, value) in case["headers"].as_object().into_iter().flatten() {
            assert_eq!(answer.header(header), value.as_str(), "{header} of {what}");
        }
        let ours = text(answer);
        match serde_json::from_str::<Value>(body) {
            Ok(theirs) => {
                let ours: Value =
                    serde_json::from_str(&ours).unwrap_or_else(|_| panic!("{what} is not JSON: {ours}"));
                assert_eq!(
                    shape(&ours, but),
                    shape(&theirs, but),
                    "{what}\nours   {ours}\ntheirs {theirs}"
                );
            }
            Err(_) if body.trim_start().starts_with('<') => {
                assert!(ours.trim_start().starts_with('<'), "{what}: {ours}")
            }
            Err(_) => assert_eq!(ours, body, "{what}"),
        }
    }

    /// Every recorded case was checked.
    pub fn all_seen(&self) {
        let missing: Vec<&String> = self
            .cases
            .as_object()
            .unwrap()
            .keys()
            .filter(|name| !self.seen.contains_key(*name))
            .collect();
        assert!(
            missing.is_empty(),
            "{} has cases that no test looks at: {missing:?}",
            self.family
        );
    }
}

/// Keys and types, in no order of keys; of a list its first item.
pub fn shape(value: &Value, but: &[&str]) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => format!(
            "[{}]",
            items.first().map(|item| shape(item, but)).unwrap_or_default()
        ),
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let fields: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| {
                    if but.contains(&key.as_str()) {
                        format!("{key}: any")
                    } else {
                        format!("{key}: {}", shape(value, but))
                    }
                })
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// A PNG whose right half is white: a mask.
pub fn mask() -> String {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0, 255]).unwrap();
    writer.finish().unwrap();
    format!("data:image/png;base64,{}", base64(&bytes))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|group| {
            let bits =
                group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
            (0..4).map(move |at| {
                if at <= group.len() {
                    LETTERS[(bits >> (18 - 6 * at)) as usize & 63] as char
                } else {
                    '='
                }
            })
        })
        .collect()
}

/// A picture of one pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
