//! The relay new-api before a server of the trueai kind. It has its own users, its own copies of the tasks (see [`Rows`]), rewrites codes 21 and 22 into 1,
//! answers unknown routes with the HTML of its console, and closes the connection on a custom id it cannot split.

mod rows;
mod task;

use serde_json::{Value, json};

use super::{bearer, go_json, submit};
use crate::gateway::shown_as;
use crate::message::{Answer, Request};
use crate::reply::{envelope, window_confirm};
use crate::route::{Endpoint, Route, Verb};
use crate::seeded::join;
use crate::settings::Settings;
use crate::studio::{Manners, Studio};
use crate::submission::{Outcome, Submission};
use crate::task::Status;
use rows::{Row, Rows};
use task::object;

const JSON: &str = "application/json; charset=utf-8";
/// What Go makes of an answer whose content type nobody set.
const SNIFFED: &str = "text/plain; charset=utf-8";
const MANNERS: Manners = Manners {
    lenient_images: false,
    image_links: false,
    bans_at_submit: true,
    shorten_buttons: true,
};
const CONSOLE: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\" /><title>New API</title></head><body><div id=\"root\">sandbox: the web console would be here</div></body></html>\n";
/// So many console pages in so many ms, then empty 429s.
const PAGES: (usize, u64) = (60, 180_000);

/// What the relay remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewApi {
    rows: Rows,
    pages: Vec<u64>,
    requests: u64,
}

/// Either the answer, or the reason for another.
type Reply = Result<Answer, Answer>;

impl NewApi {
    pub fn answer(
        &mut self,
        settings: &Settings,
        studio: &mut Studio,
        request: &Request,
        route: Option<Route<'_>>,
        now: u64,
    ) -> Answer {
        self.rows.refresh(studio, settings.refresh_ms, now);
        self.requests += 1;
        if request.method == "OPTIONS" && is_foreign(request) {
            return Answer::empty(204)
                .with("access-control-allow-headers", "*")
                .with("access-control-allow-methods", "GET,POST,PUT,DELETE,OPTIONS")
                .with("access-control-max-age", "43200");
        }
        let answer = match self.reply(settings, studio, request, route, now) {
            Ok(answer) | Err(answer) => answer,
        };
        answer
            .with("x-new-api-version", "sandbox")
            .with("x-oneapi-request-id", &self.request_id(now))
    }

    fn reply(
        &mut self,
        settings: &Settings,
        studio: &mut Studio,
        request: &Request,
        route: Option<Route<'_>>,
        now: u64,
    ) -> Reply {
        let known = route.filter(|route| {
            !route.prefix.contains('/') && !matches!(route.endpoint, Endpoint::Unknown | Endpoint::List)
        });
        let Some(route) = known else {
            return Ok(self.console(request, now));
        };
        let wanted = if matches!(route.endpoint, Endpoint::Submit(_) | Endpoint::ListByCondition) {
            "POST"
        } else {
            "GET"
        };
        if request.method != wanted {
            return Ok(self.console(request, now));
        }
        if let Endpoint::Image(id) = route.endpoint {
            return Ok(self.image(studio, id));
        }
        if !admits(settings, request) {
            return Err(self.refused(401, "", "Invalid token", now));
        }
        match route.endpoint {
            Endpoint::Submit(verb) => self.submitted(studio, verb, request, now),
            Endpoint::Fetch(id) => match self.rows.first(id) {
                Some(row) => Ok(go_json(200, "application/json", &object(row, request, now))),
                None => Err(upstream(4, "task_no_found ")),
            },
            Endpoint::ListByCondition => self.list(request, now),
            Endpoint::ImageSeed(id) => match self.rows.first(id) {
                None => Err(upstream(4, "task_no_found ")),
                Some(_) => Ok(go_json(
                    200,
                    SNIFFED,
                    &match studio.image_seed(id, now) {
                        Ok(seed) => {
                            json!({"code": 1, "description": "成功", "properties": {}, "result": seed})
                        }
                        Err(_) => {
                            json!({"code": 4, "description": "任务状态错误", "properties": {}, "result": ""})
                        }
                    },
                )),
            },
            Endpoint::Image(_) | Endpoint::List | Endpoint::Unknown => Ok(self.console(request, now)),
        }
    }

