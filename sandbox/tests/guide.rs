//! The API guide's own examples, against the program as it is served: each one's path, headers and body as the guide prints them (the method in
//! capitals, as curl would have to send it).
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod served;

use serde_json::{Value, json};
use served::{JSON, KEY, LONG, Reply, Served};

/// The guide's headers, in its order.
fn example(served: &Served, method: &str, path: &str, body: &str) -> Reply {
    served.ask(method, path, &[KEY, JSON], body).unwrap()
}

/// The form of the guide's answer to every submit: `code`, `description`, `properties`, `result`, in that order; `result` is a number.
fn accepted(reply: &Reply) -> String {
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .header("content-type")
            .unwrap()
            .starts_with("application/json")
    );
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let body = reply.json();
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "description", "properties", "result"]);
    assert_eq!(body["code"], 1, "{body}");
    assert_eq!(body["description"], "Submission succeeded");
    assert_eq!(body["properties"], json!({}));
    assert!(body["result"].is_u64(), "{body}");
    body["result"].to_string()
}

/// Asks until the task has ended.
fn finished(served: &Served, id: &str) -> Value {
    let start = std::time::Instant::now();
    let mut last = 0;
    loop {
        let task = example(served, "GET", &format!("/fast/mj/task/{id}/fetch"), "").json();
        let progress = task["progress"]
            .as_str()
            .unwrap()
            .trim_end_matches('%')
            .parse()
            .unwrap_or(0);
        assert!(progress >= last, "progress goes back: {task}");
        last = progress;
        if task["status"] == "SUCCESS" {
            return task;
        }
        assert!(
            ["NOT_START", "SUBMITTED", "IN_PROGRESS"].contains(&task["status"].as_str().unwrap()),
            "{task}"
        );
        assert!(start.elapsed() < LONG, "{task}");
    }
}

