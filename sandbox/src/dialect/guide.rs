//! The gateway of the API guide: a reseller's relay. It is the lenient one: any key in either header, any prefix, any picture, open to every page.
//!
//! Its ids and Discord's numbers are JSON numbers, above 2^53 among them, exactly as in the guide.

use serde_json::{Map, Value, json};

use super::{bearer, button_list, go_json, picture_url, submit};
use crate::message::{Answer, Request};
use crate::route::{Endpoint, Route};
use crate::seeded::snowflake;
use crate::settings::Settings;
use crate::studio::{Manners, Studio};
use crate::submission::{Outcome, Submission};
use crate::task::{Status, Task};

const JSON: &str = "application/json; charset=utf-8";
const MANNERS: Manners = Manners {
    lenient_images: true,
    image_links: false,
    bans_at_submit: true,
    shorten_buttons: true,
};

/// The task that the guide fetches.
const FETCHED: &str = "1320098173412546";
/// The task whose button the guide presses, and whose modal it answers.
const PRESSED: &str = "14001934816969359";

/// Nothing to remember.
#[derive(Clone, Debug)]
pub(crate) struct Guide;

impl Guide {
    pub fn new(studio: &mut Studio) -> Self {
        let (prompt, uuid) = ("cat --v 6.1", "26d56b92-4ed6-45e2-8561-563797923135");
        let final_prompt = "cat --v 6.1 --sref <https://s.mj.run/ktqQpnwPoPk>";
        studio.hold(
            FETCHED,
            prompt,
            final_prompt,
            uuid,
            (1_741_531_578_038, 1_741_531_608_566),
        );
        let uuid = "3dbbd469-36af-4a0f-8f02-df6c579e7011";
        studio.hold(
            PRESSED,
            "Cat",
            "Cat --v 6.1",
            uuid,
            (1_741_531_478_038, 1_741_531_508_566),
        );
        Self
    }

    pub fn answer(
        &self,
        settings: &Settings,
        studio: &mut Studio,
        request: &Request,
        route: Option<Route<'_>>,
        now: u64,
    ) -> Answer {
        if request.method == "OPTIONS" {
            return Answer::empty(204).with("access-control-max-age", "600");
        }
        if !admits(settings, request) {
            let message = "Invalid token: send 'Authorization: Bearer <key>' or 'mj-api-secret: <key>'";
            return failed(401, "authentication_error", message);
        }
        match (request.method.as_str(), route.map(|route| route.endpoint)) {
            ("POST", Some(Endpoint::Submit(verb))) => match serde_json::from_slice::<Value>(&request.body) {
                Ok(body) if body.is_object() => {
                    let outcome = submit(studio, verb, &Submission::read(&body), MANNERS, now);
                    go_json(200, JSON, &envelope(outcome))
                }
                _ => failed(400, "invalid_request_error", "the body is not a JSON object"),
            },
            ("GET", Some(Endpoint::Fetch(id))) => match studio.task(id) {
                Some(task) => go_json(200, JSON, &object(task, request, now)),
                None => missing(),
            },
            ("POST", Some(Endpoint::ListByCondition)) => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let ids = body
                    .get("ids")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                let ids = ids
                    .iter()
                    .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
                let list = ids
                    .filter_map(|id| studio.task(&id).map(|task| object(task, request, now)))
                    .collect();
                go_json(200, JSON, &Value::Array(list))
            }
            ("GET", Some(Endpoint::ImageSeed(id))) => match studio.image_seed(id, now) {
                Ok(seed) => go_json(
                    200,
                    JSON,
                    &json!({"code": 1, "description": "success", "properties": {}, "result": seed}),
                ),
                Err(complaint) => go_json(
                    200,
                    JSON,
                    &json!({"code": 4, "description": complaint.english(), "properties": {}, "result": ""}),
                ),
            },
            (
                method,
                Some(
                    Endpoint::Submit(_)
                    | Endpoint::Fetch(_)
                    | Endpoint::ListByCondition
                    | Endpoint::ImageSeed(_),
                ),
            ) => failed(
                405,
                "invalid_request_error",
                &format!("{method} is not the method of this path"),
            ),
            _ => failed(
                404,
                "invalid_request_error",
                &format!("Invalid URL ({} {})", request.method, request.path),
            ),
        }
    }
}

fn admits(settings: &Settings, request: &Request) -> bool {
    ["authorization", "mj-api-secret"]
        .iter()
        .filter_map(|name| request.header(name))
        .map(bearer)
        .any(|key| !key.is_empty() && settings.key.as_deref().is_none_or(|wanted| wanted == key))
}

/// Open to every page. A wildcard for headers would not cover `Authorization`, so they are named.
pub(super) fn open(answer: Answer) -> Answer {
    answer
        .with("access-control-allow-origin", "*")
        .with("access-control-allow-methods", "GET, POST, OPTIONS")
        .with(
            "access-control-allow-headers",
            "Authorization, Content-Type, Accept, mj-api-secret",
        )
        .with("access-control-expose-headers", "Retry-After")
}

fn failed(status: u16, kind: &str, message: &str) -> Answer {
    go_json(
        status,
        JSON,
        &json!({"error": {"message": message, "type": kind, "param": "", "code": ""}}),
    )
}

