//! One request and its answer: one task, many tasks, and what else a gateway has.

use std::collections::HashMap;

use midjourney_wasm::{ErrorCode, Json, Status};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{HELD, QUICK, Recorder, builder, client, fails};

#[wasm_bindgen_test]
async fn one_task_is_read() {
    let mj = client();
    let task = mj.fetch(HELD).await.unwrap();
    assert_eq!((task.id(), task.status()), (HELD, Status::Success));
    assert_eq!(mj.fetch(&task).await.unwrap(), task);
    let error = fails(mj.fetch("404").await, ErrorCode::TaskNotFound);
    assert_eq!(
        (error.task_id(), error.maybe_submitted(), error.is_retryable()),
        (Some("404"), false, false)
    );
    let error = fails(mj.fetch("../secret").await, ErrorCode::InvalidInput);
    assert_eq!(error.field(), Some("task"));
}

#[wasm_bindgen_test]
async fn many_tasks_are_read_in_one_request_in_the_asked_order() {
    let recorder = Recorder::new(None);
    let mj = builder().fetch(recorder.fetch()).build().unwrap();
    let new = mj.imagine(QUICK).submit().await.unwrap();
    let tasks = mj.fetch_many([new.id(), "404", HELD]).await.unwrap();
    let ids: Vec<_> = tasks.iter().map(|task| task.id()).collect();
    assert_eq!(ids, [new.id(), HELD]);
    assert_eq!(recorder.sent().len(), 2);
    assert!(
        mj.fetch_many(Vec::<String>::new())
            .await
            .is_ok_and(|tasks| tasks.is_empty())
    );
    fails(mj.fetch_many(["1", "a/b"]).await, ErrorCode::InvalidInput);
}

#[wasm_bindgen_test]
async fn ids_are_exact() {
    let task = client().imagine(QUICK).await.unwrap();
    let properties = task.properties().unwrap();
    assert_eq!(
        properties
            .get("discordChannelId")
            .unwrap()
            .decode::<String>()
            .unwrap(),
        "8774786694361674001"
    );
    let all: HashMap<String, serde_json::Value> = properties.decode().unwrap();
    assert_eq!(all["discordInstanceId"], "1118138338562560102");
    let raw: serde_json::Value = serde_json::from_str(task.json().as_str()).unwrap();
    assert_eq!(raw["properties"]["discordInstanceId"], "1118138338562560102");
    assert_eq!(raw["id"], task.id());
    assert_eq!(
        (properties.get("nothing"), properties.get("toString")),
        (None, None)
    );
}

#[wasm_bindgen_test]
async fn anything_else_below_mj_can_be_asked() {
    let mj = client();
    let seed = mj
        .request("GET", format!("/task/{HELD}/image-seed"))
        .await
        .unwrap();
    assert_eq!(seed.get("code").unwrap().decode::<u32>().unwrap(), 1);
    let body = HashMap::from([("ids", [HELD])]);
    let list = mj
        .request("POST", "/task/list-by-condition")
        .body(&body)
        .await
        .unwrap();
    let rows: Vec<HashMap<String, serde_json::Value>> = list.decode().unwrap();
    assert_eq!(rows[0]["id"], HELD);
    fails(list.decode::<u32>(), ErrorCode::BadResponse);
    assert_eq!(
        fails(mj.request("get", "/task/list").await, ErrorCode::InvalidInput).field(),
        Some("method")
    );
    assert_eq!(
        fails(mj.request("GET", "task").await, ErrorCode::InvalidInput).field(),
        Some("path")
    );
    assert_eq!(
        fails(
            mj.request("GET", "/task/list").body(&1).await,
            ErrorCode::InvalidInput
        )
        .field(),
        Some("body")
    );
    fails(Json::encode(&u64::MAX), ErrorCode::InvalidInput);
    fails(
        mj.request("POST", "/task/list").body(&u64::MAX).await,
        ErrorCode::InvalidInput,
    );
}
