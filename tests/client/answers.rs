//! How the responses of gateways are understood: words in any dress, wrapped tasks, ends that a second poll has to confirm.

use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Status, Task};
use serde_json::{Value, json};

use crate::{
    support::{QUICK, fails, says_but_not},
    world::{Answer, GOOD, HOST, Line, Script, Stage, line, row, says},
};

const IMAGE: &str = "https://cdn.example/1.png";

/// A response to a poll: a running task with other fields over its own.
fn running(fields: Value) -> Line {
    let mut task = row(
        GOOD,
        json!({"status": "IN_PROGRESS", "progress": "31%", "imageUrl": null}),
    );
    if let (Some(task), Value::Object(fields)) = (task.as_object_mut(), fields) {
        task.extend(fields);
    }
    says(task)
}

/// Imagines where the polls get these responses. Returns the result, all that was seen on the way, and the number of polls.
fn imagined(lines: Vec<Line>) -> (Result<Task, midjourney_wasm::Error>, Vec<(Status, u8)>, usize) {
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let client = stage.client();
    let mut updates = client.imagine("cat").updates();
    let (seen, end) = stage.run_clean(async move {
        let mut seen: Vec<Task> = Vec::new();
        loop {
            match updates.next().await {
                Some(Ok(task)) => seen.push(task),
                Some(Err(error)) => return (seen, Err(error)),
                None => {
                    let last = seen.last().unwrap().clone();
                    return (seen, Ok(last));
                }
            }
        }
    });
    let polls = stage.world.sent("fetch").len();
    (
        end,
        seen.iter().map(|task| (task.status(), task.progress())).collect(),
        polls,
    )
}

#[test]
fn a_word_that_is_not_the_protocols_ends_a_task_in_two_polls() {
    let completed = json!({"status": "completed", "imageUrl": IMAGE});
    let (end, seen, polls) = imagined(vec![running(completed.clone()), running(completed.clone())]);
    let task = end.unwrap();
    assert_eq!(
        (task.status(), task.raw_status().as_deref()),
        (Status::Success, Some("completed"))
    );
    assert_eq!(
        (seen, polls),
        (vec![(Status::Unknown, 31), (Status::Success, 100)], 2)
    );

    let failed = json!({"status": "Failed", "failReason": "bad"});
    let (end, _, polls) = imagined(vec![
        running(failed.clone()),
        running(Value::Null),
        running(failed.clone()),
        running(failed),
    ]);
    fails(end, ErrorCode::TaskFailed);
    assert_eq!(polls, 4, "two in a row");

    // Without what was made it still runs.
    let (end, seen, _) = imagined(vec![
        running(json!({"status": "done"})),
        running(json!({"status": "done"})),
    ]);
    assert_eq!(end.unwrap().raw_status(), None);
    assert_eq!(seen[..2], [(Status::Unknown, 31), (Status::Unknown, 31)]);
}

#[test]
fn the_protocols_words_are_understood_in_any_dress() {
    let (end, seen, polls) = imagined(vec![
        running(json!({"status": "In Progress", "progress": "(46%) (fast)"})),
        running(json!({"status": "success", "imageUrl": IMAGE})),
    ]);
    assert_eq!(end.unwrap().raw_status(), None);
    assert_eq!(
        (seen, polls),
        (vec![(Status::InProgress, 46), (Status::Success, 100)], 2)
    );
}

