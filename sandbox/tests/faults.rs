//! Every fault, as a client meets it on the wire.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod served;

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use served::{JSON, KEY, Served};

const IMAGINE: &str = "/fast/mj/submit/imagine";
const FETCH: &str = "/fast/mj/task/1320098173412546/fetch";
const CAT: &str = r#"{"prompt":"cat"}"#;

#[test]
fn status_and_retry_after_by_path_and_number() {
    let served = Served::with_faults(
        r#"{"faults": [{"method": "POST", "path": "/submit/imagine", "nth": [1, 3], "status": 429, "retryAfter": 2, "body": {"error": "slow down"}}]}"#,
    );
    let statuses: Vec<u16> = (0..4).map(|_| served.post(IMAGINE, CAT).status).collect();
    assert_eq!(statuses, [429, 200, 429, 200]);
    served
        .ask(
            "POST",
            "/sandbox/faults",
            &[],
            r#"[{"request": 6, "status": 503, "retryAfter": "Wed, 21 Oct 2026 07:28:00 GMT"}]"#,
        )
        .unwrap();
    assert_eq!(served.get(FETCH).status, 200);
    let reply = served.get(FETCH);
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"))
    );
    // Nothing was made by the requests that were turned away.
    assert_eq!(served.log()["accepted"], 2);
}

#[test]
fn pages_can_read_the_fault_unless_it_is_hidden_from_them() {
    let served = Served::with_faults(
        r#"[{"path": "/fetch", "nth": 1, "status": 429, "retryAfter": 2}, {"path": "/fetch", "nth": 2, "status": 502, "html": true, "cors": false}]"#,
    );
    // The browser's own question is not counted.
    assert_eq!(
        served
            .ask("OPTIONS", FETCH, &["Origin: https://app.example"], "")
            .unwrap()
            .status,
        204
    );
    let reply = served.get(FETCH);
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("2")));
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("access-control-expose-headers"), Some("Retry-After"));
    let reply = served.get(FETCH);
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (502, None)
    );
}

#[test]
fn the_documented_example() {
    let text = include_str!("../../docs/sandbox.md");
    let (_, rest) = text.split_once("```json\n").unwrap();
    let served = Served::with_faults(rest.split_once("```").unwrap().0);
    let busy = served.post(IMAGINE, CAT);
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("2")));
    let fetched: Vec<(u16, bool)> = (0..4)
        .map(|_| served.get(FETCH))
        .map(|reply| (reply.status, reply.is_whole()))
        .collect();
    assert_eq!(fetched, [(200, false), (502, true), (502, true), (200, true)]);
    let press = r#"{"taskId":"14001934816969359","customId":"MJ::JOB::upsample::2::3dbbd469-36af-4a0f-8f02-df6c579e7011"}"#;
    assert!(
        served
            .ask("POST", "/fast/mj/submit/action", &[KEY, JSON], press)
            .is_err()
    );
    assert_eq!(served.log()["accepted"], 1);
}

#[test]
fn html_and_empty() {
    let served = Served::with_faults(
        r#"[{"path": "/fetch", "nth": 1, "html": true}, {"path": "/fetch", "nth": 2, "empty": true}]"#,
    );
    let reply = served.get(FETCH);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    assert!(reply.text().starts_with("<!doctype html>"));
    let reply = served.get(FETCH);
    assert_eq!(
        (reply.status, reply.header("content-type"), reply.body.len()),
        (200, None, 0)
    );
    assert_eq!(served.get(FETCH).json()["id"], "1320098173412546");
}

#[test]
fn cut() {
    let served = Served::with_faults(
        r#"[{"path": "/fetch", "nth": 1, "cut": 40}, {"path": "/fetch", "nth": 2, "cut": true}, {"path": "/fetch", "nth": 3, "cut": 0}]"#,
    );
    for wanted in [Some(40), None, Some(0)] {
        let reply = served.get(FETCH);
        let promised: usize = reply.header("content-length").unwrap().parse().unwrap();
        assert_eq!(reply.status, 200);
        assert_eq!(reply.body.len(), wanted.unwrap_or(promised / 2));
        assert!(promised > 1000);
    }
    assert!(served.get(FETCH).is_whole());
}