/// Width and height of the PNG behind an absolute address of this server.
fn picture(served: &Served, task: &Value) -> (u32, u32) {
    let url = task["imageUrl"].as_str().unwrap();
    let path = url
        .strip_prefix(&format!("http://127.0.0.1:{}", served.port))
        .unwrap_or_else(|| panic!("{url}"));
    let reply = served.ask("GET", path, &[], "").unwrap();
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("image/png"))
    );
    assert!(reply.is_whole() && reply.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(reply.body[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn labels(task: &Value) -> Vec<String> {
    let text = |button: &Value| {
        let label = button["label"].as_str().unwrap();
        if label.is_empty() {
            button["emoji"].as_str().unwrap().to_owned()
        } else {
            label.to_owned()
        }
    };
    task["buttons"].as_array().unwrap().iter().map(text).collect()
}

const GRID: [&str; 9] = ["U1", "U2", "U3", "U4", "🔄", "V1", "V2", "V3", "V4"];

#[test]
fn imagine_as_the_guide_starts_it() {
    let served = Served::new(&["--task-seconds", "0.05"]);
    let body = "{\n\"base64Array\": [],\n\"prompt\": \"black cat\"\n}";
    let id = accepted(&example(&served, "POST", "/fast/mj/submit/imagine", body));
    let task = finished(&served, &id);
    assert_eq!(
        (task["action"].as_str(), task["prompt"].as_str()),
        (Some("IMAGINE"), Some("black cat"))
    );
    assert_eq!(task["progress"], "100%");
    assert_eq!(labels(&task), GRID);
    assert_eq!(picture(&served, &task), (1024, 1024));
}

#[test]
fn fetch_of_the_guides_own_task() {
    let served = Served::new(&[]);
    let reply = example(&served, "GET", "/fast/mj/task/1320098173412546/fetch", "");
    assert_eq!(reply.status, 200);
    // As Go writes it, and with every digit of the numbers above 2^53.
    assert!(
        reply
            .text()
            .contains(r"cat --v 6.1 --sref \u003chttps://s.mj.run/ktqQpnwPoPk\u003e")
    );
    assert!(
        reply
            .text()
            .contains(r#""discordChannelId":8774786694361674000,"#)
    );
    let mut task = reply.json();
    assert_eq!(picture(&served, &task), (1024, 1024));
    // The guide's picture lies on the guide's own image host.
    let mut guide: Value = serde_json::from_str(FETCHED).unwrap();
    for task in [&mut task, &mut guide] {
        task.as_object_mut().unwrap().shift_remove("imageUrl");
    }
    assert_eq!(task, guide);
    let keys = |task: &Value| task.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&task), keys(&guide));
}

#[test]
fn imagine_as_the_reference_has_it() {
    let served = Served::new(&["--task-seconds", "0.05"]);
    accepted(&example(
        &served,
        "POST",
        "/fast/mj/submit/imagine",
        "{\n\"base64Array\": [],\n\"prompt\": \"Cat\"\n}",
    ));
}

#[test]
fn blend() {
    let served = Served::new(&["--task-seconds", "0.05"]);
    let body = "{\n\"base64Array\": [\n\"data:image/png;base64,xxx1\",\n\"data:image/png;base64,xxx2\"\n],\n\"dimensions\": \"SQUARE\"\n}";
    let id = accepted(&example(&served, "POST", "/fast/mj/submit/blend", body));
    let task = finished(&served, &id);
    assert_eq!(task["action"], "BLEND");
    assert_eq!(labels(&task), GRID);
    assert_eq!(picture(&served, &task), (1024, 1024));
}

#[test]
fn describe() {
    let served = Served::new(&["--task-seconds", "0.05"]);
    let id = accepted(&example(
        &served,
        "POST",
        "/fast/mj/submit/describe",
        "{\n\"base64\": \"data:image/png;base64,xxx\"\n}",
    ));
    let task = finished(&served, &id);
    assert_eq!(task["action"], "DESCRIBE");
    assert_eq!(labels(&task), ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "🔄"]);
    assert_eq!(
        task["properties"]["finalPrompt"]
            .as_str()
            .unwrap()
            .split("\n\n")
            .count(),
        4
    );
    // What is not even base64 is taken too.
    for base64 in ["data:image/png;base64,x", "data:image/png;base64,!?", "aGVsbG8="] {
        accepted(&example(
            &served,
            "POST",
            "/fast/mj/submit/describe",
            &format!(r#"{{"base64":"{base64}"}}"#),
        ));
    }
    // `xxx` is no picture, so one was made up.
    assert_eq!(picture(&served, &task), (1024, 1024));
}

#[test]
fn shorten() {
    let served = Served::new(&["--task-seconds", "0.05"]);
    let id = accepted(&example(
        &served,
        "POST",
        "/fast/mj/submit/shorten",
        "{\n\"prompt\": \"Cat\"\n}",
    ));
    let task = finished(&served, &id);
    assert_eq!(
        (task["action"].as_str(), task["imageUrl"].as_str()),
        (Some("SHORTEN"), Some(""))
    );
    assert_eq!(labels(&task), ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"]);
}

#[test]
fn action() {
    let served = Served::new(&["--task-seconds", "0.05"]);
    let body = "{\n\"customId\": \"MJ::JOB::upsample::2::3dbbd469-36af-4a0f-8f02-df6c579e7011\",\n\"taskId\": \"14001934816969359\"\n}";
    let id = accepted(&example(&served, "POST", "/fast/mj/submit/action", body));
    let task = finished(&served, &id);
    assert_eq!(task["action"], "UPSCALE");
    for wanted in ["Vary (Region)", "Zoom Out 2x", "Custom Zoom", "⬅️"] {
        assert!(labels(&task).iter().any(|label| label == wanted), "{task}");
    }
    assert_eq!(picture(&served, &task), (1024, 1024));
    // The button is one that the task shows.
    let parent = example(&served, "GET", "/fast/mj/task/14001934816969359/fetch", "").json();
    assert_eq!(
        parent["buttons"][1]["customId"],
        "MJ::JOB::upsample::2::3dbbd469-36af-4a0f-8f02-df6c579e7011"
    );
}

#[test]
fn modal() {
    let served = Served::new(&[]);
    let body = "{\n\"maskBase64\": \"\",\n\"prompt\": \"\",\n\"taskId\": \"14001934816969359\"\n}";
    accepted(&example(&served, "POST", "/fast/mj/submit/modal", body));
}

#[test]
fn any_key_in_either_header_and_any_prefix() {
    let served = Served::new(&[]);
    let ask = |headers: &[&str], path: &str| served.ask("GET", path, headers, "").unwrap().status;
    let path = "/fast/mj/task/1320098173412546/fetch";
    for header in [
        "Authorization: Bearer x",
        "Authorization: x",
        "mj-api-secret: x",
        "Mj-Api-Secret: Bearer x",
    ] {
        assert_eq!(ask(&[header], path), 200, "{header}");
    }
    for headers in [
        &[][..],
        &["Authorization: Bearer "],
        &["Authorization:"],
        &["mj-api-secret: "],
    ] {
        assert_eq!(ask(headers, path), 401, "{headers:?}");
    }
    for prefix in ["", "/fast", "/mj-relax", "/what/ever"] {
        assert_eq!(
            ask(&[KEY], &format!("{prefix}/mj/task/1320098173412546/fetch")),
            200,
            "{prefix}"
        );
    }
}

/// The answer that the guide prints.
const FETCHED: &str = r#"{
"id": "1320098173412546",
"action": "IMAGINE",
"prompt": "cat --v 6.1",
"promptEn": "cat --v 6.1",
"description": "Submit success",
"state": "",
"submitTime": 1741531578038,
"startTime": 1741531580190,
"finishTime": 1741531608566,
"imageUrl": "https://img.innk.cc/attachments/1320066655572987907/1348306030429470862/adam_rivera4952_cat_26d56b92-4ed6-45e2-8561-563797923135.png?ex=67cefb57\u0026is=67cda9d7\u0026hm=b87e6b24e4bc3c2f1584b72154075607d6115602d0e5c7777e6637c29b8d3bd5\u0026",
"status": "SUCCESS",
"progress": "100%",
"failReason": "",
"properties": {
"botType": "MID_JOURNEY",
"discordChannelId": 8774786694361674000,
"discordInstanceId": 7415633538733103000,
"finalPrompt": "cat --v 6.1 --sref \u003chttps://s.mj.run/ktqQpnwPoPk\u003e",
"flags": 0,
"messageContent": "**cat --v 6.1 --sref \u003chttps://s.mj.run/ktqQpnwPoPk\u003e** - \u003c@1343445981269594182\u003e (relaxed)",
"messageHash": "26d56b92-4ed6-45e2-8561-563797923135",
"messageId": "1348306030706036789",
"nonce": "1619855216344100864",
"notifyHook": "",
"progressMessageId": "1348305922325479495"
},
"buttons": [
{ "customId": "MJ::JOB::upsample::1::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "U1", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::upsample::2::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "U2", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::upsample::3::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "U3", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::upsample::4::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "U4", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::reroll::0::26d56b92-4ed6-45e2-8561-563797923135::SOLO", "emoji": "🔄", "label": "", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::variation::1::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "V1", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::variation::2::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "V2", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::variation::3::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "V3", "style": 2, "type": 2 },
{ "customId": "MJ::JOB::variation::4::26d56b92-4ed6-45e2-8561-563797923135", "emoji": "", "label": "V4", "style": 2, "type": 2 }
]
}"#;
