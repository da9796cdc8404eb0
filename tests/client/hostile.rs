//! Odd answers and odd arguments: ids, names, numbers and types that nobody would expect.

use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Json, Status, Task};
use serde_json::{Value, json};

use crate::{
    support::fails,
    world::{Answer, Script, Stage, line, row, says},
};

/// Names that objects of JavaScript have from elsewhere.
const PROTOTYPE_NAMES: [&str; 5] = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "prototype",
];

#[test]
fn ids_that_could_change_the_path_are_refused_before_anything_is_sent() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    for id in [
        "",
        ".",
        "..",
        "a/../b",
        "a/b",
        "a\\b",
        "a\nb",
        "\0",
        "a\u{7f}",
        "../secret",
    ] {
        for outcome in [
            stage.run_clean(client.fetch(id)).map(drop),
            stage.run_clean(client.wait(id)).map(drop),
            stage.run_clean(client.fetch_many(["1", id])).map(drop),
            stage.run_clean(client.action(id, "MJ::a::b")).map(drop),
            stage.run_clean(client.upscale(id, 1)).map(drop),
            stage.run_clean(client.modal(id, Default::default())).map(drop),
        ] {
            let error = fails(outcome, ErrorCode::InvalidInput);
            assert_eq!(
                (error.field(), error.maybe_submitted()),
                (Some("task"), false),
                "{id:?}"
            );
        }
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

#[test]
fn odd_ids_are_followed_as_they_are() {
    for id in [
        "0741798445574458",
        "task_1.2",
        "1,2",
        "a b",
        "猫",
        "a?b",
        "a#b",
        "a%2fb",
        "50%",
        "a&b=c",
    ]
    .into_iter()
    .chain(PROTOTYPE_NAMES)
    {
        let mut stage = Stage::with_server(Script::default(), 1);
        let client = stage.client();
        let task = stage.run_clean(client.wait(id)).unwrap();
        assert_eq!(task.id(), id);
        assert_eq!(stage.world.exchanges()[0].ids, [id]);
    }
}

#[test]
fn tasks_whose_ids_are_names_of_every_object_share_a_request() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    let tasks = stage.run_clean(client.fetch_many(PROTOTYPE_NAMES)).unwrap();
    assert_eq!(
        tasks.iter().map(|task| task.id().to_string()).collect::<Vec<_>>(),
        PROTOTYPE_NAMES
    );
    let empty = Script::default().on("list", vec![says(json!([]))]);
    let mut stage = Stage::with_server(empty, 1);
    let client = stage.client();
    assert!(
        stage
            .run_clean(client.fetch_many(PROTOTYPE_NAMES))
            .unwrap()
            .is_empty()
    );
    let none: [&str; 0] = [];
    assert!(stage.run_clean(client.fetch_many(none)).unwrap().is_empty());
}

#[test]
fn numbers_up_to_2_to_the_53_stay_numbers_and_those_beyond_become_text() {
    let body = r#"{"most": 9007199254740991, "more": 9007199254740993, "least": -9007199254740991, "less": -9007199254740993,
        "float": 0.1, "zero": 0, "list": [1, 8774786694361674001, [1118138338562560102]], "deep": {"id":8774786694361674001}}"#;
    let mut stage = Stage::with_server(
        Script::default().on("other", vec![line(Answer::text(200, body))]),
        1,
    );
    let client = stage.client();
    let answer = stage.run_clean(client.request("GET", "/x")).unwrap();
    let answer: Value = serde_json::from_str(&answer.to_string()).unwrap();
    let wanted = json!({
        "most": 9007199254740991_u64, "more": "9007199254740993", "least": -9007199254740991_i64, "less": "-9007199254740993",
        "float": 0.1, "zero": 0, "list": [1, "8774786694361674001", ["1118138338562560102"]], "deep": {"id": "8774786694361674001"},
    });
    assert_eq!(answer, wanted);
}

#[test]
fn discords_numbers_keep_every_digit_however_a_task_is_read() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let task = stage.run_clean(client.imagine("cat sandbox:fast")).unwrap();
    let many = stage.run_clean(client.fetch_many([task.id()])).unwrap();
    let one = stage.run_clean(client.fetch(&task)).unwrap();
    for task in [&task, &one, &many[0]] {
        let properties: Value = serde_json::from_str(&task.properties().unwrap().to_string()).unwrap();
        assert_eq!(properties["discordChannelId"], "8774786694361674001");
        assert_eq!(properties["discordInstanceId"], "1118138338562560102");
    }
}

