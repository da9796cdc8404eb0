//! What `fetch` is called with, and what becomes of the head of its response.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    Web,
    platform::Json,
    platform::{Body, Part, Platform, Request, SendError},
    support::{Globals, get, js, json, read, respond, web},
};

/// A `fetch` that keeps its arguments in a global.
const RECORDER: &str = "function (url, init) {
    globalThis.sent = { url, init, receiver: this, count: (globalThis.sent?.count ?? 0) + 1 };
    return new Response('{}');
}";

fn sent() -> wasm_bindgen::JsValue {
    js("globalThis.sent")
}

fn submit() -> Request {
    let held = Json::parse(r#"{"a":"猫"}"#).unwrap().stringify().unwrap();
    let parts = [
        Part::Written("[1,".into()),
        Part::Held(held),
        Part::Written("]".into()),
    ];
    Request {
        method: "POST".into(),
        headers: vec![
            ("authorization".into(), "Bearer k".into()),
            ("content-type".into(), "application/json".into()),
        ],
        body: Some(Body(parts.into())),
        ..read("https://a.example/mj")
    }
}

#[wasm_bindgen_test]
async fn a_custom_fetch_gets_the_request_as_plain_arguments() {
    let _sent = Globals::replace(&[("sent", "null")]);
    web(RECORDER).send(submit()).await.unwrap();
    assert_eq!(get(&sent(), "url"), "https://a.example/mj");
    assert!(get(&sent(), "receiver").is_undefined());
    let init = js(
        "(({ signal, headers, ...rest }) => ({ ...rest, headers: [...headers], aborted: signal.aborted }))(sent.init)",
    );
    assert_eq!(
        json(&init),
        concat!(
            r#"{"method":"POST","redirect":"manual","cache":"no-store","body":"[1,{\"a\":\"猫\"}]","#,
            r#""headers":[["authorization","Bearer k"],["content-type","application/json"]],"aborted":false}"#
        )
    );
    web(RECORDER).send(read("https://a.example/")).await.unwrap();
    assert!(js("sent.init.body").is_undefined());
}

#[wasm_bindgen_test]
async fn the_global_fetch_is_the_one_of_the_moment() {
    let _globals = Globals::replace(&[("sent", "null"), ("fetch", RECORDER)]);
    Web::default().send(submit()).await.unwrap();
    assert_eq!(get(&sent(), "count"), 1);
}

#[wasm_bindgen_test]
async fn a_response_of_a_server_is_read() {
    let server = js("(() => {
        const server = require('http').createServer((request, response) => {
            response.writeHead(302, { 'retry-after': '7', location: '/moved' });
            request.pipe(response);
        });
        return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
    })()");
    let server = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&server))
        .await
        .unwrap();
    let _server = Globals::replace(&[("sent", "{}")]);
    js_sys::Reflect::set(&sent(), &"server".into(), &server).unwrap();
    let port = js("sent.server.address().port").as_f64().unwrap();
    let response = Web::default()
        .send(Request {
            url: format!("http://127.0.0.1:{port}/"),
            ..submit()
        })
        .await
        .unwrap();
    js("(sent.server.close(), sent.server.closeAllConnections())");
    assert_eq!(response.status, 302, "redirects are not followed");
    assert_eq!(response.retry_after.as_deref(), Some("7"));
    assert_eq!(response.location.as_deref(), Some("/moved"));
    assert_eq!(String::from_utf8(response.body).unwrap(), r#"[1,{"a":"猫"}]"#);
}

#[wasm_bindgen_test]
async fn a_response_may_lack_headers_but_not_a_status() {
    let response = respond("({ status: 204, headers: {}, text: () => '' })")
        .await
        .unwrap();
    assert_eq!((response.status, response.retry_after), (204, None));
    let response =
        respond("({ status: 503, headers: new Map([['retry-after', '9']]), text: () => '' })").await;
    assert_eq!(response.unwrap().retry_after.as_deref(), Some("9"));
    for nothing in ["undefined", "null", "'text'", "({})", "({ status: '200' })"] {
        assert!(
            matches!(respond(nothing).await, Err(SendError::NotAResponse(_))),
            "{nothing}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_custom_fetch_need_not_return_a_promise() {
    let response = web("() => ({ status: 200, text: () => 'a' })")
        .send(read("https://a.example/"))
        .await;
    assert_eq!(response.unwrap().body, b"a");
}

#[wasm_bindgen_test]
async fn missing_globals_are_not_needed() {
    let _globals = Globals::replace(&[
        ("sent", "null"),
        ("Request", "undefined"),
        ("Headers", "undefined"),
        ("AbortController", "undefined"),
    ]);
    web(RECORDER).send(submit()).await.unwrap();
    let init = r#"{"method":"POST","headers":{"authorization":"Bearer k","content-type":"application/json"},"redirect":"manual","cache":"no-store","body":"[1,{\"a\":\"猫\"}]"}"#;
    assert_eq!(json(&js("sent.init")), init);
}

#[wasm_bindgen_test]
async fn cache_is_not_set_where_it_would_throw() {
    let _globals = Globals::replace(&[("sent", "null"), ("Request", "class Request {}")]);
    web(RECORDER).send(submit()).await.unwrap();
    assert_eq!(js("'cache' in sent.init"), false);
}

#[wasm_bindgen_test]
async fn a_header_that_cannot_be_sent_sends_nothing() {
    let _sent = Globals::replace(&[("sent", "null")]);
    let request = Request {
        headers: vec![("authorization".into(), "Bearer a\nb".into())],
        ..submit()
    };
    assert!(matches!(
        web(RECORDER).send(request).await,
        Err(SendError::Network(_))
    ));
    assert!(sent().is_null());
}
