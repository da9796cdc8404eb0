//! The gateway in this process: the sandbox in one of its dialects, or a list of lines that a test has written.

use std::{cell::RefCell, collections::BTreeMap};

use midjourney_sandbox::{self as sandbox, Dialect, Gateway, Settings};
use midjourney_wasm::{Auth, platform::Response};
use serde_json::{Value, json};

use super::{answer::Answer, clock::Clock, exchange::Exchange};

/// The gateway's host.
pub const HOST: &str = "gateway.test";

/// What answers requests.
pub trait Server {
    /// Answers a request that arrives now.
    fn answer(&self, exchange: &Exchange, clock: &Clock) -> Answer;
}

/// The names of all dialects.
pub const DIALECTS: [Dialect; 5] = [
    Dialect::Guide,
    Dialect::Novicezk,
    Dialect::Plus,
    Dialect::Trueai,
    Dialect::NewApi,
];

/// How a dialect reads the key.
pub fn auth(dialect: Dialect) -> Auth {
    match dialect {
        Dialect::Trueai => Auth::Raw,
        Dialect::Novicezk | Dialect::Plus => Auth::Secret,
        Dialect::Guide | Dialect::NewApi => Auth::Bearer,
    }
}

/// Settings with room for as many tasks as a test has.
pub fn settings(dialect: Dialect) -> Settings {
    Settings {
        dialect,
        concurrency: 50,
        ..Settings::default()
    }
}

/// The sandbox.
pub struct Sandbox(RefCell<Gateway>);

impl Sandbox {
    pub fn new(settings: Settings) -> Self {
        Self(RefCell::new(Gateway::new(settings)))
    }
}

impl Server for Sandbox {
    fn answer(&self, exchange: &Exchange, clock: &Clock) -> Answer {
        handle(&mut self.0.borrow_mut(), exchange, clock)
    }
}

/// Has the sandbox answer a request.
pub fn handle(gateway: &mut Gateway, exchange: &Exchange, clock: &Clock) -> Answer {
    let path = exchange.url.split_once(HOST).map_or("", |(_, path)| path);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let body = exchange.body.as_deref().unwrap_or_default();
    let mut request = sandbox::Request::new(&exchange.method, path, body.as_bytes());
    request.query = query.into();
    request.headers.clone_from(&exchange.headers);
    let answer = gateway.handle(&request.with("host", HOST), clock.now());
    if answer.delivery.end == sandbox::End::Reset {
        return Answer::lost();
    }
    let header = |name| answer.header(name).map(str::to_owned);
    let (retry_after, location) = (header("retry-after"), header("location"));
    Answer::of(Response {
        status: answer.status,
        retry_after,
        location,
        body: answer.body.into_bytes(),
    })
}

/// A line of a [`Script`]: what is answered to a request.
pub type Line = Box<dyn Fn(&Exchange) -> Answer>;

/// A line that is always the same.
pub fn line(answer: Answer) -> Line {
    Box::new(move |_| answer.clone())
}

/// A line of 200 with JSON.
pub fn says(body: Value) -> Line {
    line(Answer::json(200, &body))
}

/// The id that a good gateway gives.
pub const GOOD: &str = "1795417552574653";

/// A finished task, with other fields over its own.
pub fn row(id: &str, fields: Value) -> Value {
    let mut row = json!({"id": id, "status": "SUCCESS", "progress": "100%", "imageUrl": "/mj/image/1"});
    if let (Some(row), Value::Object(fields)) = (row.as_object_mut(), fields) {
        row.extend(fields);
    }
    row
}

/// A gateway that says what a test has it say, and then what a good one would: whatever is submitted is finished a moment later.
#[derive(Default)]
pub struct Script(RefCell<BTreeMap<&'static str, std::vec::IntoIter<Line>>>);

impl Script {
    /// Answers the first requests of a verb with these lines.
    pub fn on(self, verb: &'static str, lines: Vec<Line>) -> Self {
        self.0.borrow_mut().insert(verb, lines.into_iter());
        self
    }

    /// Answers so many requests of a verb with one answer.
    pub fn repeat(self, verb: &'static str, times: usize, answer: &Answer) -> Self {
        let lines = (0..times).map(|_| line(answer.clone())).collect();
        self.on(verb, lines)
    }
}

impl Server for Script {
    fn answer(&self, exchange: &Exchange, _: &Clock) -> Answer {
        let line = self
            .0
            .borrow_mut()
            .get_mut(exchange.verb)
            .and_then(Iterator::next);
        line.map_or_else(|| good(exchange), |line| line(exchange))
    }
}

fn good(exchange: &Exchange) -> Answer {
    let finished = |id: &String| row(id, Value::Null);
    let body = match exchange.verb {
        "fetch" => exchange.ids.first().map_or(Value::Null, finished),
        "list" => exchange.ids.iter().map(finished).collect(),
        "modal" => json!({"code": 1, "description": "ok", "result": exchange.json["taskId"]}),
        _ if exchange.is_submit() => json!({"code": 1, "description": "ok", "result": GOOD}),
        _ => finished(&GOOD.into()),
    };
    Answer::json(200, &body)
}