#[test]
fn what_is_no_task_is_none_and_what_is_one_survives_wrong_types() {
    for body in [
        "[]",
        "7",
        "true",
        "\"text\"",
        "{}",
        r#"{"code":1}"#,
        r#"{"id":"7","code":4}"#,
        r#"{"id":"7","status":7}"#,
        r#"{"id":"7","status":["SUCCESS"]}"#,
        r#"{"id":"7","status":{"__proto__":1}}"#,
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &Answer::text(200, body)), 1);
        let client = stage.client();
        fails(stage.run_clean(client.fetch("7")), ErrorCode::BadResponse);
    }
    for fields in [
        json!({"progress": {}, "buttons": "none", "properties": 9, "imageUrl": ["x"], "submitTime": "soon"}),
        json!({"progress": 1e300, "buttons": [7, null, {"customId": 5, "label": []}], "properties": "x", "prompt": {}}),
        json!({"progress": -1, "submitTime": -5, "startTime": 1e300, "finishTime": null, "queuePosition": "third"}),
        json!({"failReason": {"why": 1}, "description": 7, "state": []}),
        json!({"action": null, "toString": "x", "__proto__": {"id": "8"}}),
    ] {
        let mut stage = Stage::with_server(
            Script::default().on("fetch", vec![says(row("7", fields.clone()))]),
            1,
        );
        let client = stage.client();
        let task = stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!(task.id(), "7", "{fields}");
        assert!(task.progress() <= 100);
        let (_, _, _, _) = (
            task.submit_time(),
            task.start_time(),
            task.finish_time(),
            task.queue_position(),
        );
        let restored: Task = task.json().to_string().parse().unwrap();
        assert_eq!(restored.id(), task.id(), "{fields}");
    }
}

#[test]
fn a_submit_answered_with_wrong_types_is_in_doubt() {
    for body in [
        "[]",
        "null",
        "7",
        "\"1\"",
        r#"{"code":"x"}"#,
        r#"{"code":[1],"result":"7"}"#,
        r#"{"result":"7"}"#,
        r#"{"code":1e300,"result":"7"}"#,
    ] {
        let mut stage = Stage::with_server(
            Script::default().on("imagine", vec![line(Answer::text(200, body))]),
            1,
        );
        let client = stage.client();
        let error = stage.run_clean(client.imagine("cat")).unwrap_err();
        assert!(error.maybe_submitted(), "{body}: {error}");
        assert_eq!(stage.world.exchanges().len(), 1, "{body}");
    }
}

#[test]
fn bodies_that_are_no_utf_8_or_begin_with_a_mark_are_read() {
    let mut answer = Answer::text(200, "");
    if let crate::world::Outcome::Response(response) = &mut answer.outcome {
        response.body = [
            b"\xef\xbb\xbf",
            row("7", json!({"prompt": "cat"})).to_string().as_bytes(),
        ]
        .concat();
    }
    let mut bad = answer.clone();
    if let crate::world::Outcome::Response(response) = &mut bad.outcome {
        response.body = b"{\"id\":\"7\",\"status\":\"SUCCESS\",\"prompt\":\"c\xffat\"}".into();
    }
    let mut stage = Stage::with_server(Script::default().on("fetch", vec![line(answer), line(bad)]), 1);
    let client = stage.client();
    assert_eq!(
        stage.run_clean(client.fetch("7")).unwrap().prompt().as_deref(),
        Some("cat")
    );
    assert_eq!(
        stage.run_clean(client.fetch("7")).unwrap().prompt().as_deref(),
        Some("c\u{fffd}at")
    );
}

#[test]
fn a_task_is_stored_and_restored() {
    let task: Task = r#"{"id":"007","status":"IN_PROGRESS","progress":31,"submitTime":1700000000001,
        "buttons":[{"customId":"a::b","emoji":"🔄","style":2}],"more":{"deep":[1]}}"#
        .parse()
        .unwrap();
    assert_eq!(
        (task.id(), task.status(), task.progress()),
        ("007", Status::InProgress, 31)
    );
    assert_eq!(task.submit_time().unwrap().as_millis(), 1_700_000_000_001);
    assert!(task.start_time().is_none() && task.image_url().is_none() && task.prompt().is_none());
    assert!(task.final_prompt().is_none() && task.properties().is_none() && task.queue_position().is_none());
    let buttons = task.buttons();
    assert_eq!(
        (buttons[0].custom_id(), buttons[0].label(), buttons[0].emoji()),
        ("a::b", "", "🔄")
    );
    let restored: Task = task.json().to_string().parse().unwrap();
    assert_eq!(restored, task);
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

#[test]
fn the_escape_hatch_stays_below_mj() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    for path in [
        "",
        "task",
        "//evil",
        "/../admin",
        "/a/../b",
        "/%2e%2e/admin",
        "/a/.%2E/b",
        "/a\\b",
        "/a b",
        "/a#b",
        "/a\n",
    ] {
        let error = fails(
            stage.run_clean(client.request("GET", path)),
            ErrorCode::InvalidInput,
        );
        assert_eq!(error.field(), Some("path"), "{path:?}");
    }
    for method in ["", "get", "GE T", "GET\n"] {
        let error = fails(
            stage.run_clean(client.request(method, "/x")),
            ErrorCode::InvalidInput,
        );
        assert_eq!(error.field(), Some("method"), "{method:?}");
    }
    let error = fails(
        stage.run_clean(client.request("GET", "/x").body(&1)),
        ErrorCode::InvalidInput,
    );
    assert_eq!(error.field(), Some("body"));
    assert_eq!(stage.world.exchanges().len(), 0);
    let empty = Script::default().on("other", vec![line(Answer::text(204, ""))]);
    let mut stage = Stage::with_server(empty, 1);
    let client = stage.client();
    let nothing: Json = stage.run_clean(client.request("DELETE", "/x")).unwrap();
    assert_eq!(nothing.to_string(), "null");
}