#[test]
fn a_success_without_its_image_gets_one_more_poll_and_never_the_preview() {
    let preview = || running(json!({"imageUrl": "https://cdn.example/preview.webp"}));
    let bare = || says(row(GOOD, json!({"imageUrl": null})));
    let (end, seen, polls) = imagined(vec![preview(), bare(), bare()]);
    let task = end.unwrap();
    assert_eq!((task.status(), task.image_url()), (Status::Success, None));
    assert_eq!(
        seen,
        [
            (Status::InProgress, 31),
            (Status::InProgress, 99),
            (Status::Success, 100)
        ]
    );
    assert_eq!(polls, 3);

    let (end, _, polls) = imagined(vec![
        preview(),
        bare(),
        says(row(GOOD, json!({"imageUrl": IMAGE}))),
    ]);
    assert_eq!((end.unwrap().image_url(), polls), (Some(IMAGE), 3));

    for fields in [
        json!({"action": "DESCRIBE"}),
        json!({"imageUrls": [{"url": IMAGE}]}),
        json!({"videoUrl": IMAGE}),
    ] {
        let mut task = row(GOOD, fields);
        task["imageUrl"] = Value::Null;
        let (end, _, polls) = imagined(vec![says(task)]);
        assert_eq!((end.unwrap().status(), polls), (Status::Success, 1));
    }
}

#[test]
fn a_task_may_be_wrapped_and_have_a_code() {
    let done = row(GOOD, json!({}));
    for task in [
        json!({"code": 0, "message": "ok", "data": done}),
        json!({"code": 1, "result": done}),
        row(GOOD, json!({"code": 200})),
    ] {
        let (end, _, polls) = imagined(vec![says(task)]);
        assert_eq!((end.unwrap().id(), polls), (GOOD, 1));
    }
    // An envelope of another kind is a failed poll.
    let (end, _, polls) = imagined(vec![
        says(json!({"status": "error", "message": "busy", "timestamp": 1})),
        says(json!({"code": 4, "data": done})),
    ]);
    assert_eq!((end.unwrap().status(), polls), (Status::Success, 3));
}

#[test]
fn a_wrapped_submit_has_its_id() {
    for answer in [
        json!({"code": 0, "message": "ok", "data": {"taskId": GOOD}}),
        json!({"code": 1, "result": {"id": GOOD}}),
    ] {
        let mut stage = Stage::with_server(Script::default().on("imagine", vec![says(answer)]), 1);
        let client = stage.client();
        assert_eq!(stage.run_clean(client.imagine("cat")).unwrap().id(), GOOD);
        assert_eq!(stage.world.sent("imagine").len(), 1);
    }
    let lost = json!({"code": 1, "properties": {"id": GOOD}});
    let mut stage = Stage::with_server(Script::default().on("imagine", vec![says(lost)]), 1);
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("cat")),
        ErrorCode::AcceptedWithoutId,
    );
    assert!(error.body().unwrap().contains(GOOD), "a person may find it");
    assert!(error.maybe_submitted());
}

#[test]
fn all_urls_are_absolute_and_go_through_the_callers_function() {
    let task = row(
        GOOD,
        json!({
            "imageUrl": "/a.png", "thumbnailUrl": "/t.png", "videoUrl": "/v.mp4",
            "imageUrls": ["/0.png", {"url": "/1.png", "thumbnail": "/1t.png", "width": 7}, {"url": "javascript:alert(1)"}],
            "videoUrls": [{"url": "/0.mp4"}],
        }),
    );
    let script = Script::default().on("fetch", vec![says(task.clone()), says(task)]);
    let mut stage = Stage::with_server(script, 1);
    let shown = |host: &str| {
        json!({
            "imageUrl": format!("{host}/a.png"), "thumbnailUrl": format!("{host}/t.png"), "videoUrl": format!("{host}/v.mp4"),
            "imageUrls": [format!("{host}/0.png"), {"url": format!("{host}/1.png"), "thumbnail": format!("{host}/1t.png"), "width": 7}],
            "videoUrls": [{"url": format!("{host}/0.mp4")}],
        })
    };
    let plain = stage.client();
    let mirrored = stage
        .builder()
        .image_url(|url, _| url.replace(HOST, "mirror.example"));
    let mirrored = stage.build(mirrored);
    for (client, host) in [
        (plain, format!("http://{HOST}")),
        (mirrored, "http://mirror.example".into()),
    ] {
        let task = stage.run_clean(client.fetch(GOOD)).unwrap();
        let json: Value = serde_json::from_str(&task.json().to_string()).unwrap();
        for (key, value) in shown(&host).as_object().unwrap() {
            assert_eq!(&json[key], value, "{key}");
        }
    }
}