    fn submitted(&mut self, studio: &mut Studio, verb: Verb, request: &Request, now: u64) -> Reply {
        let body = self.body(request, now)?;
        let of = Submission::read(&body);
        let given = |field: &Option<String>| field.as_deref().is_some_and(|text| !text.is_empty());
        let (mut verb, mut of) = (verb, of);
        let action = match verb {
            Verb::Imagine if !given(&of.prompt) => return Err(upstream(4, "prompt_is_required ")),
            Verb::Imagine => "IMAGINE",
            Verb::Blend => "BLEND",
            Verb::Describe => "DESCRIBE",
            Verb::Shorten => "SHORTEN",
            Verb::Modal => "MODAL",
            // It is mapped to the wrong mode, and no channel has a model of no name.
            Verb::SimpleChange => {
                let message = "No available channel for model mj_ under group default (distributor)";
                return Err(self.refused(503, "model_not_found", message, now));
            }
            Verb::Action => self.action_of(&of, now)?,
            Verb::Change => {
                let action = of.action.as_deref().unwrap_or("").to_ascii_uppercase();
                let action = match action.as_str() {
                    _ if !given(&of.task_id) => return Err(upstream(4, "task_id_is_required ")),
                    "" => return Err(upstream(4, "action_is_required ")),
                    _ if of.index.unwrap_or(0) == 0 => return Err(upstream(4, "index_is_required ")),
                    "UPSCALE" => "UPSCALE",
                    "VARIATION" => "VARIATION",
                    _ => "REROLL",
                };
                of.action = Some(action.to_owned());
                verb = Verb::Change;
                action
            }
        };
        let mut prompt = of.prompt.clone().unwrap_or_default();
        if matches!(verb, Verb::Action | Verb::Change | Verb::Modal) && given(&of.task_id) {
            let Some(row) = self.rows.first(of.task_id.as_deref().unwrap_or("")) else {
                return Err(upstream(4, "task_not_found "));
            };
            if verb != Verb::Modal && row.status() != Some(Status::Success) {
                return Err(upstream(4, "task_status_not_success "));
            }
            prompt.clone_from(&row.prompt);
        }
        let outcome = match verb {
            Verb::Modal if !given(&of.task_id) => Outcome::Unknown,
            _ => submit(studio, verb, &of, MANNERS, now),
        };
        let reply = envelope(&outcome, window_confirm);
        if let Outcome::Accepted(id) | Outcome::Queued(id, _) | Outcome::Asks { id, .. } = &outcome {
            self.rows.add(Row {
                id: id.clone(),
                action,
                prompt,
                description: reply
                    .get("description")
                    .and_then(Value::as_str)
                    .unwrap_or("")
                    .to_owned(),
                submitted: now,
                seen: None,
            });
        }
        let mut text = reply.to_string().replace("\"code\":22", "\"code\":1");
        if !matches!(action, "INPAINT" | "CUSTOM_ZOOM") {
            text = text.replace("\"code\":21", "\"code\":1");
        }
        Ok(Answer::text(200, SNIFFED, text))
    }

