//! The strict dialects answer in the shapes that were recorded from real servers.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod bench;

use bench::{Bench, PIXEL, Recorded, json, mask};
use midjourney_sandbox::{Dialect, Request, Settings};

const IMAGINE: &str = "/mj/submit/imagine";
const ACTION: &str = "/mj/submit/action";
const CHANGE: &str = "/mj/submit/change";
const LIST: &str = "/mj/task/list-by-condition";

fn press(id: &str, custom_id: &str) -> String {
    format!(r#"{{"taskId":"{id}","customId":"{custom_id}"}}"#)
}

#[test]
fn novicezk() {
    let mut real = Recorded::new("novicezk", include_str!("fixtures/novicezk.json"));
    let mut bench = Bench::new(Dialect::Novicezk);
    real.check(
        "submit-imagine-code1",
        bench.post(IMAGINE, r#"{"base64Array":[],"prompt":"a kite"}"#),
        &[],
    );
    let id = bench.id(IMAGINE, r#"{"prompt":"a kite","state":"s"}"#);
    real.check(
        "task-imagine-NOT_START",
        bench.get(&format!("/mj/task/{id}/fetch")),
        &["state"],
    );
    bench.pass(1500);
    real.check(
        "task-imagine-SUBMITTED",
        bench.get(&format!("/mj/task/{id}/fetch")),
        &["state"],
    );
    let blend = format!(r#"{{"base64Array":["{PIXEL}","{PIXEL}"],"dimensions":"LANDSCAPE","state":"b"}}"#);
    let blend = bench.id("/mj/submit/blend", &blend);
    bench.pass(5_000);
    real.check(
        "task-blend-IN_PROGRESS-started",
        bench.get(&format!("/mj/task/{blend}/fetch")),
        &[],
    );
    let doomed = bench.id(IMAGINE, r#"{"prompt":"a kite sandbox:fail"}"#);
    bench.pass(60_000);
    real.check(
        "task-imagine-SUCCESS",
        bench.get(&format!("/mj/task/{id}/fetch")),
        &["state"],
    );
    real.check(
        "task-blend-SUCCESS",
        bench.get(&format!("/mj/task/{blend}/fetch")),
        &[],
    );
    real.check(
        "task-imagine-FAILURE-embed",
        bench.get(&format!("/mj/task/{doomed}/fetch")),
        &[],
    );
    let late = bench.id(IMAGINE, r#"{"prompt":"a kite sandbox:fail-late"}"#);
    let describe = bench.id("/mj/submit/describe", &format!(r#"{{"base64":"{PIXEL}"}}"#));
    bench.pass(1000);
    real.check(
        "task-describe-SUBMITTED",
        bench.get(&format!("/mj/task/{describe}/fetch")),
        &[],
    );
    let vary = bench.id(
        CHANGE,
        &format!(r#"{{"taskId":"{id}","action":"VARIATION","index":3}}"#),
    );
    bench.pass(17_000);
    real.check(
        "task-variation-IN_PROGRESS-preview",
        bench.get(&format!("/mj/task/{vary}/fetch")),
        &[],
    );
    let upscale = bench.id(
        "/mj/submit/simple-change",
        &format!(r#"{{"content":"{id} U3","state":"via simple"}}"#),
    );
    bench.pass(60_000);
    real.check(
        "task-final-event-lost-after-timeout",
        bench.get(&format!("/mj/task/{late}/fetch")),
        &[],
    );
    real.check(
        "task-describe-SUCCESS",
        bench.get(&format!("/mj/task/{describe}/fetch")),
        &[],
    );
    real.check(
        "task-simple-change-upscale-SUCCESS",
        bench.get(&format!("/mj/task/{upscale}/fetch")),
        &[],
    );
    real.check(
        "list-by-condition-known",
        bench.post(LIST, &format!(r#"{{"ids":["{id}","{late}"]}}"#)),
        &["state", "failReason", "imageUrl", "progress"],
    );
    real.check(
        "list-by-condition-all-unknown",
        bench.post(LIST, r#"{"ids":["1764000000000000"]}"#),
        &[],
    );

    real.check(
        "submit-imagine-code24-banned",
        bench.post(IMAGINE, r#"{"prompt":"nude kite"}"#),
        &[],
    );
    real.check(
        "submit-imagine-code4-blank-prompt",
        bench.post(IMAGINE, r#"{"prompt":" \n "}"#),
        &[],
    );
    real.check(
        "submit-imagine-code4-http-url-image",
        bench.post(IMAGINE, r#"{"prompt":"x","base64Array":["http://a/b.png"]}"#),
        &[],
    );
    real.check(
        "submit-imagine-null-image",
        bench.post(IMAGINE, r#"{"prompt":"x","base64Array":[null]}"#),
        &[],
    );
    real.check(
        "submit-change-code3-unknown-parent",
        bench.post(
            CHANGE,
            r#"{"taskId":"1764000000000000","action":"UPSCALE","index":1}"#,
        ),
        &[],
    );
    let not_again = format!(r#"{{"taskId":"{upscale}","action":"VARIATION","index":1}}"#);
    real.check(
        "submit-change-code4-parent-not-changeable",
        bench.post(CHANGE, &not_again),
        &[],
    );
    real.check(
        "submit-change-http500-missing-action",
        bench.post(CHANGE, &format!(r#"{{"taskId":"{id}","index":1}}"#)),
        &[],
    );
    real.check(
        "submit-simple-change-code4-empty",
        bench.post("/mj/submit/simple-change", r#"{"content":""}"#),
        &[],
    );
    real.check(
        "submit-blend-code4-one-image",
        bench.post("/mj/submit/blend", &format!(r#"{{"base64Array":["{PIXEL}"]}}"#)),
        &[],
    );
    let two =
        |dimensions: &str| format!(r#"{{"base64Array":["{PIXEL}","{PIXEL}"],"dimensions":{dimensions}}}"#);
    real.check(
        "submit-blend-code4-null-dimensions",
        bench.post("/mj/submit/blend", &two("null")),
        &[],
    );
    real.check(
        "submit-blend-http400-lowercase-dimensions",
        bench.post("/mj/submit/blend", &two(r#""square""#)),
        &[],
    );
    real.check(
        "submit-imagine-no-content-type",
        bench.send(&Request::new("POST", IMAGINE, br#"{"prompt":"x"}"#)),
        &[],
    );
    real.check(
        "submit-imagine-malformed-json",
        bench.post(IMAGINE, r#"{"prompt": "kite""#),
        &[],
    );
    real.check("submit-imagine-GET", bench.get(IMAGINE), &[]);
    real.check(
        "fetch-unknown-id",
        bench.get("/mj/task/1764000000000000/fetch"),
        &[],
    );
    real.check(
        "fetch-id-with-encoded-slash",
        bench.get("/mj/task/a%2Fb/fetch"),
        &[],
    );
    real.check(
        "prefix-fast-mj-submit",
        bench.post("/fast/mj/submit/imagine", r#"{"prompt":"x"}"#),
        &[],
    );
    real.check(
        "submit-action-not-in-this-family",
        bench.post(ACTION, &press(&id, "MJ::JOB::upsample::1::x")),
        &[],
    );
    let preflight = Request::new("OPTIONS", IMAGINE, b"")
        .with("origin", "https://app.example")
        .with("access-control-request-method", "POST");
    real.check("cors-preflight-submit", bench.send(&preflight), &[]);
    let fetch =
        |accept: &str| Request::new("GET", &format!("/mj/task/{id}/fetch"), b"").with("accept", accept);
    real.check("fetch-accept-xml", bench.send(&fetch("application/xml")), &[]);
    real.check("fetch-accept-html", bench.send(&fetch("text/html")), &[]);

    for _ in 0..4 {
        bench.post(IMAGINE, r#"{"prompt":"crowd"}"#);
    }
    real.check(
        "cors-post-with-origin",
        bench.post(IMAGINE, r#"{"prompt":"crowd"}"#),
        &[],
    );

    let mut locked = Bench::with(Settings {
        dialect: Dialect::Novicezk,
        key: Some("s3cret".into()),
        ..Settings::default()
    });
    assert_eq!(locked.post(IMAGINE, r#"{"prompt":"x"}"#).status, 200);
    let bare =
        Request::new("POST", IMAGINE, br#"{"prompt":"kite"}"#).with("content-type", "application/json");
    real.check("auth-missing-submit", locked.send(&bare), &[]);
    assert_eq!(
        locked.send(&bare.with("authorization", "Bearer s3cret")).status,
        401
    );
    real.check("auth-preflight", locked.send(&preflight), &[]);
    real.check(
        "auth-missing-unknown-route-elsewhere",
        locked.send(&Request::new("GET", "/mj/nothing", b"")),
        &[],
    );
    real.all_seen();
}

#[test]
fn new_api() {
    let mut real = Recorded::new("new-api", include_str!("fixtures/new-api.json"));
    let mut bench = Bench::new(Dialect::NewApi);
    let fetch = |id: &str| format!("/mj/task/{id}/fetch");
    let bare = |path: &str| Request::new("GET", path, b"");
    real.check("auth--missing", bench.send(&bare("/mj/task/1/fetch")), &[]);
    real.check(
        "auth--bearer-uppercase",
        bench.send(&bare("/mj/task/1/fetch").with("authorization", "BEARER sk-x")),
        &[],
    );
    assert_eq!(
        bench
            .send(&bare("/mj/task/1/fetch").with("mj-api-secret", "sk-x"))
            .status,
        400
    );
    let imagine = r#"{"base64Array":[],"prompt":"a cat <&>","state":"my <state>"}"#;
    real.check("submit-imagine--ok", bench.post(IMAGINE, imagine), &[]);
    let id = bench.id(IMAGINE, imagine);
    real.check("fetch--imagine-1-empty", bench.get(&fetch(&id)), &[]);
    bench.pass(14_000);
    assert_eq!(bench.fetch(&id)["status"], "");
    bench.pass(2_000);
    real.check("fetch--imagine-2-in_progress", bench.get(&fetch(&id)), &[]);
    let early = press(&id, "MJ::JOB::upsample::1::u");
    real.check(
        "submit-action--400-task-not-finished",
        bench.post(ACTION, &early),
        &[],
    );
    let bad = bench.id(IMAGINE, r#"{"prompt":"bad sandbox:fail"}"#);
    bench.pass(30_000);
    real.check("fetch--imagine-4-success", bench.get(&fetch(&id)), &[]);
    real.check("fetch--failure-2-failure", bench.get(&fetch(&bad)), &["buttons"]);
    assert_eq!(bench.fetch(&bad)["progress"], "100%");
    real.check(
        "fetch--400-unknown-id",
        bench.get("/mj/task/1234567890123456/fetch"),
        &[],
    );
    real.check(
        "list-by-condition--unknown",
        bench.post(LIST, r#"{"ids":["1"]}"#),
        &[],
    );
    real.check(
        "list-by-condition--malformed",
        bench.post(LIST, r#"{"ids":["#),
        &[],
    );
    real.check(
        "list-by-condition--number-ids",
        bench.post(LIST, r#"{"ids":[1]}"#),
        &[],
    );
    real.check(
        "image-seed--prefix-fast",
        bench.get(&format!("/fast/mj/task/{id}/image-seed")),
        &[],
    );

    let mut pressed = |real: &mut Recorded, name: &str, of: &str, custom_id: &str| {
        real.check(name, bench.post(ACTION, &press(of, custom_id)), &[])
    };
    pressed(
        &mut real,
        "submit-action--400-describe-button",
        &id,
        "MJ::Job::PicReader::1",
    );
    pressed(
        &mut real,
        "submit-action--400-unknown-task",
        "1",
        "MJ::JOB::upsample::1::u",
    );
    pressed(&mut real, "submit-action--400-no-customid", &id, "");
    pressed(
        &mut real,
        "submit-action--connection-closed-customid-short",
        &id,
        "MJ::JOB",
    );
    pressed(&mut real, "submit-action--custom-zoom", &id, "MJ::CustomZoom::u");
    pressed(
        &mut real,
        "submit-action--inpaint",
        &id,
        "MJ::Inpaint::1::u::SOLO",
    );
    real.check(
        "submit-change--ok-upscale",
        bench.post(
            CHANGE,
            &format!(r#"{{"taskId":"{id}","action":"UPSCALE","index":2}}"#),
        ),
        &[],
    );
    real.check(
        "submit-change--400-reroll-without-index",
        bench.post(CHANGE, &format!(r#"{{"taskId":"{id}","action":"REROLL"}}"#)),
        &[],
    );
    real.check(
        "submit-simple-change--u1",
        bench.post("/mj/submit/simple-change", &format!(r#"{{"content":"{id} U1"}}"#)),
        &[],
    );
    real.check(
        "submit-modal--no-taskid",
        bench.post("/mj/submit/modal", r#"{"prompt":"x"}"#),
        &[],
    );
    real.check(
        "submit-modal--400-unknown-task",
        bench.post("/mj/submit/modal", r#"{"taskId":"1","prompt":"x"}"#),
        &[],
    );

    let remix = bench.id(IMAGINE, r#"{"prompt":"parent --remix"}"#);
    let describe = bench.id("/mj/submit/describe", &format!(r#"{{"base64":"{PIXEL}"}}"#));
    let shorten = bench.id("/mj/submit/shorten", r#"{"prompt":"a very long prompt"}"#);
    bench.pass(60_000);
    real.check("fetch--describe-2-success", bench.get(&fetch(&describe)), &[]);
    real.check("fetch--shorten-2-success", bench.get(&fetch(&shorten)), &[]);
    real.check(
        "submit-action--remix-reroll-window-confirm",
        bench.post(ACTION, &press(&remix, "MJ::JOB::reroll::0::u::SOLO")),
        &[],
    );

    // The two rows after a modal.
    let region = bench.id(ACTION, &press(&id, "MJ::Inpaint::1::u::SOLO"));
    bench.pass(16_000);
    real.check("modal-two-rows--fetch-1", bench.get(&fetch(&region)), &[]);
    let modal = format!(
        r#"{{"taskId":"{region}","prompt":"a hat","maskBase64":"{}"}}"#,
        mask()
    );
    real.check(
        "submit-modal--inpaint",
        bench.post("/mj/submit/modal", &modal),
        &[],
    );
    bench.pass(20_000);
    let ids = format!(r#"{{"ids":["{region}"]}}"#);
    let rows = bench.post(LIST, &ids);
    real.check("modal-two-rows--list-2", rows.clone(), &[]);
    let rows = json(rows);
    assert_eq!(
        (rows[0]["status"].as_str(), rows[1]["status"].as_str()),
        (Some("MODAL"), Some("IN_PROGRESS"))
    );
    while json(bench.post(LIST, &ids))[1]["status"] != "SUCCESS" {
        bench.pass(1000);
    }
    assert_eq!(bench.fetch(&region)["status"], "MODAL");
    let too_early = press(&region, "MJ::JOB::upsample::1::u");
    real.check(
        "modal-two-rows--action-refused-though-list-says-success",
        bench.post(ACTION, &too_early),
        &[],
    );
    bench.pass(15_000);
    real.check(
        "fetch--inpaint-after-modal-2-success",
        bench.get(&fetch(&region)),
        &[],
    );
    assert_eq!(json(bench.post(ACTION, &too_early))["code"], 1);

    let origin = |method: &str, body: &str| {
        Request::new(method, IMAGINE, body.as_bytes())
            .with("origin", "https://app.example")
            .with("authorization", "Bearer sk-x")
            .with("content-type", "application/json")
    };
    real.check("cors--preflight-imagine", bench.send(&origin("OPTIONS", "")), &[]);
    real.check(
        "cors--submit-with-origin",
        bench.send(&origin("POST", r#"{"prompt":"x"}"#)),
        &[],
    );
    real.check(
        "request--malformed-json",
        bench.post(IMAGINE, r#"{"prompt": "a cat","#),
        &[],
    );
    real.check("request--json-array", bench.post(IMAGINE, "[]"), &[]);
    real.check(
        "request--taskid-number",
        bench.post(
            ACTION,
            r#"{"taskId":1795418715672129,"customId":"MJ::JOB::upsample::1::x"}"#,
        ),
        &[],
    );
    let typed = |kind: &str| {
        Request::new("POST", IMAGINE, br#"{"prompt":"a cat"}"#)
            .with("authorization", "sk-x")
            .with("content-type", kind)
    };
    real.check("request--no-content-type", bench.send(&typed("")), &[]);
    real.check(
        "request--content-type-form",
        bench.send(&typed("application/x-www-form-urlencoded")),
        &[],
    );
    real.check("route--v1-unknown", bench.get("/v1/mj/task/list"), &[]);
    real.check("route--unknown-get", bench.get("/mj/task/list"), &[]);
    for _ in 0..59 {
        assert_eq!(bench.get("/a/b/mj/submit/imagine").status, 200);
    }
    let limited = bench.get("/mj/task/list");
    assert_eq!((limited.status, limited.body.into_bytes().len()), (429, 0));
    assert_eq!(bench.get(&fetch(&id)).status, 200);
    bench.pass(180_000);
    assert_eq!(bench.get("/mj/task/list").status, 200);
    real.all_seen();
}

#[test]
fn trueai() {
    let mut real = Recorded::new("trueai", include_str!("fixtures/trueai.json"));
    let mut bench = Bench::new(Dialect::Trueai);
    let fetch = |id: &str| format!("/mj/task/{id}/fetch");
    let bare = |path: &str| Request::new("GET", path, b"");
    let missing = bench.send(&bare("/mj/task/1/fetch"));
    assert_eq!(
        (missing.status, bench::text(missing).as_str()),
        (401, "Authorization header missing.")
    );
    let wrong = bare("/mj/task/1/fetch")
        .with("authorization", "Bearer any")
        .with("mj-api-secret", "any");
    assert_eq!(bench.send(&wrong).status, 401);
    assert_eq!(
        bench
            .send(&bare("/mj/task/1/fetch").with("authorization", "any"))
            .status,
        204
    );
    for path in [
        "/fast/mj/submit/imagine",
        "/mj/submit/change",
        "/mj/submit/simple-change",
        "/nothing",
    ] {
        let answer = bench.post(path, r#"{"prompt":"x"}"#);
        assert_eq!(
            (answer.status, answer.body.into_bytes().len()),
            (404, 0),
            "{path}"
        );
    }
    let id = bench.id("/mj-turbo/mj/submit/imagine", r#"{"prompt":"a cat"}"#);
    let bad = bench.id(IMAGINE, r#"{"prompt":"a nude cat"}"#);
    let describe = bench.id("/mj/submit/describe", &format!(r#"{{"base64":"{PIXEL}"}}"#));
    real.check(
        "seed-wrong-status-trueai",
        bench.get(&format!("/mj/task/{id}/image-seed")),
        &[],
    );
    real.check(
        "error-logic-trueai",
        bench.post(
            IMAGINE,
            &format!(r#"{{"prompt":"x","state":"{}"}}"#, "s".repeat(256)),
        ),
        &[],
    );
    bench.pass(60_000);
    let but = ["imageUrls", "size", "prompt", "promptFull", "thumbnailUrl"];
    real.check("task-imagine-success-trueai", bench.get(&fetch(&id)), &but);
    real.check(
        "task-failure-banned-trueai",
        bench.get(&fetch(&bad)),
        &["displays"],
    );
    real.check(
        "task-describe-success-trueai",
        bench.get(&fetch(&describe)),
        &[
            &but[..],
            &["height", "width", "imageHeight", "imageWidth", "parentId"],
        ]
        .concat(),
    );
    let upscale = bench.id(ACTION, &press(&id, "MJ::JOB::upsample::1::u"));
    bench.pass(60_000);
    real.check(
        "task-upscale-success-buttons-trueai",
        bench.get(&fetch(&upscale)),
        &but,
    );
    real.check(
        "submit-code21-modal-trueai",
        bench.post(ACTION, &press(&upscale, "MJ::CustomZoom::u")),
        &[],
    );
    let region = bench.id(ACTION, &press(&upscale, "MJ::Inpaint::1::u::SOLO"));
    real.check(
        "task-modal-trueai",
        bench.get(&fetch(&region)),
        &["displays", "buttons"],
    );
    real.check(
        "submit-code3-404-trueai",
        bench.post(ACTION, &press("1", "MJ::JOB::upsample::1::u")),
        &[],
    );
    let unknown = json(bench.post(ACTION, &press(&upscale, "MJ::BOOKMARK::u")));
    assert_eq!(
        (unknown["code"].as_i64(), unknown["description"].as_str()),
        (Some(4), Some("未知的 Action 类型"))
    );
    let cors = bench.send(
        &Request::new("OPTIONS", IMAGINE, b"")
            .with("origin", "https://app.example")
            .with("access-control-request-headers", "mj-api-secret"),
    );
    assert_eq!(
        cors.header("access-control-allow-origin"),
        Some("https://app.example")
    );
    assert_eq!(cors.header("access-control-allow-headers"), Some("mj-api-secret"));
    for _ in 0..13 {
        bench.post(IMAGINE, r#"{"prompt":"crowd"}"#);
    }
    assert_eq!(json(bench.post(IMAGINE, r#"{"prompt":"crowd"}"#))["code"], 9);
    real.all_seen();
}

#[test]
fn plus() {
    let mut real = Recorded::new("plus", include_str!("fixtures/plus.json"));
    let mut bench = Bench::new(Dialect::Plus);
    assert_eq!(
        bench.send(&Request::new("GET", "/mj/task/1/fetch", b"")).status,
        401
    );
    real.check(
        "submit-code1-plus",
        bench.post(IMAGINE, r#"{"prompt":"a cat"}"#),
        &[],
    );
    let id = bench.id("/mj-fast/mj/submit/imagine", r#"{"prompt":"a cat"}"#);
    bench.pass(60_000);
    assert_eq!(bench.fetch(&id)["buttons"].as_array().map(Vec::len), Some(9));
    assert_eq!(
        bench.fetch(&id)["properties"]["discordChannelId"],
        "1118138338562560102"
    );
    real.check(
        "submit-code21-modal-plus",
        bench.post(ACTION, &press(&id, "MJ::CustomZoom::u")),
        &[],
    );
    real.check(
        "seed-code1-plus",
        bench.get(&format!("/mj/task/{id}/image-seed")),
        &[],
    );
    for _ in 0..4 {
        bench.post(IMAGINE, r#"{"prompt":"crowd"}"#);
    }
    real.check(
        "submit-code22-queued-plus",
        bench.post(IMAGINE, r#"{"prompt":"crowd"}"#),
        &[],
    );
    real.all_seen();
}

#[test]
fn guide() {
    let mut real = Recorded::new("guide", include_str!("fixtures/guide.json"));
    let mut bench = Bench::new(Dialect::Guide);
    real.check(
        "task-imagine-success-reseller-bigint",
        bench.get("/fast/mj/task/1320098173412546/fetch"),
        &[],
    );
    real.check(
        "task-schema-empty-reseller",
        bench.get("/mj/task/14001934816969359/fetch"),
        &["properties"],
    );
    real.all_seen();
}
