//! The answers of real servers that were recorded, each with what a user should see of it (tests/fixtures/README.md).

use std::{collections::BTreeMap, fs};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

/// One answer that was recorded or seen.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// `<family>/<file>`.
    pub key: String,
    /// `submit`, `fetch`, `list`, or `other` for what only the escape hatch requests.
    pub kind: String,
    /// The verb of a submit, or nothing.
    pub verb: String,
    /// `None` if no answer came.
    pub status: Option<u16>,
    pub body: Vec<u8>,
    /// Why no answer came.
    pub error: Option<String>,
    /// The row of the table. Its columns are those of [`Expected`].
    pub row: String,
    pub expected: Expected,
}

/// What a user should see, from the table that was written by hand. `-` is nothing.
#[derive(Clone, Debug)]
pub struct Expected {
    pub outcome: String,
    pub id: String,
    pub code: String,
    pub status: String,
    pub progress: String,
    pub maybe_submitted: String,
}

impl Recorded {
    /// Returns the body's text. serde_json refuses half a surrogate pair, which `JSON.parse` takes, and which novicezk echoes.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body)
            .replace("\\uD83E\"", "\\uFFFD\"")
            .replace("\\uD83E ", "\\uFFFD ")
    }
}

const FAMILIES: [&str; 5] = ["novicezk", "new-api", "new-api-2025", "new-api-fork", "one-hub"];

/// Returns all of them. Panics where a recording has no row, or a row no recording.
pub fn recorded() -> Vec<Recorded> {
    let mut table = table();
    let mut all = samples(&mut table);
    for family in FAMILIES {
        for line in file(&format!("recordings/{family}.jsonl")).lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let bytes = line["bodyBase64"].as_str();
            let body = bytes.map_or_else(
                || text("body").into_bytes(),
                |body| BASE64_STANDARD.decode(body).unwrap(),
            );
            all.push(with_row(
                &mut table,
                Recorded {
                    key: format!("{family}/{}", text("file")),
                    kind: text("kind"),
                    verb: text("verb"),
                    status: line["status"].as_u64().map(|status| status as u16),
                    body,
                    error: line["error"].as_str().map(str::to_owned),
                    row: String::new(),
                    expected: Expected::of(&[]),
                },
            ));
        }
    }
    assert!(table.is_empty(), "rows without a recording: {:?}", table.keys());
    assert!(all.len() > 790, "{} recordings", all.len());
    all
}

fn samples(table: &mut BTreeMap<String, Vec<String>>) -> Vec<Recorded> {
    let listed = rows("samples.tsv");
    let folder = format!("{}/tests/fixtures/samples", env!("CARGO_MANIFEST_DIR"));
    let count = fs::read_dir(folder).unwrap().count();
    assert_eq!(count, listed.len(), "samples.tsv lists every sample");
    let samples = listed.into_iter().map(|columns| Recorded {
        key: format!("samples/{}", columns[0]),
        kind: columns[1].clone(),
        verb: columns[2].clone(),
        status: Some(columns[3].parse().unwrap()),
        body: file(&format!("samples/{}.json", columns[0])).into_bytes(),
        error: None,
        row: String::new(),
        expected: Expected::of(&[]),
    });
    samples.map(|sample| with_row(table, sample)).collect()
}

/// The recording with its row, which is taken out of the table.
fn with_row(table: &mut BTreeMap<String, Vec<String>>, mut recorded: Recorded) -> Recorded {
    let key = &recorded.key;
    let columns = table
        .remove(key)
        .unwrap_or_else(|| panic!("{key} has no row in expected.tsv"));
    recorded.row = columns.join("\t");
    recorded.expected = Expected::of(&columns);
    if recorded.expected.outcome == "other" {
        recorded.kind = "other".into();
    }
    recorded
}

impl Expected {
    fn of(columns: &[String]) -> Self {
        let column = |at: usize| columns.get(at).cloned().unwrap_or_default();
        Self {
            outcome: column(0),
            id: column(1),
            code: column(2),
            status: column(3),
            progress: column(4),
            maybe_submitted: column(5),
        }
    }
}

fn table() -> BTreeMap<String, Vec<String>> {
    let mut table = BTreeMap::new();
    for columns in rows("expected.tsv") {
        assert_eq!(columns.len(), 7, "{columns:?}");
        let twice = table.insert(columns[0].clone(), columns[1..].to_vec());
        assert!(twice.is_none(), "{} has two rows", columns[0]);
    }
    table
}

/// Returns the text of a file of the fixtures.
pub fn file(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The rows of a tab-separated file below its header, comments left out.
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = file(name);
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let rows = lines.skip(1);
    rows.map(|line| line.split('\t').map(Into::into).collect())
        .collect()
}
