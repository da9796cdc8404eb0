//! What a web page meets in each dialect: the browser's question before a request, other methods, paths that nobody serves.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod served;

use served::{JSON, KEY, Reply, Served};

const ORIGIN: &str = "Origin: https://app.example";
const IMAGINE: &str = "/mj/submit/imagine";

fn in_dialect(name: &str) -> Served {
    Served::new(&["--dialect", name])
}

fn preflight(served: &Served, headers: &str) -> Reply {
    let asked = format!("Access-Control-Request-Headers: {headers}");
    served
        .ask(
            "OPTIONS",
            IMAGINE,
            &[ORIGIN, "Access-Control-Request-Method: POST", &asked],
            "",
        )
        .unwrap()
}

fn allowed(reply: &Reply) -> (u16, Option<&str>, Option<&str>) {
    (
        reply.status,
        reply.header("access-control-allow-origin"),
        reply.header("access-control-allow-headers"),
    )
}

/// The status, the content type, and the length of the body.
fn told(reply: &Reply) -> (u16, Option<&str>, bool) {
    (reply.status, reply.header("content-type"), !reply.body.is_empty())
}

#[test]
fn guide() {
    let served = in_dialect("guide");
    let named = "Authorization, Content-Type, Accept, mj-api-secret";
    assert_eq!(
        allowed(&preflight(&served, "authorization,content-type")),
        (204, Some("*"), Some(named))
    );
    let json = Some("application/json; charset=utf-8");
    // Errors are open to pages as well, or a page could not tell a wrong key from a dead server.
    let refused = served.ask("POST", IMAGINE, &[ORIGIN, JSON], "{}").unwrap();
    assert_eq!(
        (told(&refused), refused.header("access-control-allow-origin")),
        ((401, json, true), Some("*"))
    );
    assert_eq!(told(&served.get("/nothing")), (404, json, true));
    assert_eq!(told(&served.get("/mj/task/1/nothing")), (404, json, true));
    assert_eq!(told(&served.get(IMAGINE)), (405, json, true));
    assert_eq!(told(&served.get("/mj/task/1/fetch")), (400, json, true));
    let head = served
        .ask("HEAD", "/mj/task/1320098173412546/fetch", &[KEY], "")
        .unwrap();
    assert_eq!((head.status, head.body.len()), (405, 0));
}

