//! What a page may see of a gateway's response.

use serde::Serialize;

use crate::{
    gateway::{
        id,
        read::{self, PollResponse},
        refusal::refuses,
        reply::{self, Receipt},
        task::View,
        verb::Verb,
    },
    platform::Json,
};

/// What a request was for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A submit, on a task where it has one.
    Submit(Verb, Option<String>),
    /// One task.
    Task(String),
    /// Tasks of a list.
    Tasks,
}

/// What a page may see. One of the fields is there, or none if the response says nothing.
#[derive(Default, Serialize)]
pub struct Answer {
    /// The submit, which the gateway accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<Accepted>,
    /// The tasks that the response shows, in its order.
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<Vec<Row>>,
    /// The JSON of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Json>,
    /// The start of a text that is no JSON: a web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Whether the gateway surely has no task of the submit.
    #[serde(rename = "isRefused")]
    is_refused: bool,
}

/// A submit that was accepted, as the protocol says it.
#[derive(Serialize)]
pub struct Accepted {
    /// The envelope's code: 1, 21 or 22.
    code: i32,
    /// The gateway's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Json>,
    /// The tasks' IDs. Some buttons make several tasks.
    ids: Vec<String>,
}

/// A task that a response shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    id: String,
    is_final: bool,
    task: Json,
}

/// What refusals say, in all families of gateways.
#[derive(Serialize)]
struct Refused {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    kind: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Json>,
}

/// The most that is handed on of a text that is no JSON. An error of the client quotes less.
const MOST_OF_TEXT: usize = 1_000;

/// Reads a response. `text` is its body, without the key and with big integers quoted.
pub fn read(asked: &Asked, status: u16, json: Option<&Json>, text: &str) -> Answer {
    let (understood, is_refused) = match asked {
        Asked::Submit(verb, parent) => match reply::read(*verb, parent.as_deref(), status, json, text) {
            Ok(receipt) => (accepted(receipt, json), false),
            Err(refusal) => (None, !refusal.maybe_submitted),
        },
        Asked::Task(id) => (task(id, status, json, text), true),
        Asked::Tasks => (tasks(status, json, text), true),
    };
    understood.unwrap_or_else(|| Answer {
        refused: json.and_then(|json| refusal(asked, status, json)),
        text: (json.is_none() && !text.is_empty()).then(|| text.chars().take(MOST_OF_TEXT).collect()),
        is_refused,
        ..Answer::default()
    })
}

fn accepted(receipt: Receipt, envelope: Option<&Json>) -> Option<Answer> {
    let envelope = envelope?;
    Some(Answer {
        accepted: Some(Accepted {
            // An envelope of a reseller's own has none, 0 or 200.
            code: receipt
                .gateway_code
                .filter(|code| matches!(code, 1 | 21 | 22))
                .unwrap_or(1),
            description: envelope.field("description"),
            properties: envelope.field("properties"),
            ids: receipt.ids.map_or_else(|| vec![receipt.id], |ids| split(&ids)),
        }),
        ..Answer::default()
    })
}

fn task(id: &str, status: u16, json: Option<&Json>, text: &str) -> Option<Answer> {
    let PollResponse::Task(view, task) = read::task(id, status, json, text) else {
        return None;
    };
    Some(Answer {
        tasks: Some(vec![Row::new(id.to_owned(), &view, task)]),
        ..Answer::default()
    })
}

fn tasks(status: u16, json: Option<&Json>, text: &str) -> Option<Answer> {
    let rows = read::list(status, json, text).ok()?;
    Some(Answer {
        tasks: Some(rows.into_iter().filter_map(Row::of).collect()),
        ..Answer::default()
    })
}

/// The IDs of a text with commas between them.
fn split(ids: &str) -> Vec<String> {
    let ids = ids.split(',').map(str::trim_ascii);
    ids.filter(|id| id::is_valid(id)).map(str::to_owned).collect()
}

impl Row {
    fn new(id: String, view: &View, task: Json) -> Self {
        Self {
            id,
            is_final: view.status.is_final(),
            task,
        }
    }

    fn of(task: Json) -> Option<Self> {
        let view = View::of_row(&task)?;
        Some(Self::new(view.id.clone()?, &view, task))
    }
}

