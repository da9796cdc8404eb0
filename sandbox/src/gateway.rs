//! The gateway as a whole: a function of its state, a request and the time.

use serde_json::{Value, json};

use crate::dialect::Manner;
use crate::fault::Faults;
use crate::message::{Answer, Body, End, Request};
use crate::route::{Endpoint, route};
use crate::settings::Settings;
use crate::studio::{Shown, Studio, media_type};
use crate::task::Sight;

/// A gateway: no clock, no network, no chance. The same requests at the same times give the same answers.
///
/// ```
/// use midjourney_sandbox::{Gateway, Request, Settings};
///
/// let mut gateway = Gateway::new(Settings::default());
/// let request = Request::new("POST", "/fast/mj/submit/imagine", br#"{"prompt":"black cat"}"#).with("authorization", "Bearer any");
/// let answer = gateway.handle(&request, 1_741_531_578_038);
/// assert_eq!(answer.status, 200);
/// ```
#[derive(Clone, Debug)]
pub struct Gateway {
    settings: Settings,
    studio: Studio,
    manner: Manner,
    faults: Faults,
    log: Vec<Entry>,
    requests: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    number: u64,
    at: u64,
    method: String,
    path: String,
    /// 0 where the client got none.
    status: u16,
    fault: bool,
}

/// More requests than this are not remembered.
const LOGGED: usize = 10_000;

impl Gateway {
    /// A gateway without tasks, but for those that its dialect holds from the start.
    pub fn new(settings: Settings) -> Self {
        let mut studio = Studio::new(settings.clone());
        let manner = Manner::new(settings.dialect, &mut studio);
        Self {
            settings,
            studio,
            manner,
            faults: Faults::default(),
            log: Vec::new(),
            requests: 0,
        }
    }

    /// Answers from now on with these faults.
    pub fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// Answers a request that came at `now`, in ms since 1970.
    pub fn handle(&mut self, request: &Request, now: u64) -> Answer {
        if let Some(rest) = request
            .path
            .strip_prefix("/sandbox/")
            .filter(|rest| !rest.starts_with("picture/"))
        {
            return self.control(rest, request);
        }
        self.requests += 1;
        let (answer, fault) = match self.faults.strike(request, self.requests) {
            None => (self.reply(request, now), false),
            Some(effect) if effect.after => (effect.on(self.reply(request, now)), true),
            Some(effect) => {
                let blank = Answer::text(200, "application/json", "");
                (effect.on(self.manner.open(request, blank)), true)
            }
        };
        if self.log.len() < LOGGED {
            let unanswered = matches!(answer.delivery.end, End::Hang | End::Reset);
            let status = if unanswered { 0 } else { answer.status };
            self.log.push(Entry {
                number: self.requests,
                at: now,
                method: request.method.clone(),
                path: request.path.clone(),
                status,
                fault,
            });
        }
        answer
    }

    /// How many tasks were accepted, and the id of the last.
    pub fn accepted(&self) -> (u64, String) {
        (self.studio.accepted(), self.studio.last_id().to_string())
    }

    fn reply(&mut self, request: &Request, now: u64) -> Answer {
        match request.path.strip_prefix("/sandbox/picture/") {
            Some(name) => self.picture(name, &request.query),
            None => {
                let route = route(&request.path);
                let answer = self
                    .manner
                    .answer(&self.settings, &mut self.studio, request, route, now);
                self.manner.open(request, answer)
            }
        }
    }

    /// The picture of that name below `/sandbox/picture/`; no request, so no fault meets it.
    pub fn picture(&self, name: &str, query: &str) -> Answer {
        let step = query.strip_prefix("step=").and_then(|step| step.parse().ok());
        let sight = step.map_or(Sight::Finished, Sight::Preview);
        match name
            .strip_suffix(".png")
            .and_then(|id| self.studio.sight(id, sight))
        {
            Some(shown) => self.manner.pictures(shown_as(shown)),
            None => Answer::text(404, "text/plain; charset=utf-8", "no such picture\n"),
        }
    }

    /// The routes of the sandbox itself, for tests.
    fn control(&mut self, what: &str, request: &Request) -> Answer {
        let answer = match (request.method.as_str(), what) {
            ("OPTIONS", _) => Answer::empty(204),
            ("GET", "log") => reply(200, &self.told()),
            ("POST", "reset") => {
                *self = Self::new(self.settings.clone());
                reply(200, &json!({"ok": true}))
            }
            ("POST", "faults") => match Faults::read(&request.body) {
                Ok(faults) => {
                    self.faults = faults;
                    reply(200, &json!({"ok": true}))
                }
                Err(error) => reply(400, &json!({"ok": false, "error": error})),
            },
            _ => reply(
                404,
                &json!({"ok": false, "error": "the sandbox knows GET /sandbox/log, POST /sandbox/faults and POST /sandbox/reset"}),
            ),
        };
        answer
            .with("access-control-allow-origin", "*")
            .with("access-control-allow-headers", "Content-Type")
    }

    fn told(&self) -> Value {
        let requests: Vec<Value> = self
            .log
            .iter()
            .map(|entry| {
                json!({
                    "number": entry.number, "at": entry.at, "method": entry.method, "path": entry.path,
                    "status": entry.status, "fault": entry.fault,
                })
            })
            .collect();
        let submits = self.log.iter().filter(|entry| {
            entry.method == "POST"
                && matches!(
                    route(&entry.path).map(|route| route.endpoint),
                    Some(Endpoint::Submit(_))
                )
        });
        json!({"dialect": self.settings.dialect.name(), "submits": submits.count(), "accepted": self.studio.accepted(), "requests": requests})
    }
}

/// The answer that shows a picture.
pub(crate) fn shown_as(shown: Shown) -> Answer {
    match shown {
        Shown::Drawn(painting) => Answer::text(200, "image/png", "").body(Body::Painting(painting)),
        Shown::Given(bytes) => {
            let kind = media_type(&bytes).unwrap_or("application/octet-stream");
            Answer::text(200, kind, bytes.as_ref().clone()).with("x-content-type-options", "nosniff")
        }
    }
}

fn reply(status: u16, body: &Value) -> Answer {
    Answer::text(status, "application/json", body.to_string())
}
