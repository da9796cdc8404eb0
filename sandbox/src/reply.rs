//! The answer to a submit as the Chinese servers give it: `{code, description, result, properties}`.

use serde_json::{Value, json};

use crate::submission::Outcome;

/// The account that all tasks run on.
pub const INSTANCE: &str = "1118138338562560102";

/// The envelope, in the servers' order of keys. How a task asks back differs too much to be told here.
pub fn envelope(outcome: &Outcome, asks: impl FnOnce(&str, &str) -> Value) -> Value {
    let (code, description, result, properties) = match outcome {
        Outcome::Accepted(id) => (
            1,
            "提交成功".to_owned(),
            json!(id),
            json!({"discordInstanceId": INSTANCE}),
        ),
        Outcome::Queued(id, ahead) => {
            let properties = json!({"numberOfQueues": ahead, "discordInstanceId": INSTANCE});
            (
                22,
                format!("排队中，前面还有{ahead}个任务"),
                json!(id),
                properties,
            )
        }
        Outcome::Asks { id, final_prompt } => return asks(id, final_prompt),
        Outcome::Full => (
            23,
            "队列已满，请稍后尝试".to_owned(),
            Value::Null,
            json!({"discordInstanceId": INSTANCE}),
        ),
        Outcome::Banned { word, prompt } => (
            24,
            "可能包含敏感词".to_owned(),
            Value::Null,
            json!({"promptEn": prompt, "bannedWord": word}),
        ),
        Outcome::Unknown => (3, "关联任务不存在或已失效".to_owned(), Value::Null, json!({})),
        Outcome::Refused(complaint) => (4, complaint.chinese().to_owned(), Value::Null, json!({})),
    };
    json!({"code": code, "description": description, "result": result, "properties": properties})
}

/// Code 21 as trueai words it, with all a client needs to go on.
pub fn window_confirm(id: &str, final_prompt: &str) -> Value {
    let properties = json!({"finalPrompt": final_prompt, "remix": true});
    json!({"code": 21, "description": "Waiting for window confirm", "result": id, "properties": properties})
}