/// Copies what a refusal has of an envelope. What else is in it, or in a success that is not what was asked for, may be another's task.
fn refusal(asked: &Asked, status: u16, envelope: &Json) -> Option<Json> {
    let is_submit = matches!(asked, Asked::Submit(..));
    let is_refusal = is_submit || !(200..300).contains(&status) || refuses(envelope);
    if !envelope.is_object() || !is_refusal {
        return None;
    }
    let field = |name| envelope.field(name);
    let refused = Refused {
        code: field("code"),
        description: field("description"),
        message: field("message"),
        msg: field("msg"),
        error: field("error"),
        kind: field("type"),
        success: field("success"),
        status: field("status"),
        path: field("path"),
        timestamp: field("timestamp"),
        detail: field("detail"),
        title: field("title"),
        properties: field("properties").filter(|_| is_submit),
    };
    Json::encode(&refused).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(asked: &Asked, status: u16, text: &str) -> serde_json::Value {
        serde_json::to_value(read(asked, status, Json::parse(text).as_ref(), text)).unwrap()
    }

    #[test]
    fn a_submit_is_shown_as_the_protocol_has_it() {
        let imagine = Asked::Submit(Verb::Imagine, None);
        for (text, wanted) in [
            (
                r#"{"code":22,"description":"d","result":17,"properties":{"numberOfQueues":2}}"#,
                r#"{"code":22,"description":"d","ids":["17"],"properties":{"numberOfQueues":2}}"#,
            ),
            (r#"{"code":1,"result":"1, 2"}"#, r#"{"code":1,"ids":["1","2"]}"#),
            (
                r#"{"code":200,"data":{"task_id":"7","token":"x"}}"#,
                r#"{"code":1,"ids":["7"]}"#,
            ),
        ] {
            let wanted: serde_json::Value = serde_json::from_str(wanted).unwrap();
            assert_eq!(shown(&imagine, 200, text)["accepted"], wanted, "{text}");
        }
    }

    #[test]
    fn of_a_refusal_only_what_refusals_have_is_shown() {
        let imagine = Asked::Submit(Verb::Imagine, None);
        let banned =
            r#"{"code":24,"description":"d","properties":{"bannedWord":"x"},"result":"1","data":{"id":"9"}}"#;
        let wanted =
            serde_json::json!({ "code": 24, "description": "d", "properties": { "bannedWord": "x" } });
        assert_eq!(shown(&imagine, 200, banned)["refused"], wanted);
        assert_eq!(shown(&imagine, 200, banned)["isRefused"], true);
        assert_eq!(shown(&imagine, 500, banned)["isRefused"], false);
        let one = Asked::Task("1".into());
        let lost = r#"{"code":4,"description":"task_not_found","prompt":"secret"}"#;
        let wanted = serde_json::json!({ "code": 4, "description": "task_not_found" });
        assert_eq!(shown(&one, 400, lost)["refused"], wanted);
        let page = shown(&one, 502, &"<".repeat(5_000));
        assert_eq!(page["text"].as_str().unwrap().len(), MOST_OF_TEXT);
    }

    #[test]
    fn another_task_than_the_one_that_was_asked_for_is_not_shown() {
        let one = Asked::Task("1".into());
        let nothing = serde_json::json!({ "isRefused": true });
        for text in [
            r#"{"id":"2","status":"SUCCESS","description":"secret"}"#,
            r#"{"data":{"id":"2","status":"SUCCESS","description":"secret"},"description":"secret"}"#,
            r#"[{"id":"2","status":"SUCCESS","description":"secret"}]"#,
        ] {
            assert_eq!(shown(&one, 200, text), nothing, "{text}");
        }
        let shown = shown(&Asked::Tasks, 200, r#"{"description":"secret"}"#);
        assert_eq!(shown, nothing);
    }

    #[test]
    fn a_task_is_shown_with_its_id_and_whether_it_has_ended() {
        let done = r#"{"data":{"id":12,"status":"SUCCESS","imageUrl":"u"}}"#;
        let one = shown(&Asked::Task("12".into()), 200, done);
        assert_eq!(one["tasks"][0]["id"], "12");
        assert_eq!(one["tasks"][0]["isFinal"], true);
        assert_eq!(one["tasks"][0]["task"]["imageUrl"], "u");
        let rows = shown(
            &Asked::Tasks,
            200,
            r#"[{"id":"2","status":"MODAL"},{"status":"SUCCESS"}]"#,
        );
        assert_eq!(rows["tasks"].as_array().unwrap().len(), 1);
        assert_eq!(rows["tasks"][0]["isFinal"], false);
    }
}
