//! trueai-org/midjourney-proxy, in C#: the key raw in `Authorization`, or in `mj-api-secret`; no `change`; a large task object full of nulls; HTTP 404 with
//! code 3, 204 for an id it does not know, and an envelope of its own (`code` -1) for a body it cannot read. Open to web pages.

use serde_json::{Map, Value, json};

use super::{as_json, button_list, local_time, picture_url, submit};
use crate::message::{Answer, Request};
use crate::reply::{INSTANCE, envelope, window_confirm};
use crate::route::{Endpoint, Route, Verb};
use crate::seeded::snowflake;
use crate::settings::Settings;
use crate::studio::{Manners, Studio};
use crate::submission::{Complaint, Outcome, Submission};
use crate::task::{Action, Status, Task};

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const PREFIXES: [&str; 4] = ["", "mj-fast", "mj-turbo", "mj-relax"];
/// Banned words are found by Midjourney only; the buttons of a shorten are not known here.
const MANNERS: Manners = Manners {
    lenient_images: true,
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
    let answer = if request.method == "OPTIONS" {
        let methods = request.header("access-control-request-method").unwrap_or("GET");
        let headers = request.header("access-control-request-headers").unwrap_or("");
        Answer::empty(204)
            .with("access-control-allow-methods", methods)
            .with("access-control-allow-headers", headers)
    } else {
        reply(settings, studio, request, route, now)
    };
    match request.header("origin") {
        Some(origin) => answer
            .with("access-control-allow-origin", origin)
            .with("access-control-allow-credentials", "true")
            .with("vary", "Origin"),
        None => answer,
    }
}

