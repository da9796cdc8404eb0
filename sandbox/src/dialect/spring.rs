//! What the two Java servers share: Spring Boot and Tomcat, below the context path `/mj`.

mod body;
mod task;

use serde_json::{Value, json};

use super::{as_json, submit};
use crate::message::{Answer, Request};
use crate::reply::envelope;
use crate::route::{Endpoint, Verb, route};
use crate::settings::Settings;
use crate::studio::{Manners, Studio};
use crate::submission::Submission;
use crate::task::Task;
use body::{Unreadable, body, well_typed};

const MANNERS: Manners = Manners {
    lenient_images: false,
    image_links: false,
    bans_at_submit: true,
    shorten_buttons: true,
};
const VARY: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// Where the two differ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Server {
    pub prefixes: &'static [&'static str],
    /// Buttons, and the verbs that came with them.
    pub buttons: bool,
    /// Whether a key is needed where none was chosen.
    pub secret: bool,
}

impl Server {
    pub fn answer(&self, settings: &Settings, studio: &mut Studio, request: &Request, now: u64) -> Answer {
        if request.path.to_ascii_lowercase().contains("%2f") {
            return tomcat(400, "Bad Request");
        }
        // Spring takes a path with a slash at its end for the same path.
        let path = request.path.strip_suffix('/').unwrap_or(&request.path);
        let Some(route) =
            route(path).filter(|route| self.prefixes.contains(&route.prefix) || route.prefix == "mj")
        else {
            return tomcat(404, "Not Found");
        };
        let endpoint = if self.prefixes.contains(&route.prefix) {
            route.endpoint
        } else {
            Endpoint::Unknown
        };
        let guarded = ["/mj/submit/", "/mj/task/", "/mj/account/"]
            .iter()
            .any(|guarded| path.contains(guarded));
        let allowed = match endpoint {
            Endpoint::Submit(Verb::Shorten | Verb::Action | Verb::Modal) | Endpoint::ImageSeed(_)
                if !self.buttons =>
            {
                None
            }
            Endpoint::Submit(_) | Endpoint::ListByCondition => Some("POST"),
            Endpoint::Fetch(_) | Endpoint::ImageSeed(_) | Endpoint::List => Some("GET"),
            Endpoint::Image(_) | Endpoint::Unknown => None,
        };
        let admitted = self.admits(settings, request);
        if request.method == "OPTIONS" {
            return options(request, admitted, allowed);
        }
        let method = if request.method == "HEAD" {
            "GET"
        } else {
            request.method.as_str()
        };
        if let Some(allowed) = allowed.filter(|allowed| *allowed != method) {
            return spring(405, "Method Not Allowed", request, now).with("allow", allowed);
        }
        if guarded && !admitted {
            return Answer::empty(401);
        }
        if allowed.is_none() {
            return spring(404, "Not Found", request, now).with("vary", VARY);
        }
        let body = if method == "POST" {
            body(request)
        } else {
            Ok(Value::Null)
        };
        let answer = match (endpoint, body) {
            (_, Err(Unreadable::Kind)) => {
                let accepted = "application/json, application/*+json";
                return spring(415, "Unsupported Media Type", request, now).with("accept", accepted);
            }
            (_, Err(Unreadable::Form)) => return spring(400, "Bad Request", request, now),
            (Endpoint::Submit(verb), Ok(body)) => match self.submitted(studio, verb, &body, now) {
                Ok(reply) => answered(&reply),
                Err(status) => {
                    return spring(
                        status,
                        if status == 500 {
                            "Internal Server Error"
                        } else {
                            "Bad Request"
                        },
                        request,
                        now,
                    );
                }
            },
            (Endpoint::Fetch(id), _) => match studio.task(id) {
                Some(task) => answered(&self.object(task, request, now)),
                None => return Answer::empty(200),
            },
            (Endpoint::List, _) => {
                let tasks = studio.tasks().map(|task| self.object(task, request, now));
                answered(&tasks.collect())
            }
            (Endpoint::ImageSeed(id), _) => answered(&match studio.image_seed(id, now) {
                Ok(seed) => json!({"code": 1, "description": "成功", "result": seed}),
                Err(complaint) => json!({"code": 4, "description": complaint.chinese(), "result": null}),
            }),
            (_, Ok(body)) => match body.get("ids") {
                None | Some(Value::Null) => answered(&json!([])),
                Some(Value::Array(ids)) => {
                    let texts = ids
                        .iter()
                        .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
                    let mut tasks: Vec<&Task> = texts.filter_map(|id| studio.task(&id)).collect();
                    // Those that run come first, whatever the order of the ids.
                    tasks.sort_by_key(|task| task.look(now).status.is_end());
                    tasks.dedup_by(|a, b| a.id == b.id);
                    answered(
                        &tasks
                            .into_iter()
                            .map(|task| self.object(task, request, now))
                            .collect(),
                    )
                }
                Some(_) => return spring(400, "Bad Request", request, now),
            },
        };
        acceptable(request, answer)
    }

