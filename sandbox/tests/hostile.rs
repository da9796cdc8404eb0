//! Requests that no well-meaning client sends: every one gets an answer, and the next one works.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod bench;
mod served;

use bench::{Bench, PIXEL, mask};
use midjourney_sandbox::{Dialect, Request};
use served::Served;

/// Bodies that are wrong in many ways. `ID` stands for a finished task.
fn bodies() -> Vec<String> {
    let mut bodies: Vec<String> = [
        "",
        " ",
        "null",
        "[]",
        "0",
        "\"\"",
        "{",
        "{}",
        "{}{}",
        "{\"prompt\":",
        "\u{feff}{\"prompt\":\"x\"}",
        r#"{"prompt":null,"taskId":null,"customId":null,"base64":null,"base64Array":null,"ids":null,"index":null,"action":null}"#,
        r#"{"prompt":1,"taskId":1,"customId":1,"base64":1,"base64Array":1,"ids":1,"index":"1","action":1,"content":1}"#,
        r#"{"prompt":[],"taskId":{},"customId":[],"base64":{},"base64Array":{},"ids":{},"index":1e99,"action":[]}"#,
        r#"{"prompt":true,"taskId":true,"base64Array":[null,1,{}],"ids":[null,1,{},[]],"index":-9223372036854775808}"#,
        r#"{"prompt":"\u0000\ud83d","state":"\u0000"}"#,
        r#"{"prompt":"--ar 0:0 --ar : --ar 1: --zoom nan --zoom inf --zoom -1 --seed -1 --ar 1e30:1e-30 --"}"#,
        r#"{"prompt":"--seed 99999999999999999999 --ar"}"#,
        r#"{"base64":"data:","base64Array":["data:","data:,","data:;base64,","data:image/png;base64,===="]}"#,
        r#"{"base64Array":["data:image/png;base64,iVBORw0KGgo=","data:image/png;base64,iVBORw0KGgo="],"dimensions":"PORTRAIT"}"#,
        r#"{"base64":"data:image/png;base64,/9j/"}"#,
        r#"{"content":" "}"#,
        r#"{"content":"ID U"}"#,
        r#"{"content":"ID 🦀"}"#,
        r#"{"content":"ID V9"}"#,
        r#"{"taskId":"ID","action":"UPSCALE","index":99}"#,
        r#"{"taskId":"ID","action":"UPSCALE","index":-1}"#,
        r#"{"taskId":"ID","customId":"MJ::JOB::upsample::99999999999999999999::u"}"#,
        r#"{"taskId":"ID","customId":"MJ::Outpaint::0::1::u"}"#,
        r#"{"taskId":"ID","customId":"::::::::"}"#,
        r#"{"taskId":"ID","customId":"MJ"}"#,
        r#"{"taskId":"ID","customId":"MJ::JOB"}"#,
        r#"{"taskId":"ID","customId":"MJ::JOB::upsample"}"#,
        r#"{"taskId":"ID","customId":"MJ::Job::PicReader::1"}"#,
        r#"{"taskId":"ID","customId":"MJ::Picread::Retry"}"#,
        r#"{"taskId":"ID","customId":"MJ::Inpaint::1::u::SOLO"}"#,
        r#"{"taskId":"../../etc/passwd","customId":"MJ::JOB::reroll::0::u"}"#,
        r#"{"ids":["ID","ID",""]}"#,
    ]
    .map(str::to_owned)
    .into();
    bodies.push(format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)));
    bodies.push(format!(r#"{{"prompt":"{}"}}"#, "many words ".repeat(50_000)));
    bodies.push(format!(
        r#"{{"taskId":"ID","maskBase64":"{}","prompt":"hat"}}"#,
        mask()
    ));
    // A picture that claims to be 65535 pixels each way.
    let huge =
        "iVBORw0KGgoAAAANSUhEUgAA//8AAP//CAYAAAB+kR0TAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    bodies.push(format!(r#"{{"base64":"data:image/png;base64,{huge}","base64Array":["data:image/png;base64,{huge}","{PIXEL}"]}}"#));
    bodies.push(format!(
        r#"{{"taskId":"ID","maskBase64":"data:image/png;base64,{huge}"}}"#
    ));
    bodies
}

#[test]
fn every_body_at_every_endpoint_of_every_dialect() {
    for (dialect, name) in Dialect::ALL {
        let mut bench = Bench::new(dialect);
        let id = bench.id("/mj/submit/imagine", r#"{"prompt":"a cat"}"#);
        bench.pass(100_000);
        for verb in [
            "imagine",
            "blend",
            "describe",
            "shorten",
            "action",
            "modal",
            "change",
            "simple-change",
            "nothing",
        ] {
            for body in bodies() {
                let reply = bench.post(&format!("/mj/submit/{verb}"), &body.replace("ID", &id));
                let body: String = body.chars().take(80).collect();
                // 500 is novicezk's own for a null image or action; 503 is new-api's for simple-change; 0 its broken connection.
                assert!(
                    [0, 200, 400, 401, 404, 405, 415, 500, 503].contains(&reply.status),
                    "{name} {verb} {body}: {}",
                    reply.status
                );
                bench.pass(100_000);
            }
        }
        for body in bodies() {
            let status = bench
                .post("/mj/task/list-by-condition", &body.replace("ID", &id))
                .status;
            assert!([200, 400, 415].contains(&status), "{name} list {body}: {status}");
            bench.post("/sandbox/faults", &body);
        }
        // Whatever was made of all that can be shown and drawn.
        bench.post("/sandbox/faults", "[]");
        for query in ["", "step=255", "step=256", "step=-1", "step=", "x"] {
            let shown = Request {
                query: query.into(),
                ..Request::new("GET", &format!("/sandbox/picture/{id}.png"), b"")
            };
            assert_eq!(bench.send(&shown).status, 200, "{name} {query}");
        }
        assert_eq!(bench.fetch(&id)["status"], "SUCCESS");
        for odd in [
            "",
            "x",
            "..",
            "%2e%2e",
            "1320098173412546.png",
            "99999999999999999999",
        ] {
            let held = name == "guide" && odd.starts_with("1320");
            assert_eq!(
                bench.get(&format!("/sandbox/picture/{odd}")).status,
                if held { 200 } else { 404 },
                "{name} {odd}"
            );
            assert!(bench.get(&format!("/mj/task/{odd}/fetch")).status < 500);
            assert!(bench.get(&format!("/mj/task/{odd}/image-seed")).status < 500);
        }
    }
}

#[test]
fn what_is_hardly_http() {
    let served = Served::new(&[]);
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(1_000));
    for request in [
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /mj/submit/imagine HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "POST /mj/submit/imagine HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET \0 HTTP/1.1\r\n\r\n",
        &long,
        &many,
    ] {
        if let Ok(reply) = served.raw(request.as_bytes()) {
            assert!(
                (400..500).contains(&reply.status),
                "{request:.40}: {}",
                reply.status
            );
        }
    }
    for (request, wanted) in [
        (
            "GET /mj/task/1320098173412546/fetch HTTP/1.0\r\nmj-api-secret: \u{e9}\r\n\r\n",
            200,
        ),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 204),
        (
            "BREW /mj/submit/imagine HTTP/1.1\r\nHost: x\r\nConnection: close\r\nmj-api-secret: x\r\n\r\n",
            405,
        ),
        (
            "GET http://elsewhere.example/mj/task/1320098173412546/fetch HTTP/1.1\r\nHost: x\r\nConnection: close\r\nmj-api-secret: x\r\n\r\n",
            200,
        ),
    ] {
        assert_eq!(
            served.raw(request.as_bytes()).unwrap().status,
            wanted,
            "{request}"
        );
    }
    assert_eq!(served.get("/mj/task/1320098173412546/fetch").status, 200);
}
