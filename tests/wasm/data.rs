//! Tasks as plain data.

use std::time::Duration;

use midjourney_wasm::{ErrorCode, Status, Task};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{QUICK, client, fails};

#[wasm_bindgen_test]
async fn a_task_is_stored_and_its_buttons_still_work() {
    let task = client().imagine(QUICK).await.unwrap();
    let stored = task.json().to_string();
    let restored: Task = stored.parse().unwrap();
    assert_eq!(restored, task);
    assert_eq!(
        client().upscale(restored, 1).await.unwrap().status(),
        Status::Success
    );
    for text in [
        "",
        "{}",
        "[]",
        r#"{"status":"SUCCESS"}"#,
        r#"{"id":"1","code":4}"#,
    ] {
        assert_eq!(
            fails(text.parse::<Task>(), ErrorCode::InvalidInput).field(),
            Some("task")
        );
    }
}

#[wasm_bindgen_test]
fn what_is_not_there_is_none() {
    let task: Task = r#"{"id":"007","status":"IN_PROGRESS","progress":31,"submitTime":1700000000001,
        "buttons":[{"customId":"a::b","emoji":"🔄","style":2}],"more":{"deep":[1]}}"#
        .parse()
        .unwrap();
    assert_eq!(
        (task.id(), task.status(), task.progress()),
        ("007", Status::InProgress, 31)
    );
    assert_eq!(task.submit_time(), Some(Duration::from_millis(1_700_000_000_001)));
    assert_eq!((task.start_time(), task.finish_time()), (None, None));
    assert_eq!(
        (task.image_url(), task.prompt(), task.fail_reason()),
        (None, None, None)
    );
    assert_eq!(
        (task.final_prompt(), task.properties(), task.queue_position()),
        (None, None, None)
    );
    let buttons = task.buttons();
    let [button] = buttons.as_slice() else {
        panic!("{task:?}")
    };
    assert_eq!(
        (button.custom_id(), button.label(), button.emoji()),
        ("a::b", "", "🔄")
    );
    assert_eq!(button.json().get("style").unwrap().to_string(), "2");
    assert_eq!(task.json().get("more").unwrap().to_string(), r#"{"deep":[1]}"#);
}

#[wasm_bindgen_test]
async fn a_status_that_nobody_knows_is_survived() {
    let mut updates = client().imagine("sandbox:unknown-status").updates();
    let mut unknown = 0;
    let mut last = None;
    while let Some(task) = updates.next().await {
        let task = task.unwrap();
        if task.status() == Status::Unknown {
            unknown += 1;
            assert!(task.raw_status().is_some());
        }
        last = Some(task);
    }
    assert!(unknown > 0);
    assert_eq!(last.unwrap().status(), Status::Success);
}