#[test]
fn reset_before_and_after_the_work() {
    let served = Served::with_faults(
        r#"[{"path": "/submit", "nth": 1, "reset": true}, {"path": "/submit", "nth": 2, "reset": true, "after": true}]"#,
    );
    for accepted in [0, 1] {
        let error = served.ask("POST", IMAGINE, &[KEY, JSON], CAT).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        let log = served.log();
        assert_eq!(
            (&log["accepted"], &log["submits"]),
            (&accepted.into(), &(accepted + 1).into())
        );
        assert_eq!(
            (
                &log["requests"][accepted]["status"],
                &log["requests"][accepted]["fault"]
            ),
            (&0.into(), &true.into())
        );
    }
    assert_eq!(served.post(IMAGINE, CAT).status, 200);
}

#[test]
fn slow() {
    let served = Served::with_faults(r#"[{"path": "/fetch", "slow": {"bytes": 300, "everyMs": 20}}]"#);
    let start = Instant::now();
    let reply = served.get(FETCH);
    let pieces = u32::try_from(reply.body.len().div_ceil(300)).unwrap();
    assert!(reply.is_whole() && pieces > 5);
    assert!(start.elapsed() >= Duration::from_millis(20) * pieces);
    assert_eq!(reply.json()["id"], "1320098173412546");
}

#[test]
fn late() {
    let served = Served::with_faults(r#"[{"path": "/fetch", "delayMs": 150}]"#);
    let start = Instant::now();
    assert_eq!(served.get(FETCH).status, 200);
    assert!(start.elapsed() >= Duration::from_millis(150));
}

#[test]
fn hang() {
    let served = Served::with_faults(r#"[{"path": "/fetch", "nth": 1, "hang": true}]"#);
    let mut stream = served.connect();
    stream
        .write_all(served.request("GET", FETCH, &[KEY], "").as_bytes())
        .unwrap();
    // The log tells that the request has come; after that nothing does.
    while served.log()["requests"].as_array().unwrap().is_empty() {}
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    // Others are not held up, and the hanging one does not keep the program from stopping.
    assert_eq!(served.get(FETCH).status, 200);
    assert_eq!(served.stop(), Some(0));
}

#[test]
fn control_routes() {
    let served = Served::new(&[]);
    let control = |method: &str, path: &str, body: &str| served.ask(method, path, &[], body).unwrap();
    let wrong = control("POST", "/sandbox/faults", r#"[{"staus": 1}]"#);
    assert_eq!(
        (wrong.status, wrong.json()["error"].as_str()),
        (400, Some("fault 1: staus is unknown"))
    );
    assert_eq!(
        control("POST", "/sandbox/faults", r#"[{"status": 500}]"#).json()["ok"],
        true
    );
    assert_eq!(served.post(IMAGINE, CAT).status, 500);
    assert_eq!(control("POST", "/sandbox/faults", "[]").status, 200);
    assert_eq!(served.post(IMAGINE, CAT).status, 200);
    let log = control("GET", "/sandbox/log", "").json();
    assert_eq!(
        (&log["dialect"], &log["submits"], &log["accepted"]),
        (&"guide".into(), &2.into(), &1.into())
    );
    assert_eq!(log["requests"][0]["path"], IMAGINE);
    assert_eq!(control("POST", "/sandbox/reset", "").json()["ok"], true);
    assert_eq!(
        control("GET", "/sandbox/log", "").json()["requests"],
        serde_json::json!([])
    );
    assert_eq!(control("DELETE", "/sandbox/log", "").status, 404);
    assert_eq!(control("GET", "/sandbox/nothing", "").status, 404);
    assert_eq!(
        control("OPTIONS", "/sandbox/faults", "").header("access-control-allow-headers"),
        Some("Content-Type")
    );
}
