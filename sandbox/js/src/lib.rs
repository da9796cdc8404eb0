//! The sandbox gateway for JavaScript: requests and replies are JSON and bytes. `pkg/create-sandbox.js` makes a `fetch` of it.
#![cfg(target_family = "wasm")]

use midjourney_sandbox::{Answer, Dialect, End, Faults, Gateway, Request, Settings};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A gateway.
#[wasm_bindgen]
pub struct Sandbox(Gateway);

#[wasm_bindgen]
impl Sandbox {
    /// Creates a gateway with these settings, in JSON. A setting that is missing has its default. JavaScript checks names and kinds.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Self {
        Self(Gateway::new(read(&parse(settings))))
    }

    /// Replaces the faults, which are JSON. Returns what is wrong with them, and then leaves them as they were.
    pub fn set_faults(&mut self, faults: &str) -> Option<String> {
        match Faults::read(faults.as_bytes()) {
            Ok(faults) => {
                self.0.set_faults(faults);
                None
            }
            Err(error) => Some(error),
        }
    }

    /// Handles a request that comes at `now`, in ms since 1970. `head` is `[method, path, query, [[name, value], …]]` in JSON.
    pub fn handle(&mut self, head: &str, body: Vec<u8>, now: f64) -> Reply {
        let head = parse(head);
        let text = |value: &Value, at: usize| {
            value
                .get(at)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let headers = head.get(3).and_then(Value::as_array).into_iter().flatten();
        let request = Request {
            method: text(&head, 0),
            path: text(&head, 1),
            query: text(&head, 2),
            headers: headers.map(|pair| (text(pair, 0), text(pair, 1))).collect(),
            body,
        };
        let (before, _) = self.0.accepted();
        let answer = self.0.handle(&request, now as u64);
        let (after, id) = self.0.accepted();
        Reply::new(answer, (after > before).then_some(id))
    }

    /// Draws the picture of that name below `/sandbox/picture/`.
    pub fn picture(&self, name: &str, query: &str) -> Reply {
        Reply::new(self.0.picture(name, query), None)
    }
}

/// A response, and how it reaches the client.
#[wasm_bindgen]
pub struct Reply {
    head: String,
    body: Vec<u8>,
}

#[wasm_bindgen]
impl Reply {
    /// Returns all but the body, in JSON: `status`; `headers`, pairs of name and value; `delay`, ms before the first byte; `pace`, the bytes of
    /// a piece and the ms before it, or null; `end`, null, `"hang"`, `"reset"`, or after how many bytes the connection breaks; `hidden`,
    /// whether pages may not read it; `task`, the id of the task that the request has created, or null.
    pub fn head(&self) -> String {
        self.head.clone()
    }

    /// Takes the body.
    pub fn body(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.body)
    }
}

impl Reply {
    fn new(answer: Answer, task: Option<String>) -> Self {
        let delivery = answer.delivery;
        let end = match delivery.end {
            End::Complete => Value::Null,
            End::Hang => "hang".into(),
            End::Reset => "reset".into(),
            End::Cut(at) => at.into(),
        };
        let pace = delivery.pace.map(|pace| json!([pace.bytes, pace.every_ms]));
        let head = json!({
            "status": answer.status, "headers": answer.headers, "delay": delivery.delay_ms, "pace": pace, "end": end,
            "hidden": delivery.hidden, "task": task,
        });
        // Nothing is drawn for a client that never gets it.
        let is_sent = !matches!(delivery.end, End::Hang | End::Reset);
        let body = if is_sent {
            answer.body.into_bytes()
        } else {
            Vec::new()
        };
        Self {
            head: head.to_string(),
            body,
        }
    }
}

fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

fn read(given: &Value) -> Settings {
    let number = |name: &str| given.get(name).and_then(Value::as_u64);
    let count = |name: &str, default: usize| number(name).map_or(default, |number| number as usize);
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    let defaults = Settings::default();
    Settings {
        dialect: text("dialect")
            .and_then(Dialect::named)
            .unwrap_or(defaults.dialect),
        seed: number("seed").unwrap_or(defaults.seed),
        task_ms: number("durationMs").unwrap_or(defaults.task_ms),
        concurrency: count("concurrency", defaults.concurrency),
        queue: count("queue", defaults.queue),
        remix: given
            .get("remix")
            .and_then(Value::as_bool)
            .unwrap_or(defaults.remix),
        key: text("apiKey").map(str::to_owned),
        refresh_ms: number("refreshMs").unwrap_or(defaults.refresh_ms),
    }
}