    fn admits(&self, settings: &Settings, request: &Request) -> bool {
        let given = request.header("mj-api-secret").map_or("", str::trim);
        match settings.key.as_deref() {
            Some(key) => given == key,
            None => !self.secret || !given.is_empty(),
        }
    }

    /// The reply, or the status of Spring's own error.
    fn submitted(&self, studio: &mut Studio, verb: Verb, body: &Value, now: u64) -> Result<Value, u16> {
        well_typed(verb, body)?;
        let of = Submission::read(body);
        let outcome = match verb {
            Verb::Blend if body.get("dimensions") == Some(&Value::Null) => {
                crate::submission::Outcome::Refused(crate::submission::Complaint::Dimensions)
            }
            Verb::Blend => {
                let dimensions = match of.dimensions.as_deref() {
                    Some("0") => Some("PORTRAIT".to_owned()),
                    Some("1") => Some("SQUARE".to_owned()),
                    Some("2") => Some("LANDSCAPE".to_owned()),
                    _ => of.dimensions.clone(),
                };
                submit(studio, verb, &Submission { dimensions, ..of }, MANNERS, now)
            }
            _ => submit(studio, verb, &of, MANNERS, now),
        };
        Ok(envelope(
            &outcome,
            |id, _| json!({"code": 21, "description": "窗口等待", "result": id}),
        ))
    }
}

/// `Accept` is looked at last, when the work is done.
fn acceptable(request: &Request, answer: Answer) -> Answer {
    let accept = request.header("accept").unwrap_or("*/*").to_ascii_lowercase();
    let json = ["*/*", "application/*", "application/json"]
        .iter()
        .any(|kind| accept.contains(kind));
    match (json, accept.contains("text/html")) {
        (true, false) => answer,
        // A browser's address bar lists */* too, and gets its JSON.
        (true, true) if accept.contains("*/*") || accept.contains("application/json") => answer,
        (_, true) => Answer::text(406, "text/html;charset=UTF-8", WHITELABEL).with("content-language", "en"),
        _ => Answer::empty(406),
    }
}

const WHITELABEL: &str = "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p><div>There was an unexpected error (type=Not Acceptable, status=406).</div></body></html>";

fn options(request: &Request, admitted: bool, allowed: Option<&str>) -> Answer {
    const ALL: &str = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH";
    let origin = request
        .header("origin")
        .filter(|origin| *origin != request.origin());
    match (origin, request.header("access-control-request-method")) {
        _ if !admitted => Answer::empty(401).with("allow", ALL),
        (Some(_), Some(_)) => {
            let mut answer = Answer::empty(403).with("vary", VARY);
            answer.body = crate::message::Body::Bytes(b"Invalid CORS request".to_vec());
            answer
        }
        (None, Some(_)) => Answer::empty(200).with("vary", VARY).with("allow", ALL),
        _ => {
            let allow = if allowed == Some("GET") {
                "GET,HEAD,OPTIONS"
            } else {
                "POST,OPTIONS"
            };
            Answer::empty(200).with("allow", allow).with("accept-patch", "")
        }
    }
}

/// JSON as Jackson writes it here: what lies beyond the first plane of Unicode as two escapes.
fn answered(body: &Value) -> Answer {
    let plain = body.to_string();
    if plain.chars().all(|letter| u32::from(letter) <= 0xffff) {
        return Answer::text(200, "application/json", plain);
    }
    let mut text = String::new();
    for letter in plain.chars() {
        if u32::from(letter) > 0xffff {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04X}"));
            }
        } else {
            text.push(letter);
        }
    }
    Answer::text(200, "application/json", text)
}

fn spring(status: u16, error: &str, request: &Request, now: u64) -> Answer {
    let body = json!({"timestamp": super::iso(now), "status": status, "error": error, "path": request.path});
    as_json(status, "application/json", &body)
}

fn tomcat(status: u16, error: &str) -> Answer {
    let title = format!("HTTP Status {status} – {error}");
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    );
    Answer::text(status, "text/html;charset=utf-8", page).with("content-language", "en")
}
