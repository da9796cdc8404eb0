//! What a job tells of its task while it runs.

use std::{cell::RefCell, rc::Rc};

use midjourney_sandbox::Dialect;
use midjourney_wasm::{Status, Task};
use serde_json::{Value, json};

use crate::world::{GOOD, Line, Script, Stage, row, says};

fn running(progress: Value) -> Line {
    says(row(GOOD, json!({"status": "IN_PROGRESS", "progress": progress})))
}

#[test]
fn progress_and_status_are_told_in_every_dress() {
    for (status, progress, shown) in [
        (json!("IN_PROGRESS"), json!("31%"), (Status::InProgress, 31)),
        (json!("IN_PROGRESS"), json!(31), (Status::InProgress, 31)),
        (json!("IN_PROGRESS"), json!(""), (Status::InProgress, 0)),
        (json!("IN_PROGRESS"), json!(null), (Status::InProgress, 0)),
        (json!("IN_PROGRESS"), json!("waiting"), (Status::InProgress, 0)),
        (json!("IN_PROGRESS"), json!("100%"), (Status::InProgress, 0)),
        (json!("SUCCESS"), json!(""), (Status::Success, 100)),
        (json!("SUCCESS"), json!("99%"), (Status::Success, 100)),
        (json!("FAILURE"), json!("100%"), (Status::Failure, 0)),
        (json!(""), json!("0%"), (Status::NotStart, 0)),
        (json!(null), json!("0%"), (Status::NotStart, 0)),
        (json!("DANCING"), json!("46%"), (Status::Unknown, 46)),
    ] {
        let task = json!({"id": "7", "status": status, "progress": progress, "new": {"field": [1]}});
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
        let client = stage.client();
        let task = stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!((task.status(), task.progress()), shown, "{status} {progress}");
        let kept: Value = serde_json::from_str(&task.json().to_string()).unwrap();
        assert_eq!(kept["new"], json!({"field": [1]}), "unknown fields are kept");
        let is_word = status.is_string() && task.status() == Status::Unknown;
        assert_eq!(task.raw_status().is_some(), is_word, "{status}");
    }
}

#[test]
fn progress_never_goes_back_and_a_preview_stays_until_the_end() {
    let steps = [
        json!({"status": "IN_PROGRESS", "progress": "46%", "imageUrl": "https://cdn.example/1.webp"}),
        json!({"status": "SUBMITTED", "progress": "0%", "imageUrl": ""}),
        json!({"status": "IN_PROGRESS", "progress": "31%", "imageUrl": null}),
        json!({"status": "IN_PROGRESS", "progress": "99%"}),
        json!({"status": "SUCCESS", "progress": "93%", "imageUrl": "https://cdn.example/2.png"}),
    ];
    let lines = steps.map(|step| says(row(GOOD, step))).into();
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let client = stage.client();
    let seen: Rc<RefCell<Vec<Task>>> = Rc::default();
    let (mut updates, all) = (client.imagine("cat").updates(), Rc::clone(&seen));
    stage.run_clean(async move {
        while let Some(task) = updates.next().await {
            all.borrow_mut().push(task.unwrap());
        }
        assert!(updates.next().await.is_none(), "nothing comes after the end");
    });
    let seen = seen.borrow();
    let progress: Vec<u8> = seen.iter().map(Task::progress).collect();
    assert_eq!(progress, [46, 46, 46, 99, 100]);
    let pictures: Vec<_> = seen
        .iter()
        .map(|task| task.image_url().unwrap().to_string())
        .collect();
    assert_eq!(pictures[1], "https://cdn.example/1.webp");
    assert_eq!(pictures[4], "https://cdn.example/2.png");
}

#[test]
fn an_unknown_status_counts_as_running() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let mut updates = client.imagine("cat sandbox:unknown-status").updates();
    let seen = stage.run_clean(async move {
        let mut seen = Vec::new();
        while let Some(task) = updates.next().await {
            seen.push(task.unwrap());
        }
        seen
    });
    assert_eq!(seen.last().unwrap().status(), Status::Success);
    let unknown = seen.iter().find(|task| task.status() == Status::Unknown).unwrap();
    assert_eq!(unknown.raw_status().as_deref(), Some("PAUSED_BY_MODERATOR"));
}

#[test]
fn the_queue_position_is_told_until_the_task_ends() {
    let queued = says(
        json!({"code": 22, "description": "排队中", "result": GOOD, "properties": {"numberOfQueues": 2}}),
    );
    let script = Script::default()
        .on("imagine", vec![queued])
        .on("fetch", vec![running(json!("0%"))]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let mut updates = client.imagine("cat").updates();
    let (first, last, submission) = stage.run_clean(async move {
        let first = updates.next().await.unwrap().unwrap();
        (
            first,
            updates.next().await.unwrap().unwrap(),
            updates.submission().unwrap(),
        )
    });
    assert_eq!(
        (submission.queue_position(), submission.gateway_code()),
        (Some(2), Some(22))
    );
    assert_eq!((first.queue_position(), last.queue_position()), (Some(2), None));
}
