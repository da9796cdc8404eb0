//! trueai-org/midjourney-proxy, in C#: the key raw in `Authorization`, or in `mj-api-secret`; no `change`; a large task object full of nulls; HTTP 404 with
//! code 3, 204 for an id it does not know, and an envelope of its own (`code` -1) for a body it cannot read. Open to web pages.

mod task;

use serde_json::{Value, json};

use super::{as_json, submit};
use crate::message::{Answer, Request};
use crate::reply::{envelope, window_confirm};
use crate::route::{Endpoint, Route, Verb};
use crate::settings::Settings;
use crate::studio::{Manners, Studio};
use crate::submission::{Complaint, Outcome, Submission};
use task::object;

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const PREFIXES: [&str; 4] = ["", "mj-fast", "mj-turbo", "mj-relax"];
/// Banned words are found by Midjourney only; the buttons of a shorten are not known here.
const MANNERS: Manners = Manners {
    lenient_images: true,
    image_links: true,
    bans_at_submit: false,
    shorten_buttons: false,
};

pub(super) fn answer(
    settings: &Settings,
    studio: &mut Studio,
    request: &Request,
    route: Option<Route<'_>>,
    now: u64,
) -> Answer {
    if request.method == "OPTIONS" {
        let methods = request.header("access-control-request-method").unwrap_or("GET");
        let headers = request.header("access-control-request-headers").unwrap_or("");
        return Answer::empty(204)
            .with("access-control-allow-methods", methods)
            .with("access-control-allow-headers", headers);
    }
    let Some(route) = route.filter(|route| PREFIXES.contains(&route.prefix)) else {
        return Answer::empty(404);
    };
    if !admits(settings, request) {
        return Answer::text(401, TEXT, "Authorization header missing.");
    }
    let wanted = match route.endpoint {
        Endpoint::Submit(Verb::Change | Verb::SimpleChange) | Endpoint::Image(_) | Endpoint::Unknown => {
            return Answer::empty(404);
        }
        Endpoint::Submit(_) | Endpoint::ListByCondition => "POST",
        Endpoint::Fetch(_) | Endpoint::ImageSeed(_) | Endpoint::List => "GET",
    };
    if request.method != wanted {
        return Answer::empty(405).with("allow", wanted);
    }
    match route.endpoint {
        Endpoint::Submit(verb) => match body(request, now) {
            Ok(body) => submitted(studio, verb, &body, now),
            Err(answer) => answer,
        },
        Endpoint::ListByCondition => match body(request, now) {
            Ok(body) => {
                let ids = body
                    .get("ids")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                let tasks = ids
                    .iter()
                    .filter_map(Value::as_str)
                    .filter_map(|id| studio.task(id));
                as_json(
                    200,
                    JSON,
                    &tasks
                        .map(|task| object(task, request, route.prefix, now))
                        .collect(),
                )
            }
            Err(answer) => answer,
        },
        // The latest hundred, whoever made them.
        Endpoint::List => {
            let latest = studio.tasks().rev().take(100);
            let list = latest.map(|task| object(task, request, route.prefix, now));
            as_json(200, JSON, &list.collect())
        }
        Endpoint::Fetch(id) => match studio.task(id) {
            Some(task) => as_json(200, JSON, &object(task, request, route.prefix, now)),
            None => Answer::empty(204),
        },
        Endpoint::ImageSeed(id) => match (studio.task(id).is_some(), studio.image_seed(id, now)) {
            (_, Ok(seed)) => as_json(
                200,
                JSON,
                &json!({"code": 1, "description": "成功", "result": seed, "properties": {}}),
            ),
            (false, _) => as_json(404, JSON, &envelope(&Outcome::Unknown, window_confirm)),
            (true, Err(_)) => as_json(
                400,
                JSON,
                &envelope(&Outcome::Refused(Complaint::ParentState), window_confirm),
            ),
        },
        Endpoint::Image(_) | Endpoint::Unknown => Answer::empty(404),
    }
}

/// Open to every page, by its own name.
pub(super) fn open(request: &Request, answer: Answer) -> Answer {
    match request.header("origin") {
        Some(origin) => answer
            .with("access-control-allow-origin", origin)
            .with("access-control-allow-credentials", "true")
            .with("vary", "Origin"),
        None => answer,
    }
}

/// `Authorization` as it stands, if there is one: a scheme in front of the key makes it another key.
fn admits(settings: &Settings, request: &Request) -> bool {
    let given = request
        .header("authorization")
        .or_else(|| request.header("mj-api-secret"))
        .unwrap_or("");
    match settings.key.as_deref() {
        Some(key) => given == key,
        None => !given.is_empty() && !given.contains(' '),
    }
}

fn body(request: &Request, now: u64) -> Result<Value, Answer> {
    if !request
        .header("content-type")
        .unwrap_or("")
        .to_ascii_lowercase()
        .starts_with("application/json")
    {
        return Err(Answer::empty(415));
    }
    let body: Value = serde_json::from_slice(&request.body)
        .map_err(|_| logic("The JSON value could not be converted.", now))?;
    let texts = [
        "prompt",
        "state",
        "notifyHook",
        "taskId",
        "customId",
        "maskBase64",
        "base64",
        "dimensions",
        "botType",
    ];
    let wrong = texts.iter().find(|name| {
        body.get(**name)
            .is_some_and(|value| !value.is_string() && !value.is_null())
    });
    if !body.is_object() || wrong.is_some() {
        let name = wrong.copied().unwrap_or("");
        return Err(logic(
            &format!("The JSON value could not be converted to System.String. Path: $.{name}"),
            now,
        ));
    }
    Ok(body)
}

/// What its filters make of an exception: HTTP 200, and an envelope of another kind.
fn logic(message: &str, now: u64) -> Answer {
    // .NET counts 100 ns from the year 1.
    let ticks = 621_355_968_000_000_000 + now * 10_000;
    as_json(
        200,
        JSON,
        &json!({"success": false, "code": -1, "message": message, "timestamp": ticks.to_string()}),
    )
}

fn submitted(studio: &mut Studio, verb: Verb, body: &Value, now: u64) -> Answer {
    let mut of = Submission::read(body);
    // A describe takes an address under a name of its own.
    if let (Verb::Describe, true, Some(link)) = (
        verb,
        of.images.is_empty(),
        body.get("link").and_then(Value::as_str),
    ) {
        of.images.push(link.to_owned());
    }
    if of
        .state
        .as_deref()
        .is_some_and(|state| state.chars().count() > 255)
    {
        return logic("State参数过长，最大255字符", now);
    }
    let outcome = submit(studio, verb, &of, MANNERS, now);
    let status = if outcome == Outcome::Unknown { 404 } else { 200 };
    let mut reply = envelope(&outcome, window_confirm);
    match outcome {
        // Its own code for a full queue.
        Outcome::Full => reply["code"] = json!(9),
        Outcome::Refused(Complaint::ImageCount) => reply["description"] = json!("图片参数错误，2~5张图片"),
        _ => {}
    }
    as_json(status, JSON, &reply)
}