fn missing() -> Answer {
    go_json(
        400,
        JSON,
        &json!({"code": 4, "description": "task_no_found ", "type": "upstream_error"}),
    )
}

fn envelope(outcome: Outcome) -> Value {
    let (code, description, properties, result) = match outcome {
        Outcome::Accepted(id) => (1, "Submission succeeded".to_owned(), json!({}), number(&id)),
        Outcome::Queued(id, ahead) => (
            22,
            format!("In queue, {ahead} tasks ahead"),
            json!({"numberOfQueues": ahead}),
            number(&id),
        ),
        Outcome::Asks { id, final_prompt } => {
            let properties = json!({"finalPrompt": final_prompt, "remix": true});
            (
                21,
                "Waiting for window confirm".to_owned(),
                properties,
                number(&id),
            )
        }
        Outcome::Full => (
            23,
            "The queue is full, please try again later".to_owned(),
            json!({}),
            Value::Null,
        ),
        Outcome::Banned { word, prompt } => {
            let properties = json!({"bannedWord": word, "promptEn": prompt});
            (
                24,
                "The prompt may contain sensitive words".to_owned(),
                properties,
                Value::Null,
            )
        }
        Outcome::Unknown => (
            3,
            "The task does not exist or has expired".to_owned(),
            json!({}),
            Value::Null,
        ),
        Outcome::Refused(complaint) => (4, complaint.english().to_owned(), json!({}), Value::Null),
    };
    json!({"code": code, "description": description, "properties": properties, "result": result})
}

/// The id as a number with exactly its digits.
fn number(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_| Value::from(id), Value::from)
}

fn object(task: &Task, request: &Request, now: u64) -> Value {
    let look = task.look(now);
    let text = task.text().filter(|_| look.status == Status::Success);
    let prompt = text.or_else(|| task.prompt.clone()).unwrap_or_default();
    let progress = match (look.status, look.progress) {
        (Status::Failure, _) | (_, None) => String::new(),
        (_, Some(percent)) => format!("{percent}%"),
    };
    json!({
        "id": task.id,
        "action": action(task),
        "prompt": prompt,
        "promptEn": prompt,
        "description": "Submit success",
        "state": task.state.clone().unwrap_or_default(),
        "submitTime": task.submitted,
        "startTime": if task.id == FETCHED { 1_741_531_580_190 } else { look.started.unwrap_or(0) },
        "finishTime": look.finished.unwrap_or(0),
        "imageUrl": look.sight.map(|sight| picture_url(request, &task.id, sight)).unwrap_or_default(),
        "status": look.status.word(),
        "progress": progress,
        "failReason": look.failed.unwrap_or(""),
        "properties": properties(task, look.status),
        "buttons": button_list(task, &look),
    })
}

fn properties(task: &Task, status: Status) -> Value {
    if task.id == FETCHED {
        return json!({
            "botType": "MID_JOURNEY",
            "discordChannelId": 8_774_786_694_361_674_000_u64,
            "discordInstanceId": 7_415_633_538_733_103_000_u64,
            "finalPrompt": task.final_prompt,
            "flags": 0,
            "messageContent": "**cat --v 6.1 --sref <https://s.mj.run/ktqQpnwPoPk>** - <@1343445981269594182> (relaxed)",
            "messageHash": task.uuid,
            "messageId": "1348306030706036789",
            "nonce": "1619855216344100864",
            "notifyHook": "",
            "progressMessageId": "1348305922325479495",
        });
    }
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
    put("botType", task.bot.into());
    put("discordChannelId", 8_774_786_694_361_674_001_u64.into());
    put("discordInstanceId", 1_118_138_338_562_560_102_u64.into());
    put("finalPrompt", task.final_prompt.clone().into());
    if status == Status::Success {
        put("flags", 0.into());
        put(
            "messageContent",
            format!("**{}** - <@1343445981269594182> (fast)", task.final_prompt).into(),
        );
        put("messageHash", task.uuid.clone().into());
        put("messageId", snowflake(task.seed).to_string().into());
    }
    put("nonce", snowflake(task.seed ^ 1).to_string().into());
    put("notifyHook", task.notify_hook.clone().unwrap_or_default().into());
    if !matches!(status, Status::NotStart | Status::Modal) {
        put("progressMessageId", snowflake(task.seed ^ 2).to_string().into());
    }
    Value::Object(all)
}

fn action(task: &Task) -> &'static str {
    use crate::task::Action;
    match task.action {
        Action::Imagine => "IMAGINE",
        Action::Upscale | Action::UpscaleMore => "UPSCALE",
        Action::Variation => "VARIATION",
        Action::LowVariation => "LOW_VARIATION",
        Action::HighVariation => "HIGH_VARIATION",
        Action::Reroll => "REROLL",
        Action::Describe => "DESCRIBE",
        Action::Blend => "BLEND",
        Action::Shorten => "SHORTEN",
        Action::Pan => "PAN",
        Action::Zoom => "ZOOM",
        Action::CustomZoom => "CUSTOM_ZOOM",
        Action::Inpaint => "INPAINT",
    }
}
