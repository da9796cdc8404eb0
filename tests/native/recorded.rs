//! Every recorded answer against a table written by hand: what a user should see of it (tests/fixtures/README.md).

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Json, big_integer, read, refusal::Refusal, reply, task::View, verb::Verb};

/// One answer that was recorded or seen.
struct Exchange {
    key: String,
    kind: String,
    verb: String,
    status: Option<u16>,
    body: String,
    error: Option<String>,
}

#[test]
fn every_recorded_answer_is_read_as_the_table_says() {
    let mut table = table();
    let mut wrong = Vec::new();
    for exchange in exchanges() {
        let Some(wanted) = table.remove(&exchange.key) else {
            wrong.push(format!("{}: has no row in expected.tsv", exchange.key));
            continue;
        };
        let seen = seen(&exchange);
        if seen != wanted {
            wrong.push(format!("{}\n  wanted {wanted}\n  seen   {seen}", exchange.key));
        }
    }
    wrong.extend(
        table
            .into_keys()
            .map(|key| format!("{key}: has a row but no fixture")),
    );
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The row that our decoder would write: outcome, id, code, status, progress, maybeSubmitted.
fn seen(exchange: &Exchange) -> String {
    let Some(status) = exchange.status else {
        // Nothing came: no decoder is asked. Which of the two it was, only the one who waited knows.
        let code = if exchange.error.as_deref() == Some("CLIENT_TIMEOUT") {
            "request_timeout"
        } else {
            "network"
        };
        let doubt = if exchange.kind == "submit" { "true" } else { "-" };
        return row(["error", "-", code, "-", "-", doubt]);
    };
    let text = big_integer::quote(exchange.body.clone());
    let json = Json::parse(&without_lone_surrogates(&text));
    // An upload answers with the addresses of pictures, not with a task: only the escape hatch asks for it.
    let kind = if exchange.key.ends_with("upload-discord-images--ok") {
        "other"
    } else {
        &exchange.kind
    };
    match kind {
        "submit" => match reply::read(Verb::for_test(&exchange.verb), status, json.as_ref(), &text) {
            Ok(receipt) => {
                let queued = receipt.queue_position.is_some() || receipt.gateway_code == 22;
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
            Err(refusal) => error(&refusal, &refusal.maybe_submitted.to_string()),
        },
        "fetch" => match read::task(status, json.as_ref(), &text) {
            read::PollResponse::Task(view) => {
                let (id, status, progress) = fields(&view);
                row(["task", &id, "-", status, &progress, "-"])
            }
            read::PollResponse::Missing(refusal) => row(["missing", "-", refusal.code.name(), "-", "-", "-"]),
            read::PollResponse::Fault(refusal) => error(&refusal, "-"),
        },
        "list" => match read::list(status, json.as_ref(), &text) {
            Ok(rows) => {
                let fields: Vec<_> = rows
                    .iter()
                    .filter_map(View::read)
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
            Err(refusal) => error(&refusal, "-"),
        },
        // Answers to what only the escape hatch asks for are handed on unread.
        _ => row(["other", "-", "-", "-", "-", "-"]),
    }
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

/// `JSON.parse` takes half a surrogate pair (novicezk gives back what it got); serde_json, which stands in for it here,
/// does not.
fn without_lone_surrogates(text: &str) -> String {
    text.replace("\\uD83E\"", "\\uFFFD\"")
        .replace("\\uD83E ", "\\uFFFD ")
}

fn file(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The rows of a tab-separated file below its header, comments left out.
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = file(name);
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .skip(1);
    lines
        .map(|line| line.split('\t').map(Into::into).collect())
        .collect()
}

fn table() -> BTreeMap<String, String> {
    let mut table = BTreeMap::new();
    for columns in rows("expected.tsv") {
        assert_eq!(columns.len(), 7, "{columns:?}");
        let twice = table.insert(columns[0].clone(), columns[1..].join("\t"));
        assert!(twice.is_none(), "{} has two rows", columns[0]);
    }
    table
}

fn exchanges() -> Vec<Exchange> {
    let mut all = Vec::new();
    let listed = rows("samples.tsv");
    let folder = format!("{}/tests/fixtures/samples", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(
        std::fs::read_dir(folder).unwrap().count(),
        listed.len(),
        "samples.tsv lists every sample"
    );
    for columns in listed {
        all.push(Exchange {
            key: format!("samples/{}", columns[0]),
            kind: columns[1].clone(),
            verb: columns[2].clone(),
            status: Some(columns[3].parse().unwrap()),
            body: file(&format!("samples/{}.json", columns[0])),
            error: None,
        });
    }
    for family in ["novicezk", "new-api", "new-api-2025", "new-api-fork", "one-hub"] {
        for line in file(&format!("recordings/{family}.jsonl")).lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| line[key].as_str().map(str::to_owned);
            all.push(Exchange {
                key: format!("{family}/{}", text("file").unwrap()),
                kind: text("kind").unwrap(),
                verb: text("verb").unwrap_or_default(),
                status: line["status"].as_u64().map(|status| status as u16),
                body: text("body").unwrap_or_default(),
                error: text("error"),
            });
        }
    }
    all
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
