//! Odd answers and odd arguments: ids, names, numbers and types that nobody would expect.

use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Image, Json, Status, Task};
use serde_json::{Value, json};

use crate::{
    support::{PNG, fails},
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
            stage.run_clean(client.action(id, "a::b")).map(drop),
            stage.run_clean(client.upscale(id, 1)).map(drop),
            stage.run_clean(client.modal(id, Default::default())).map(drop),
        ] {
            let error = fails(outcome, ErrorCode::InvalidInput);
            assert_eq!(
                (error.field().as_deref(), error.maybe_submitted()),
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
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &Answer::text(200, body)), 1);
        let client = stage.client();
        fails(stage.run_clean(client.fetch("7")), ErrorCode::BadResponse);
    }
    for fields in [
        json!({"status": 7, "progress": {}, "buttons": "none", "properties": 9, "imageUrl": ["x"], "submitTime": "soon"}),
        json!({"progress": 1e300, "buttons": [7, null, {"customId": 5, "label": []}], "properties": "x", "prompt": {}}),
        json!({"progress": -1, "submitTime": -5, "startTime": 1e300, "finishTime": null, "queuePosition": "third"}),
        json!({"status": ["SUCCESS"], "failReason": {"why": 1}, "description": 7, "state": []}),
        json!({"status": {"__proto__": 1}, "action": null, "toString": "x", "__proto__": {"id": "8"}}),
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
    assert_eq!(stage.run_clean(client.fetch("7")).unwrap().prompt(), Some("cat"));
    assert_eq!(
        stage.run_clean(client.fetch("7")).unwrap().prompt(),
        Some("c\u{fffd}at")
    );
}

#[test]
fn a_pictures_address_is_made_absolute_and_only_one_of_a_picture_is_handed_on() {
    for (told, shown) in [
        ("/mj/image/7", Some("http://gateway.test/mj/image/7")),
        (
            "https://pictures.example/a b.png?x=1&y=2",
            Some("https://pictures.example/a%20b.png?x=1&y=2"),
        ),
        (
            "//pictures.example/cat.png",
            Some("http://pictures.example/cat.png"),
        ),
        (
            "data:image/png;base64,iVBORw0KGgo=",
            Some("data:image/png;base64,iVBORw0KGgo="),
        ),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("\n javascript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("data:,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("blob:null/x", None),
        ("http://[", None),
        ("httpx:alert(1)", None),
        ("https-evil://x/y.png", None),
        ("", None),
    ] {
        let task = row("7", json!({"imageUrl": told}));
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
        let client = stage.client();
        let task = stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!(task.image_url(), shown, "{told:?}");
        let kept: Value = serde_json::from_str(&task.json().to_string()).unwrap();
        assert_eq!(kept.get("imageUrl").and_then(Value::as_str), shown, "{told:?}");
    }
}

#[test]
fn what_is_no_picture_is_told_before_anything_is_sent() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.build(stage.builder().max_image_bytes(100));
    for image in [
        Image::from(b"<svg xmlns='x'/>"),
        Image::from(b""),
        Image::from(&[0x89, b'P', b'N', b'G', b'\n'][..]),
        Image::from(vec![0xff; 101]),
        Image::from("a.png"),
        Image::from("ftp://pictures.example/a.png"),
        Image::from("data:text/html,x"),
        Image::from("data:image/png;base64,PHN2Zz4="),
        Image::from("https://pictures.example/missing.png"),
    ] {
        let error = fails(
            stage.run_clean(client.describe(image.clone())),
            ErrorCode::InvalidInput,
        );
        assert_eq!(
            (error.field().as_deref(), error.maybe_submitted()),
            (Some("image"), false),
            "{error}"
        );
        let pictures = [Image::from(PNG), image];
        let error = fails(stage.run_clean(client.blend(pictures)), ErrorCode::InvalidInput);
        assert_eq!(error.field().as_deref(), Some("images[1]"), "{error}");
    }
    for count in [0, 1, 6] {
        let pictures = vec![PNG; count];
        let error = fails(stage.run_clean(client.blend(pictures)), ErrorCode::InvalidInput);
        assert_eq!(error.field().as_deref(), Some("images"));
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

#[test]
fn a_picture_goes_out_as_a_data_url_of_its_real_kind() {
    let mut stage = Stage::with_server(Script::default(), 1);
    stage.world.picture(
        "https://pictures.example/cat.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    );
    let client = stage.build(stage.builder().header("x-more", "of the gateway's"));
    for (image, start) in [
        (
            Image::from(PNG.replace("image/png", "image/jpeg")),
            "data:image/png;base64,iVBORw0KGgo",
        ),
        (
            Image::from(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"),
            "data:image/jpeg;base64,/9j/",
        ),
        (
            Image::from(b"GIF89a\x01\0\x01\0\0\0"),
            "data:image/gif;base64,R0lGOD",
        ),
        (
            Image::from(b"RIFF\x10\0\0\0WEBPVP8 "),
            "data:image/webp;base64,UklGR",
        ),
        (
            Image::from("https://pictures.example/cat.png"),
            "data:image/png;base64,iVBORw0KGgo",
        ),
    ] {
        stage.run_clean(client.describe(image).submit()).unwrap();
        let sent = stage.world.exchanges().pop().unwrap();
        let url = sent.json["base64"].as_str().unwrap();
        assert!(url.starts_with(start), "{url}");
    }
    assert_eq!(stage.world.downloads(), ["https://pictures.example/cat.png"]);
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
            fails(text.parse::<Task>(), ErrorCode::InvalidInput)
                .field()
                .as_deref(),
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
        assert_eq!(error.field().as_deref(), Some("path"), "{path:?}");
    }
    for method in ["", "get", "GE T", "GET\n"] {
        let error = fails(
            stage.run_clean(client.request(method, "/x")),
            ErrorCode::InvalidInput,
        );
        assert_eq!(error.field().as_deref(), Some("method"), "{method:?}");
    }
    let error = fails(
        stage.run_clean(client.request("GET", "/x").body(&1)),
        ErrorCode::InvalidInput,
    );
    assert_eq!(error.field().as_deref(), Some("body"));
    assert_eq!(stage.world.exchanges().len(), 0);
    let empty = Script::default().on("other", vec![line(Answer::text(204, ""))]);
    let mut stage = Stage::with_server(empty, 1);
    let client = stage.client();
    let nothing: Json = stage.run_clean(client.request("DELETE", "/x")).unwrap();
    assert_eq!(nothing.to_string(), "null");
}