#[test]
fn novicezk_is_closed_to_pages() {
    let served = in_dialect("novicezk");
    let reply = preflight(&served, "content-type");
    assert_eq!(
        (allowed(&reply), reply.text()),
        ((403, None, None), "Invalid CORS request")
    );
    // The task is made all the same; the page just cannot read of it.
    let reply = served
        .ask("POST", IMAGINE, &[ORIGIN, JSON], r#"{"prompt":"cat"}"#)
        .unwrap();
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (200, None)
    );
    assert_eq!(served.log()["accepted"], 1);
    assert_eq!(
        told(&served.get("/fast/mj/task/1/fetch")),
        (404, Some("text/html;charset=utf-8"), true)
    );
    assert_eq!(
        told(&served.get("/mj/nothing")),
        (404, Some("application/json"), true)
    );
    assert_eq!(told(&served.get("/mj/task/1/fetch")), (200, None, false));
    let reply = served.get(IMAGINE);
    assert_eq!(
        (told(&reply), reply.header("allow")),
        ((405, Some("application/json"), true), Some("POST"))
    );
    let tasks = served.get("/mj/task/list").json();
    assert_eq!(tasks[0]["prompt"], "cat");
    let id = tasks[0]["id"].as_str().unwrap();
    let head = served
        .ask("HEAD", &format!("/mj/task/{id}/fetch"), &[], "")
        .unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn plus_is_closed_to_pages_and_wants_a_key() {
    let served = in_dialect("plus");
    assert_eq!(told(&preflight(&served, "content-type")), (401, None, false));
    assert_eq!(told(&served.get("/mj/task/1/fetch")), (401, None, false));
    let reply = served
        .ask(
            "POST",
            "/mj-turbo/mj/submit/imagine",
            &["mj-api-secret: x", JSON],
            r#"{"prompt":"cat"}"#,
        )
        .unwrap();
    assert_eq!(reply.json()["code"], 1);
    assert_eq!(
        served
            .ask("GET", "/mj/task/list", &["mj-api-secret: x"], "")
            .unwrap()
            .json()[0]["prompt"],
        "cat"
    );
}

#[test]
fn trueai_is_open_to_every_page_by_its_name() {
    let served = in_dialect("trueai");
    let reply = preflight(&served, "authorization,content-type");
    assert_eq!(
        allowed(&reply),
        (
            204,
            Some("https://app.example"),
            Some("authorization,content-type")
        )
    );
    assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
    let bearer = served.ask("GET", "/mj/task/1/fetch", &[ORIGIN, KEY], "").unwrap();
    assert_eq!(
        (bearer.status, bearer.text()),
        (401, "Authorization header missing.")
    );
    assert_eq!(
        bearer.header("access-control-allow-origin"),
        Some("https://app.example")
    );
    let key = "Authorization: sk-your-key";
    let ask = |method: &str, path: &str, body: &str| served.ask(method, path, &[key, JSON], body).unwrap();
    assert_eq!(told(&ask("GET", "/mj/task/1/fetch", "")), (204, None, false));
    assert_eq!(told(&ask("GET", "/nothing", "")), (404, None, false));
    assert_eq!(
        told(&ask("POST", "/fast/mj/submit/imagine", "{}")),
        (404, None, false)
    );
    assert_eq!(told(&ask("GET", IMAGINE, "")), (405, None, false));
    assert_eq!(
        ask(
            "POST",
            "/mj/submit/describe",
            r#"{"link":"https://a.example/b.png"}"#
        )
        .json()["code"],
        1
    );
    assert_eq!(ask("GET", "/mj/task/list", "").json()[0]["action"], "DESCRIBE");
}

#[test]
fn new_api_allows_all_headers_by_a_star() {
    let served = in_dialect("new-api");
    assert_eq!(
        allowed(&preflight(&served, "authorization")),
        (204, Some("*"), Some("*"))
    );
    let reply = served
        .ask("POST", IMAGINE, &[ORIGIN, KEY, JSON], r#"{"prompt":"cat"}"#)
        .unwrap();
    assert_eq!(
        (told(&reply), reply.header("access-control-allow-origin")),
        ((200, Some("text/plain; charset=utf-8"), true), Some("*"))
    );
    let html = Some("text/html; charset=utf-8");
    for (method, path) in [
        ("GET", "/nothing"),
        ("GET", IMAGINE),
        ("GET", "/mj/task/list"),
        ("OPTIONS", "/mj/nothing"),
    ] {
        assert_eq!(
            told(&served.ask(method, path, &[], "").unwrap()),
            (200, html, true),
            "{method} {path}"
        );
    }
    assert_eq!(served.get("/api/nothing").status, 404);
    // A custom id of too few parts kills the relay's handler: nothing comes back at all.
    let id = reply.json()["result"].as_str().unwrap().to_owned();
    let short = format!(r#"{{"taskId":"{id}","customId":"MJ"}}"#);
    assert!(
        served
            .ask("POST", "/mj/submit/action", &[KEY, JSON], &short)
            .is_err()
    );
    assert_eq!(served.get(&format!("/mj/task/{id}/fetch")).json()["status"], "");
}

#[test]
fn a_fault_is_as_open_as_its_dialect() {
    for (dialect, wanted) in [
        ("guide", Some("*")),
        ("novicezk", None),
        ("plus", None),
        ("trueai", Some("https://app.example")),
        ("new-api", Some("*")),
    ] {
        let served = in_dialect(dialect);
        served
            .ask("POST", "/sandbox/faults", &[], r#"[{"status": 429}]"#)
            .unwrap();
        let reply = served.ask("POST", IMAGINE, &[ORIGIN, KEY, JSON], "{}").unwrap();
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (429, wanted),
            "{dialect}"
        );
    }
}
