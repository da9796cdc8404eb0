//! The task object: large, and full of nulls.

use serde_json::{Map, Value, json};

use crate::dialect::{button_list, local_time, picture_url};
use crate::message::Request;
use crate::reply::INSTANCE;
use crate::seeded::snowflake;
use crate::task::{Action, Status, Task};

pub(super) fn object(task: &Task, request: &Request, prefix: &str, now: u64) -> Value {
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