    /// The relay's own word for a button. It splits custom ids without counting the parts, and dies of those that have too few.
    fn action_of(&self, of: &Submission, now: u64) -> Result<&'static str, Answer> {
        let custom_id = of.custom_id.as_deref().unwrap_or("");
        if custom_id.is_empty() {
            return Err(self.refused(400, "", "Invalid request: custom_id_is_required", now));
        }
        let parts: Vec<&str> = custom_id.split("::").collect();
        let word = match parts.as_slice() {
            [_] | [_, "JOB"] => return Err(Answer::no_answer()),
            [_, "JOB", word, ..] => *word,
            [_, word, ..] => *word,
            [] => "",
        };
        Ok(match word {
            "upsample" | "variation" => match parts.get(3) {
                None => return Err(Answer::no_answer()),
                Some(index) if index.parse::<u32>().is_err() => {
                    return Err(self.refused(400, "", "Invalid request: index_parse_failed", now));
                }
                Some(_) if word == "upsample" => "UPSCALE",
                Some(_) => "VARIATION",
            },
            "low_variation" => "LOW_VARIATION",
            "high_variation" => "HIGH_VARIATION",
            "reroll" => "REROLL",
            "Outpaint" => "ZOOM",
            "CustomZoom" => "CUSTOM_ZOOM",
            "Inpaint" => "INPAINT",
            word if word.starts_with("upsample_") => "UPSCALE",
            word if word.starts_with("pan_") => "PAN",
            _ => {
                return Err(self.refused(
                    400,
                    "",
                    &format!("Invalid request: unknown_action:{custom_id}"),
                    now,
                ));
            }
        })
    }

    /// The body, decoded as into a Go struct.
    fn body(&self, request: &Request, now: u64) -> Result<Value, Answer> {
        let kind = request.header("content-type").unwrap_or("");
        if kind.starts_with("application/x-www-form-urlencoded") {
            return Err(upstream(5, "read_request_body_failed "));
        }
        if !kind.starts_with("application/json") {
            return Ok(json!({}));
        }
        let invalid = |error: &str| {
            self.refused(
                400,
                "",
                &format!("Invalid request: Invalid Midjourney request: {error}"),
                now,
            )
        };
        let text = String::from_utf8_lossy(&request.body);
        let body: Value = serde_json::from_str(&text).map_err(|error| {
            invalid(if error.is_eof() {
                "unexpected end of JSON input"
            } else {
                "invalid character after top-level value"
            })
        })?;
        let go = |value: &Value| match value {
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            _ => "object",
        };
        if body.is_null() {
            return Ok(json!({}));
        }
        let Some(fields) = body.as_object() else {
            return Err(invalid(&format!(
                "json: cannot unmarshal {} into Go value of type dto.MidjourneyRequest",
                go(&body)
            )));
        };
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            let wanted = match name.as_str() {
                "index" if !value.is_i64() => "int",
                "base64Array"
                    if !value
                        .as_array()
                        .is_some_and(|all| all.iter().all(Value::is_string)) =>
                {
                    "[]string"
                }
                "prompt" | "taskId" | "customId" | "state" | "notifyHook" | "action" | "content"
                | "maskBase64" | "base64"
                    if !value.is_string() =>
                {
                    "string"
                }
                _ => continue,
            };
            let field = format!(
                "json: cannot unmarshal {} into Go struct field MidjourneyRequest.{name} of type {wanted}",
                go(value)
            );
            return Err(invalid(&field));
        }
        Ok(body)
    }

    fn list(&self, request: &Request, now: u64) -> Reply {
        let refused = || {
            go_json(
                400,
                SNIFFED,
                &json!({"code": 4, "description": "do_request_failed ", "type": "upstream_error"}),
            )
        };
        let body: Value = serde_json::from_slice(&request.body).map_err(|_| refused())?;
        let ids: Vec<String> = match body.get("ids") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(ids)) if ids.iter().all(|id| id.is_string() || id.is_null()) => ids
                .iter()
                .map(|id| id.as_str().unwrap_or("").to_owned())
                .collect(),
            Some(_) => return Err(refused()),
        };
        Ok(go_json(
            200,
            "application/json",
            &self.rows.of(&ids).map(|row| object(row, request, now)).collect(),
        ))
    }

    fn image(&self, studio: &Studio, id: &str) -> Answer {
        let sight = self
            .rows
            .first(id)
            .and_then(|row| row.seen.as_ref())
            .and_then(|(look, _)| look.sight);
        match sight.and_then(|sight| studio.sight(id, sight)) {
            Some(shown) => shown_as(shown),
            None => go_json(400, JSON, &json!({"error": "midjourney_task_not_found"})),
        }
    }

    /// What a path that nobody serves gives: the console's page, and after too many of them nothing.
    fn console(&mut self, request: &Request, now: u64) -> Answer {
        if ["/v1/", "/api/", "/assets/"]
            .iter()
            .any(|part| request.path.starts_with(part))
        {
            let message = format!("Invalid URL ({} {})", request.method, request.path);
            return go_json(
                404,
                JSON,
                &json!({"error": {"message": message, "type": "invalid_request_error", "param": "", "code": ""}}),
            );
        }
        let (most, within) = PAGES;
        self.pages.retain(|page| page + within > now);
        if self.pages.len() >= most {
            return Answer::empty(429);
        }
        self.pages.push(now);
        Answer::text(200, "text/html; charset=utf-8", CONSOLE).with("cache-control", "no-cache")
    }

    fn refused(&self, status: u16, code: &str, message: &str, now: u64) -> Answer {
        let message = format!("{message} (request id: {})", self.request_id(now));
        go_json(
            status,
            JSON,
            &json!({"error": {"code": code, "message": message, "type": "new_api_error"}}),
        )
    }

    fn request_id(&self, now: u64) -> String {
        format!("{}{:016x}", super::digits(now), join(now, self.requests))
    }
}

/// Open to every page; silent to those of its own origin.
pub(super) fn open(request: &Request, answer: Answer) -> Answer {
    if !is_foreign(request) {
        return answer;
    }
    answer
        .with("access-control-allow-origin", "*")
        .with("access-control-allow-credentials", "true")
}

fn is_foreign(request: &Request) -> bool {
    request
        .header("origin")
        .is_some_and(|origin| origin != request.origin())
}

/// The relay's own errors.
fn upstream(code: i32, description: &str) -> Answer {
    go_json(
        400,
        JSON,
        &json!({"code": code, "description": description, "type": "upstream_error"}),
    )
}

/// The key is what stands before the first dash, without `sk-`; `Authorization` counts before `mj-api-secret`.
fn admits(settings: &Settings, request: &Request) -> bool {
    fn plain(key: &str) -> &str {
        let key = key.trim();
        let key = key.strip_prefix("sk-").unwrap_or(key);
        key.split('-').next().unwrap_or("")
    }
    let authorization = bearer(request.header("authorization").unwrap_or(""));
    let given = match authorization {
        "" | "midjourney-proxy" => bearer(request.header("mj-api-secret").unwrap_or("")),
        key => key,
    };
    match settings.key.as_deref() {
        Some(key) => plain(given) == plain(key),
        None => !plain(given).is_empty() && !given.contains(' '),
    }
}
