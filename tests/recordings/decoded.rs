//! Every recorded answer against the table: what the decoders read. They are private, so this file is a part of their crate.

#[path = "recorded.rs"]
#[allow(
    dead_code,
    reason = "the replay through the whole client reads the columns one by one"
)]
mod recorded;

use super::{Json, big_integer, read, refusal::Refusal, reply, task::View, verb::Verb};
use recorded::{Recorded, recorded};

#[test]
fn every_recorded_answer_is_read_as_the_table_says() {
    let mut wrong = Vec::new();
    for recorded in recorded() {
        let seen = seen(&recorded);
        if seen != recorded.row {
            wrong.push(format!(
                "{}\n  wanted {}\n  seen   {seen}",
                recorded.key, recorded.row
            ));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The row that the decoders would write: outcome, id, code, status, progress, maybeSubmitted.
fn seen(recorded: &Recorded) -> String {
    let Some(status) = recorded.status else {
        // Nothing came: no decoder reads anything. Only the client that waited knows which of the two it was.
        let code = if recorded.error.as_deref() == Some("CLIENT_TIMEOUT") {
            "request_timeout"
        } else {
            "network"
        };
        let doubt = if recorded.kind == "submit" { "true" } else { "-" };
        return row(["error", "-", code, "-", "-", doubt]);
    };
    let text = big_integer::quote(recorded.text());
    let json = Json::parse(&text);
    match recorded.kind.as_str() {
        "submit" => submit(&recorded.verb, status, json.as_ref(), &text),
        "fetch" => match read::task(&recorded.expected.id, status, json.as_ref(), &text) {
            read::PollResponse::Task(view, _) => {
                let (id, status, progress) = fields(&view);
                row(["task", &id, "-", status, &progress, "-"])
            }
            read::PollResponse::Missing(refusal) => row(["missing", "-", refusal.code.name(), "-", "-", "-"]),
            read::PollResponse::Fault(refusal) => error(&refusal, "-"),
        },
        "list" => match read::list(status, json.as_ref(), &text) {
            Ok(rows) => list(&rows),
            Err(refusal) => error(&refusal, "-"),
        },
        // Answers to what only the escape hatch requests are handed on unread.
        _ => row(["other", "-", "-", "-", "-", "-"]),
    }
}

fn submit(verb: &str, status: u16, json: Option<&Json>, text: &str) -> String {
    let receipt = match reply::read(Verb::for_test(verb), None, status, json, text) {
        Ok(receipt) => receipt,
        Err(refusal) => return error(&refusal, &refusal.maybe_submitted.to_string()),
    };
    let queued = receipt.queue_position.is_some() || receipt.gateway_code == Some(22);
    let outcome = match () {
        () if receipt.wants_modal => "modal",
        () if receipt.existed => "exists",
        () if queued => "queued",
        () => "accepted",
    };
    let position = receipt
        .queue_position
        .map_or("?".into(), |position| position.to_string());
    let code = if outcome == "queued" {
        format!("queued:{position}")
    } else {
        "-".into()
    };
    row([outcome, &receipt.id, &code, "-", "-", "-"])
}

fn list(rows: &[Json]) -> String {
    let fields: Vec<_> = rows
        .iter()
        .filter_map(View::of_row)
        .map(|view| fields(&view))
        .collect();
    let column = |pick: fn(&Fields) -> String| {
        let all: Vec<String> = fields.iter().map(pick).collect();
        if all.is_empty() {
            "-".to_owned()
        } else {
            all.join(",")
        }
    };
    let (ids, states) = (column(|f| f.0.clone()), column(|f| f.1.to_owned()));
    row(["tasks", &ids, "-", &states, &column(|f| f.2.clone()), "-"])
}

fn error(refusal: &Refusal, doubt: &str) -> String {
    row(["error", "-", refusal.code.name(), "-", "-", doubt])
}

/// Id, status, progress.
type Fields = (String, &'static str, String);

fn fields(view: &View) -> Fields {
    let id = view.id.clone().unwrap_or_else(|| "-".into());
    (id, view.status.word(), view.progress.unwrap_or(0).to_string())
}

fn row(columns: [&str; 6]) -> String {
    columns.join("\t")
}

impl Verb {
    /// The verb as the fixtures name it. Endpoints that have no verb of their own answer like an imagine.
    fn for_test(name: &str) -> Self {
        match name {
            "change" => Self::Change,
            name => Self::named(name).unwrap_or(Self::Imagine),
        }
    }
}
