//! The task object: nulls for what is not there yet, and Discord's own numbers as texts.

use serde_json::{Map, Value, json};

use super::Server;
use crate::dialect::{button_list, picture_url};
use crate::message::Request;
use crate::reply::INSTANCE;
use crate::seeded::snowflake;
use crate::task::{Action, Look, Sight, Status, Task};

impl Server {
    pub(super) fn object(&self, task: &Task, request: &Request, now: u64) -> Value {
        let look = task.look(now);
        let mut all = Map::new();
        let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
        let text = task.text().filter(|_| look.status == Status::Success);
        // A describe and a blend have no prompt until Discord has told it.
        let told = !matches!(task.action, Action::Blend | Action::Describe)
            || !matches!(look.status, Status::NotStart | Status::Submitted);
        let prompt = json!(text.or_else(|| task.prompt.clone().filter(|_| told)));
        let image = match look.sight {
            _ if task.action == Action::Describe && look.status != Status::Success => None,
            Some(Sight::Finished) => Some(picture_url(request, &task.id, Sight::Finished)),
            other => other.map(|sight| picture_url(request, &task.id, sight)),
        };
        put("id", json!(task.id));
        put("properties", self.properties(task, &look));
        put("action", json!(action(task.action)));
        put("status", json!(look.status.word()));
        put("prompt", prompt.clone());
        put("promptEn", prompt);
        put("description", json!(task.command));
        put("state", json!(task.state));
        put("submitTime", json!(task.submitted));
        put("startTime", json!(look.started));
        put("finishTime", json!(look.finished));
        put("imageUrl", json!(image));
        put(
            "progress",
            match look.status {
                Status::Failure => json!(""),
                _ => json!(look.progress.map(|percent| format!("{percent}%"))),
            },
        );
        put("failReason", json!(look.failed));
        if self.buttons {
            put("buttons", button_list(task, &look));
        }
        Value::Object(all)
    }

    fn properties(&self, task: &Task, look: &Look) -> Value {
        let mut all = Map::new();
        let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
        put("notifyHook", json!(task.notify_hook));
        put("discordInstanceId", json!(INSTANCE));
        if self.buttons {
            put("discordChannelId", json!(INSTANCE));
            put("botType", json!(task.bot));
        }
        let done = look.status == Status::Success;
        let told = done
            || look.sight.is_some()
            || matches!(look.status, Status::InProgress | Status::Unheard | Status::Cancel);
        if done {
            put("flags", json!(0));
            put("messageId", json!(snowflake(task.seed).to_string()));
            put(
                "messageHash",
                json!((!matches!(task.action, Action::Describe)).then_some(&task.uuid)),
            );
        } else if look.sight.is_some() {
            put("messageHash", json!("0"));
        }
        put("nonce", json!(snowflake(task.seed ^ 1).to_string()));
        let texts = matches!(task.action, Action::Describe | Action::Shorten);
        if done || (told && !texts) {
            put("finalPrompt", json!(task.final_prompt));
        }
        if told {
            put("progressMessageId", json!(snowflake(task.seed ^ 2).to_string()));
        }
        if told && task.parent.is_some() {
            put("referencedMessageId", json!(snowflake(task.seed ^ 3).to_string()));
        }
        if self.buttons && done {
            put(
                "messageContent",
                json!(format!(
                    "**{}** - <@1012983546824114217> (fast)",
                    task.final_prompt
                )),
            );
        }
        Value::Object(all)
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Imagine => "IMAGINE",
        Action::Upscale | Action::UpscaleMore => "UPSCALE",
        Action::Variation | Action::LowVariation | Action::HighVariation | Action::Inpaint => "VARIATION",
        Action::Reroll => "REROLL",
        Action::Describe => "DESCRIBE",
        Action::Blend => "BLEND",
        Action::Shorten => "SHORTEN",
        Action::Pan => "PAN",
        Action::Zoom | Action::CustomZoom => "ZOOM",
    }
}