#[test]
fn a_url_that_a_page_must_not_follow_is_left_out() {
    let task = row(
        GOOD,
        json!({"imageUrl": "javascript:alert(1)", "videoUrl": "javascript:alert(1)"}),
    );
    let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
    let client = stage.client();
    let task = stage.run_clean(client.fetch(GOOD)).unwrap();
    assert!(
        !task.json().to_string().contains("javascript"),
        "{:?}",
        task.json()
    );
}

#[test]
fn a_reason_may_be_an_object() {
    for (reason, words) in [
        (
            json!({"code": 13, "message": "picture was moderated"}),
            "picture was moderated",
        ),
        (json!({"a": 1}), r#"{"a":1}"#),
    ] {
        let failed = row(GOOD, json!({"status": "FAILURE", "failReason": reason}));
        let (end, ..) = imagined(vec![says(failed)]);
        let error = fails(end, ErrorCode::TaskFailed);
        assert!(error.to_string().contains(words), "{error}");
        let task: Value = serde_json::from_str(&error.task().unwrap().json().to_string()).unwrap();
        assert_eq!(task["failReason"], words);
    }
}

#[test]
fn a_list_of_buttons_that_is_a_text_is_a_list() {
    let list = json!([{"customId": "MJ::JOB::upsample::1::x", "label": "U1"}]);
    for (given, wanted) in [
        (list.to_string(), list),
        ("[]".into(), json!([])),
        ("none".into(), Value::Null),
    ] {
        let done = row(
            GOOD,
            json!({"status": "SUCCESS", "imageUrl": "https://x/y.png", "buttons": given}),
        );
        let (end, ..) = imagined(vec![says(done)]);
        let task: Value = serde_json::from_str(&end.unwrap().json().to_string()).unwrap();
        assert_eq!(task["buttons"], wanted, "{given}");
    }
}

#[test]
fn a_relays_older_row_is_followed_by_the_list_until_the_task_itself_has_ended() {
    let old = || {
        says(row(
            GOOD,
            json!({"status": "MODAL", "progress": "0%", "imageUrl": ""}),
        ))
    };
    let list = |status: &str, progress: &str| {
        let newer = row(GOOD, json!({"status": status, "progress": progress}));
        says(json!([
            row(GOOD, json!({"status": "MODAL", "progress": "0%"})),
            newer
        ]))
    };
    let script = Script::default().on("fetch", vec![old(), old(), old()]).on(
        "list",
        vec![
            list("IN_PROGRESS", "58%"),
            list("SUCCESS", "100%"),
            list("SUCCESS", "100%"),
        ],
    );
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let mut updates = client
        .modal(GOOD, midjourney_wasm::ModalInput::new().prompt("cat"))
        .updates();
    let seen = stage.run_clean(async move {
        let mut seen = Vec::new();
        while let Some(task) = updates.next().await {
            let task = task.unwrap();
            seen.push((task.status(), task.progress()));
        }
        seen
    });
    assert_eq!(
        seen,
        [
            (Status::InProgress, 58),
            (Status::InProgress, 99),
            (Status::InProgress, 99),
            (Status::Success, 100)
        ]
    );
}

#[test]
fn a_list_with_two_rows_of_a_task_is_confirmed_by_the_task() {
    let double = json!([row(GOOD, json!({"status": "MODAL"})), row(GOOD, json!({}))]);
    let old = row(GOOD, json!({"status": "MODAL", "progress": "0%"}));
    let script = Script::default()
        .on("list", vec![says(double.clone()), says(double)])
        .on("fetch", vec![says(old)]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let tasks = stage.run_clean(client.fetch_many([GOOD])).unwrap();
    assert_eq!((tasks[0].status(), tasks[0].progress()), (Status::InProgress, 99));
    let tasks = stage.run_clean(client.fetch_many([GOOD])).unwrap();
    assert_eq!(tasks[0].status(), Status::Success);
    assert_eq!(stage.world.sent("fetch").len(), 2, "once for each list");
}

#[test]
fn many_tasks_are_read_one_by_one_where_there_are_no_lists() {
    let missing = line(Answer::json(
        400,
        &json!({"code": 4, "description": "task_no_found "}),
    ));
    let script = Script::default()
        .on("list", vec![line(Answer::text(405, ""))])
        .on(
            "fetch",
            vec![says(row("1", json!({}))), missing, says(row("3", json!({})))],
        );
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let tasks = stage.run_clean(client.fetch_many(["1", "2", "3"])).unwrap();
    assert_eq!(tasks.iter().map(Task::id).collect::<Vec<_>>(), ["1", "3"]);
    let before = stage.world.exchanges().len();
    assert!(
        stage
            .run_clean(client.fetch_many(Vec::<&str>::new()))
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        stage.world.exchanges().len(),
        before,
        "nothing is sent for nothing"
    );
    stage.run_clean(client.fetch_many(["1"])).unwrap();
    assert_eq!(
        stage.world.sent("list").len(),
        1,
        "a gateway without lists is not asked again at once"
    );
}

#[test]
fn a_wrapped_list_is_a_list() {
    let wrapped = json!({"code": 1, "data": [row("1", json!({})), row("2", json!({}))]});
    let mut stage = Stage::with_server(Script::default().on("list", vec![says(wrapped)]), 1);
    let client = stage.client();
    assert_eq!(stage.run_clean(client.fetch_many(["2", "1"])).unwrap().len(), 2);
}

#[test]
fn a_standard_button_becomes_a_change_where_there_is_no_action() {
    let spring = json!({"timestamp": "x", "status": 404, "error": "Not Found", "path": "/mj/submit/action"});
    let spring = || line(Answer::json(404, &spring));
    for (custom_id, change) in [
        ("MJ::JOB::upsample::2::uuid", Some(json!(["UPSCALE", 2]))),
        ("MJ::JOB::variation::3::uuid", Some(json!(["VARIATION", 3]))),
        ("MJ::JOB::reroll::0::uuid::SOLO", Some(json!(["REROLL", 1]))),
        ("MJ::CustomZoom::uuid", None),
    ] {
        let mut stage = Stage::with_server(Script::default().on("action", vec![spring()]), 1);
        let client = stage.client();
        let end = stage.run_clean(client.action("7", custom_id));
        let changes = stage.world.sent("change");
        match change {
            Some(change) => {
                end.unwrap();
                let sent = &changes[0].json;
                assert_eq!(json!([sent["action"], sent["index"]]), change);
                assert_eq!((&sent["taskId"], changes.len()), (&json!("7"), 1));
                assert_eq!(sent["state"], stage.world.sent("action")[0].json["state"]);
            }
            None => {
                let error = fails(end, ErrorCode::Unsupported);
                assert_eq!((error.verb(), error.maybe_submitted()), (Some("action"), false));
                assert!(
                    error.to_string().contains("action") && changes.is_empty(),
                    "{error}"
                );
            }
        }
    }
}

#[test]
fn novicezk_lacks_verbs_and_says_so() {
    let mut stage = Stage::sandbox(Dialect::Novicezk);
    let client = stage.client();
    let error = fails(stage.run_clean(client.shorten("cat")), ErrorCode::Unsupported);
    assert_eq!((error.verb(), error.maybe_submitted()), (Some("shorten"), false));
    says_but_not(
        &error,
        &["does not offer shorten", "Another gateway"],
        &["base_url"],
    );
    let grid = stage.run_clean(client.imagine(QUICK)).unwrap();
    let single = stage
        .run_clean(client.action(&grid, "MJ::JOB::upsample::2::uuid"))
        .unwrap();
    assert_eq!(single.status(), Status::Success);
}
