//! `--gateway`: a second sandbox stands for the real gateway, on loopback.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod served;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;

use served::{JSON, KEY, LONG, Served};

const SECRET: &str = "sk-the-real-one";
const FETCH: &str = "/fast/mj/task/1320098173412546/fetch";

fn before(port: u16, auth: &str) -> Served {
    let address = format!("http://127.0.0.1:{port}/mj/");
    Served::with_key(&["--gateway", &address, "--auth", auth], Some(SECRET))
}

/// A gateway that takes requests, answers each with these bytes, and tells what it got.
fn listening(answers: Vec<String>) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            loop {
                let read = stream.read(&mut buffer).unwrap();
                bytes.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let length = text
                    .to_ascii_lowercase()
                    .split_once("content-length: ")
                    .map_or(0, |(_, rest)| {
                        rest.split("\r\n").next().unwrap().parse::<usize>().unwrap()
                    });
                let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
                if read == 0 || end.is_some_and(|end| bytes.len() >= end + 4 + length) {
                    break;
                }
            }
            sender.send(String::from_utf8(bytes).unwrap()).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (port, heard)
}

fn answer(head: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn the_servers_key_opens_the_gateway_and_the_pages_does_not() {
    for (auth, dialect) in [
        ("bearer", "new-api"),
        ("raw", "trueai"),
        ("mj-api-secret", "plus"),
    ] {
        let gateway = Served::new(&["--dialect", dialect, "--key", SECRET]);
        let proxy = before(gateway.port, auth);
        let body = r#"{"prompt":"水墨画：竹林里的熊猫 🐼","state":"状态"}"#;
        // Whatever key a page sends stays behind: the wrong one does no harm, and none does as well.
        for headers in [&[KEY, "mj-api-secret: wrong", JSON][..], &[JSON]] {
            let reply = proxy.ask("POST", "/mj/submit/imagine", headers, body).unwrap();
            assert_eq!((reply.status, &reply.json()["code"]), (200, &1.into()), "{auth}");
        }
        let wrong = gateway
            .ask(
                "POST",
                "/mj/submit/imagine",
                &[KEY, "mj-api-secret: wrong", JSON],
                body,
            )
            .unwrap();
        assert_eq!(wrong.status, 401, "{auth}");
        assert_eq!(gateway.log()["accepted"], 2);
    }
}

#[test]
fn chinese_comes_and_goes_intact() {
    let gateway = Served::new(&["--dialect", "novicezk"]);
    let proxy = before(gateway.port, "mj-api-secret");
    let prompt = "水墨画：竹林里的熊猫";
    let reply = proxy
        .ask(
            "POST",
            "/mj/submit/imagine",
            &[JSON],
            &format!(r#"{{"prompt":"{prompt}"}}"#),
        )
        .unwrap();
    assert_eq!(reply.json()["description"], "提交成功");
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let id = reply.json()["result"].as_str().unwrap().to_owned();
    let task = proxy
        .ask("GET", &format!("/mj/task/{id}/fetch"), &[], "")
        .unwrap();
    assert_eq!(task.json()["prompt"], prompt);
    let list = proxy
        .ask(
            "POST",
            "/mj/task/list-by-condition",
            &[JSON],
            &format!(r#"{{"ids":["{id}"]}}"#),
        )
        .unwrap();
    assert_eq!(list.json()[0]["id"], id);
}

#[test]
fn what_the_gateway_hears() {
    for (auth, wanted) in [
        ("bearer", "authorization: Bearer sk-the-real-one"),
        ("raw", "authorization: sk-the-real-one"),
        ("mj-api-secret", "mj-api-secret: sk-the-real-one"),
    ] {
        let (port, heard) = listening(vec![answer("200 OK", "{}")]);
        let proxy = before(port, auth);
        let body = r#"{"prompt":"熊猫"}"#;
        let headers = [
            "Authorization: Bearer of-the-page",
            "mj-api-secret: of-the-page",
            "Cookie: of-the-page",
            "Referer: http://of-the-page.example",
            "X-Forwarded-For: of-the-page",
            "Accept: application/json",
            JSON,
        ];
        assert_eq!(
            proxy
                .ask("POST", "/fast/mj/submit/imagine?a=b", &headers, body)
                .unwrap()
                .text(),
            "{}"
        );
        let text = heard.recv_timeout(LONG).unwrap();
        let (head, sent) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("POST /fast/mj/submit/imagine?a=b HTTP/1.1\r\n"),
            "{head}"
        );
        let lines: Vec<&str> = head.split("\r\n").collect();
        assert!(lines.contains(&wanted), "{head}");
        assert!(
            lines.contains(&"content-type: application/json") && lines.contains(&"accept: application/json"),
            "{head}"
        );
        assert!(!head.contains("of-the-page"), "{head}");
        assert_eq!(sent, body);
    }
}

#[test]
fn the_key_is_never_told() {
    let told = format!(r#"{{"error":{{"message":"Invalid token {SECRET}","type":"new_api_error"}}}}"#);
    let head = format!(
        "401 Unauthorized\r\nWWW-Authenticate: {SECRET}\r\nCache-Control: {SECRET}\r\nRetry-After: 7\r\nContent-Type: text/plain"
    );
    let (port, _heard) = listening(vec![answer(&head, &told)]);
    let proxy = before(port, "bearer");
    let reply = proxy.ask("GET", FETCH, &[], "").unwrap();
    assert_eq!(
        (
            reply.status,
            reply.header("retry-after"),
            reply.header("content-type")
        ),
        (401, Some("7"), Some("text/plain"))
    );
    assert_eq!(reply.json()["error"]["message"], "Invalid token ***");
    assert!(!format!("{reply:?}").contains(SECRET));
    // The gateway is gone now.
    let reply = proxy.ask("GET", FETCH, &[], "").unwrap();
    assert_eq!(reply.status, 502);
    assert!(
        reply.text().starts_with("The gateway could not be reached") && !reply.text().contains(SECRET),
        "{}",
        reply.text()
    );
}

#[test]
fn only_the_gateways_paths_are_handed_on() {
    let gateway = Served::new(&[]);
    let proxy = before(gateway.port, "bearer");
    for (method, path, wanted) in [
        ("GET", "/", 404),
        ("GET", "/sandbox/log", 404),
        ("POST", "/sandbox/reset", 404),
        ("GET", "/sandbox/picture/1320098173412546.png", 404),
        ("GET", "/mj/account/list", 404),
        ("POST", "/mj/submit/nothing", 404),
        ("GET", "/mj/task/../../api/user/fetch", 404),
        ("GET", "/mj/task/%2e%2e%2f/fetch", 404),
        ("DELETE", FETCH, 405),
        ("OPTIONS", FETCH, 405),
    ] {
        assert_eq!(
            proxy.ask(method, path, &[], "").unwrap().status,
            wanted,
            "{method} {path}"
        );
    }
    assert_eq!(gateway.log()["requests"], serde_json::json!([]));
    assert_eq!(
        proxy.ask("GET", FETCH, &[], "").unwrap().json()["id"],
        "1320098173412546"
    );
}

#[test]
fn only_own_pages_may_spend_the_key() {
    let gateway = Served::new(&[]);
    let proxy = before(gateway.port, "bearer");
    let own = format!("Origin: http://127.0.0.1:{}", proxy.port);
    let ask = |headers: &[&str]| proxy.ask("GET", FETCH, headers, "").unwrap();
    assert_eq!(ask(&[&own, "Sec-Fetch-Site: same-origin"]).status, 200);
    for headers in [
        &["Origin: https://evil.example"][..],
        &["Origin: null"],
        &["Sec-Fetch-Site: cross-site"],
    ] {
        let reply = ask(headers);
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (403, None),
            "{headers:?}"
        );
    }
    let rebound = format!(
        "GET {FETCH} HTTP/1.1\r\nHost: evil.example:{}\r\nConnection: close\r\n\r\n",
        proxy.port
    );
    assert_eq!(proxy.raw(rebound.as_bytes()).unwrap().status, 403);
    assert_eq!(gateway.log()["requests"].as_array().unwrap().len(), 1);
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = Served::new(&[]);
    let to = format!(
        "302 Found\r\nLocation: http://127.0.0.1:{}{FETCH}",
        elsewhere.port
    );
    let (port, _heard) = listening(vec![answer(&to, "moved")]);
    let proxy = before(port, "bearer");
    let reply = proxy.ask("GET", FETCH, &[], "").unwrap();
    assert_eq!(
        (reply.status, reply.header("location"), reply.text()),
        (302, None, "moved")
    );
    assert_eq!(elsewhere.log()["requests"], serde_json::json!([]));
}

#[test]
fn faults_of_the_gateway_come_through() {
    let gateway = Served::with_faults(
        r#"[{"nth": 1, "status": 429, "retryAfter": 3}, {"nth": 2, "html": true}, {"nth": 3, "empty": true}, {"nth": 4, "cut": true}, {"nth": 5, "reset": true}]"#,
    );
    let proxy = before(gateway.port, "bearer");
    let ask = || proxy.ask("GET", FETCH, &[], "").unwrap();
    let busy = ask();
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("3")));
    assert!(ask().text().starts_with("<!doctype html>"));
    assert_eq!((ask().status, ask().status, ask().status), (200, 502, 502));
    assert_eq!(ask().status, 200);
    // Nothing was asked twice.
    assert_eq!(gateway.log()["requests"].as_array().unwrap().len(), 6);
}

#[test]
fn a_page_and_a_real_gateway_on_one_origin() {
    let gateway = Served::new(&[]);
    let root = served::folder("proxy");
    std::fs::write(root.join("index.html"), "the page").unwrap();
    let (address, mount) = (
        format!("http://127.0.0.1:{}", gateway.port),
        format!("/={}", root.display()),
    );
    let proxy = Served::with_key(&["--gateway", &address, "--mount", &mount], Some(SECRET));
    assert_eq!(proxy.ask("GET", "/", &[], "").unwrap().text(), "the page");
    assert_eq!(
        proxy.ask("GET", FETCH, &[], "").unwrap().json()["status"],
        "SUCCESS"
    );
}
