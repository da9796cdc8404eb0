//! What a program shows of a task: the same table as the npm package's (`tests/fixtures/display.json`).

use midjourney_wasm::{Button, Task};
use serde_json::{Value, json};

use crate::recorded::{file, recorded};

fn table() -> Value {
    serde_json::from_str(&file("display.json")).unwrap()
}

/// The task of a JSON object. The table leaves out what every task has.
fn task(fields: &Value) -> Task {
    let mut task = json!({ "id": "1", "status": "SUCCESS" });
    task.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    task.to_string().parse().unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    let texts = value.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn the_text_of_a_button() {
    for row in table()["texts"].as_array().unwrap() {
        let task = task(&json!({ "buttons": [row["button"]] }));
        assert_eq!(task.buttons()[0].text(), row["text"], "{row}");
    }
}

#[test]
fn the_rows_of_a_tasks_buttons_and_the_prompts_it_found() {
    let all = recorded();
    for row in table()["tasks"].as_array().unwrap() {
        let task = match row["recorded"].as_str() {
            Some(key) => {
                let recorded = all.iter().find(|recorded| recorded.key == key).unwrap();
                task(&serde_json::from_slice(&recorded.body).unwrap())
            }
            None => task(&row["task"]),
        };
        let about = row["recorded"].as_str().or(row["why"].as_str()).unwrap();
        let rows = task.button_rows();
        let shown: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(Button::text).collect())
            .collect();
        let wanted: Vec<Vec<&str>> = row["rows"].as_array().unwrap().iter().map(texts).collect();
        assert_eq!(shown, wanted, "{about}");
        assert_eq!(task.prompts(), texts(&row["prompts"]), "{about}");
    }
}
