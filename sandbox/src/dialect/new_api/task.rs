//! The task object, as the relay makes it anew from its own row.

use serde_json::{Value, json};

use super::rows::Row;
use crate::message::Request;
use crate::seeded::snowflake;
use crate::task::{Sight, Status};

pub(super) fn object(row: &Row, request: &Request, now: u64) -> Value {
    let seen = row.seen.as_ref();
    let address = format!("{}/mj/image/{}", request.origin(), row.id);
    let image = match seen.and_then(|(look, _)| look.sight) {
        None => String::new(),
        Some(Sight::Finished) => address,
        Some(Sight::Preview(_)) => format!("{address}?rand={}", snowflake(now)),
    };
    let (mut progress, mut status) = ("0%".to_owned(), "");
    let (mut buttons, mut properties, mut prompt_en, mut state) =
        (Value::Null, Value::Null, String::new(), String::new());
    let (mut submitted, mut started, mut finished, mut failed) = (row.submitted, 0, 0, "");
    if let Some((look, task)) = seen {
        status = look.status.word();
        progress = match (look.status, look.progress) {
            (Status::Failure, _) => "100%".to_owned(),
            (_, Some(percent)) => format!("{percent}%"),
            (_, None) => String::new(),
        };
        let list = task.buttons(look).into_iter().map(|button| {
            json!({"customId": button.custom_id, "emoji": button.emoji, "label": button.label, "type": 2, "style": 2})
        });
        buttons = list.collect();
        let done = look.status == Status::Success;
        let told = if task.text().is_some() && !done {
            String::new()
        } else {
            task.final_prompt.clone()
        };
        properties = json!({"finalPrompt": told, "finalZhPrompt": ""});
        prompt_en = task
            .text()
            .filter(|_| done)
            .or_else(|| task.prompt.clone())
            .unwrap_or_default();
        state = task.state.clone().unwrap_or_default();
        submitted = task.submitted;
        started = look.started.unwrap_or(0);
        finished = look.finished.unwrap_or(0);
        failed = look.failed.unwrap_or("");
    }
    json!({
        "id": row.id,
        "action": row.action,
        "customId": "",
        "botType": "",
        "prompt": row.prompt,
        "promptEn": prompt_en,
        "description": row.description,
        "state": state,
        "submitTime": submitted,
        "startTime": started,
        "finishTime": finished,
        "imageUrl": image,
        "videoUrl": "",
        "videoUrls": null,
        "status": status,
        "progress": progress,
        "failReason": failed,
        "buttons": buttons,
        "maskBase64": "",
        "properties": properties,
    })
}