fn reply(
    settings: &Settings,
    studio: &mut Studio,
    request: &Request,
    route: Option<Route<'_>>,
    now: u64,
) -> Answer {
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
        Endpoint::Fetch(_) | Endpoint::ImageSeed(_) => "GET",
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
    let of = Submission::read(body);
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

fn object(task: &Task, request: &Request, prefix: &str, now: u64) -> Value {
    let look = task.look(now);
    let done = look.status == Status::Success;
    let asks = look.status == Status::Modal;
    let image = look
        .sight
        .map(|sight| picture_url(request, &task.id, sight))
        .filter(|_| done || task.action != Action::Describe);
    let mode = match prefix {
        "mj-turbo" => "TURBO",
        "mj-relax" => "RELAX",
        _ => "FAST",
    };
    let text = task.text().filter(|_| done);
    let prompt = if asks && task.action == Action::Inpaint {
        Some(String::new())
    } else {
        task.prompt.clone()
    };
    let message = |at: u64| snowflake(task.seed ^ at).to_string();
    let used = look
        .finished
        .zip(look.started)
        .map_or("-".to_owned(), |(end, start)| {
            format!("{:.2} s", (end - start) as f64 / 1000.0)
        });
    let side = image
        .as_ref()
        .filter(|_| done && task.action != Action::Describe)
        .map(|_| 1024);
    let of = |value: bool, text: &str| if value { json!(text) } else { Value::Null };
    let fields = [
        ("parentId", json!(task.parent)),
        ("botType", json!(task.bot)),
        ("realBotType", Value::Null),
        ("userId", json!("1")),
        ("isWhite", json!(false)),
        ("nonce", json!(message(1))),
        ("interactionMetadataId", Value::Null),
        ("messageId", of(done, &message(0))),
        ("remixModalMessageId", Value::Null),
        ("remixAutoSubmit", json!(false)),
        ("remixModaling", json!(false)),
        ("instanceId", json!(INSTANCE)),
        ("subInstanceId", Value::Null),
        (
            "messageIds",
            if done {
                json!([message(2), message(0)])
            } else {
                json!([])
            },
        ),
        ("action", json!(action(task.action))),
        ("status", json!(look.status.word())),
        ("isCompleted", json!(look.status.is_end())),
        ("prompt", json!(prompt)),
        ("promptEn", json!(text.or(prompt.clone()))),
        (
            "promptFull",
            json!((!matches!(task.action, Action::Describe)).then_some(&task.final_prompt)),
        ),
        ("description", json!(task.command)),
        ("language", Value::Null),
        ("state", json!(task.state)),
        ("submitTime", json!(task.submitted)),
        ("startTime", json!(look.started)),
        ("finishTime", json!(look.finished)),
        ("imageUrl", json!(image)),
        ("baseImageUrl", Value::Null),
        ("imageUrls", Value::Null),
        ("thumbnailUrl", json!(image)),
        (
            "progress",
            match look.status {
                Status::Failure => json!(""),
                _ => json!(
                    look.progress
                        .filter(|_| !asks)
                        .map(|percent| format!("{percent}%"))
                ),
            },
        ),
        ("failReason", json!(look.failed)),
        ("hasAIReviewRetried", json!(false)),
        ("isThirdParty", json!(false)),
        ("isPartner", json!(false)),
        ("isPartnerRelax", json!(false)),
        ("partnerTaskId", Value::Null),
        ("partnerTaskInfo", Value::Null),
        ("isOfficial", json!(false)),
        ("officialTaskId", Value::Null),
        ("officialTaskInfo", Value::Null),
        ("isDiscord", json!(true)),
        ("buttons", button_list(task, &look)),
        (
            "displays",
            json!({
                "status": look.status.word(),
                "submitTime": local_time(task.submitted),
                "startTime": look.started.map(local_time),
                "finishTime": look.finished.map(local_time),
                "action": action(task.action),
                "discordInstanceId": INSTANCE,
            }),
        ),
        ("seed", Value::Null),
        ("seedError", Value::Null),
        ("seedMessageId", Value::Null),
        ("clientIp", json!("127.0.0.1")),
        ("jobId", of(done, &task.uuid)),
        ("isReplicate", json!(false)),
        ("replicateSource", Value::Null),
        ("replicateTarget", Value::Null),
        ("mode", json!(mode)),
        ("requestMode", Value::Null),
        (
            "accountFilter",
            json!({"instanceId": null, "modes": [mode], "remix": null, "nijiRemix": null, "remixAutoConsidered": null, "remark": null}),
        ),
        ("url", json!(image.as_ref().filter(|_| done))),
        ("proxyUrl", json!(image.as_ref().filter(|_| done))),
        ("height", json!(side)),
        ("width", json!(side)),
        ("size", Value::Null),
        ("contentType", of(done && image.is_some(), "image/png")),
        ("imageHeight", json!(side)),
        ("imageWidth", json!(side)),
        ("videoGenOriginImageUrl", Value::Null),
        ("videoDuration", Value::Null),
        ("frameCount", Value::Null),
        ("videoUrl", Value::Null),
        ("videoUrls", Value::Null),
        ("useTime", json!(used)),
        ("version", json!("6.1")),
        ("storageOption", Value::Null),
        ("videoType", Value::Null),
        ("isHdVideo", json!(false)),
        ("id", json!(task.id)),
        ("properties", properties(task, look.status)),
    ];
    Value::Object(
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

fn properties(task: &Task, status: Status) -> Value {
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
    let message = |at: u64| json!(snowflake(task.seed ^ at).to_string());
    put("notifyHook", json!(task.notify_hook));
    put("nonce", message(1));
    put("botType", json!(task.bot));
    put("discordInstanceId", json!(INSTANCE));
    if status == Status::Modal {
        put("custom_id", json!(task.custom_id));
        put(
            "finalPrompt",
            if task.action == Action::Inpaint {
                json!("")
            } else {
                json!(task.final_prompt)
            },
        );
        put("remix", json!(true));
    }
    if status == Status::Success {
        put("finalPrompt", json!(task.final_prompt));
    }
    if status == Status::Success && task.action != Action::Describe {
        put("discordChannelId", json!(INSTANCE));
        put("flags", json!(0));
        put("messageId", message(0));
        put("messageHash", json!(task.uuid));
        put(
            "messageContent",
            json!(format!(
                "**{}** - <@1012983546824114217> (fast)",
                task.final_prompt
            )),
        );
        put("progressMessageId", message(2));
    }
    Value::Object(all)
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Imagine | Action::Reroll => "IMAGINE",
        Action::Upscale => "UPSCALE",
        Action::UpscaleMore => "UPSCALE_HD",
        Action::Variation | Action::LowVariation | Action::HighVariation | Action::Inpaint => "VARIATION",
        Action::Describe => "DESCRIBE",
        Action::Blend => "BLEND",
        Action::Shorten => "SHORTEN",
        Action::Pan => "PAN",
        Action::Zoom | Action::CustomZoom => "ZOOM",
    }
}
