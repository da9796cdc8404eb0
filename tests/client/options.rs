//! Options of a client, a job and a request, each where it has its effect.

use midjourney_sandbox::Dialect;
use midjourney_wasm::{
    AccountFilter, Auth, BotType, Dimensions, ErrorCode, Midjourney, Speed, platform::SendError,
};
use serde_json::{Value, json};

use crate::{
    support::{HELD, PNG, fails},
    world::{Answer, Fault, HOST, KEY, Outcome, Script, Stage, row, says},
};

#[test]
fn what_is_wrong_with_an_option_is_told_by_its_name() {
    let stage = Stage::with_server(Script::default(), 1);
    let builder = || Midjourney::builder(format!("http://{HOST}"));
    for (builder, field) in [
        (Midjourney::builder(""), "base_url"),
        (Midjourney::builder("gateway"), "base_url"),
        (Midjourney::builder("ftp://gateway.test"), "base_url"),
        (Midjourney::builder("htp://gateway.test"), "base_url"),
        (Midjourney::builder("http://user:word@gateway.test"), "base_url"),
        (Midjourney::builder("http://gateway.test/?a=b"), "base_url"),
        (Midjourney::builder("http://gateway.test/#a"), "base_url"),
        (builder().mode("a/b"), "mode"),
        (builder().mode(".."), "mode"),
        (builder().mode("a b"), "mode"),
        (builder().mode("a%2fb"), "mode"),
    ] {
        let built = builder.build_on(std::rc::Rc::new(stage.world.clone()));
        let error = fails(built, ErrorCode::Config);
        assert_eq!(error.field(), Some(field));
        assert!(error.to_string().starts_with(field), "{error}");
    }
}

#[test]
fn no_part_of_an_address_is_doubled() {
    for (base, mode, start) in [
        ("http://gateway.test", None, "http://gateway.test/mj/"),
        ("http://gateway.test/", None, "http://gateway.test/mj/"),
        ("http://gateway.test/mj/", None, "http://gateway.test/mj/"),
        (
            "http://gateway.test/fast/mj",
            Some("fast"),
            "http://gateway.test/fast/mj/",
        ),
        (
            "http://gateway.test/fast",
            Some("fast"),
            "http://gateway.test/fast/mj/",
        ),
        ("http://gateway.test/mj", Some(""), "http://gateway.test/mj/"),
        (
            "http://gateway.test/fast/mj",
            None,
            "http://gateway.test/fast/mj/",
        ),
        (
            "http://gateway.test/api",
            Some("relax"),
            "http://gateway.test/api/relax/mj/",
        ),
        (
            "HTTP://GATEWAY.TEST:80/api/mj",
            Some("relax"),
            "http://gateway.test/api/relax/mj/",
        ),
    ] {
        let mut stage = Stage::with_server(Script::default(), 1);
        let mut builder = Midjourney::builder(base);
        if let Some(mode) = mode {
            builder = builder.mode(mode);
        }
        let client = stage.build(builder);
        stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!(stage.world.exchanges()[0].url, format!("{start}task/7/fetch"));
    }
}

#[test]
fn the_key_is_sent_as_it_is_said_and_with_every_request() {
    for (auth, name, value) in [
        (Auth::Bearer, "authorization", format!("Bearer {KEY}")),
        (Auth::Raw, "authorization", KEY.into()),
        (Auth::Secret, "mj-api-secret", KEY.into()),
    ] {
        let mut stage = Stage::with_server(Script::default(), 1);
        let client = stage.build(stage.builder().auth(auth));
        stage.run_clean(client.imagine("cat")).unwrap();
        for exchange in stage.world.exchanges() {
            assert_eq!(exchange.header(name), Some(value.as_str()), "{auth:?}");
            assert_eq!(exchange.header("accept"), Some("application/json"));
            let has_body = exchange.body.is_some();
            assert_eq!(
                exchange.header("content-type"),
                has_body.then_some("application/json")
            );
        }
    }
    let mut stage = Stage::with_server(Script::default(), 1);
    for client in [
        stage.build(Midjourney::builder(format!("http://{HOST}"))),
        stage.build(stage.builder().api_key("")),
        stage.build(stage.builder().api_key_with(|| async { String::new() })),
    ] {
        stage.run_clean(client.fetch("7")).unwrap();
        let sent = stage.world.exchanges().pop().unwrap();
        assert_eq!(sent.header("authorization"), None);
    }
}

#[test]
fn a_key_is_sent_as_it_was_meant() {
    let mut stage = Stage::with_server(Script::default(), 1);
    for (auth, name, value) in [
        (Auth::Bearer, "authorization", format!("Bearer {KEY}")),
        (Auth::Raw, "authorization", format!("bearer {KEY}")),
        (Auth::Secret, "mj-api-secret", KEY.into()),
    ] {
        let pasted = format!("\u{feff} bearer {KEY}\r\n");
        let given = pasted.clone();
        for builder in [
            stage.builder().api_key(pasted),
            stage
                .builder()
                .api_key_with(move || std::future::ready(given.clone())),
        ] {
            let client = stage.build(builder.auth(auth));
            stage.run_clean(client.fetch("7")).unwrap();
            let sent = stage.world.exchanges().pop().unwrap();
            assert_eq!(sent.header(name), Some(value.as_str()), "{auth:?}");
        }
    }
    let builder = stage.builder().api_key(format!("Bearer {KEY}\n"));
    let client = stage.build(builder.auth_with(|headers, key| headers.set("x-key", key)));
    stage.run_clean(client.fetch("7")).unwrap();
    let sent = stage.world.exchanges().pop().unwrap();
    assert_eq!(
        sent.header("x-key"),
        Some(&*format!("Bearer {KEY}")),
        "it is the caller's own"
    );
}

#[test]
fn a_platform_that_cannot_send_is_told_so() {
    let mut stage = Stage::with_server(Script::default(), 1);
    stage.world.fault(Fault::on("imagine").instead(|_| {
        let mut answer = Answer::lost();
        answer.outcome = Outcome::Failure(SendError::Unavailable);
        answer
    }));
    let client = stage.client();
    let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::Config);
    assert_eq!(
        (error.field(), error.maybe_submitted()),
        (Some("fetch"), false),
        "nothing was sent"
    );
}

#[test]
fn a_function_sets_the_keys_headers_itself_and_only_where_there_is_a_key() {
    let mut stage = Stage::with_server(Script::default(), 1);
    for key in [KEY, ""] {
        let builder = stage.builder().api_key(key);
        let client = stage.build(builder.auth_with(|headers, key| headers.set("x-key", key)));
        stage.run_clean(client.fetch("7")).unwrap();
        let sent = stage.world.exchanges().pop().unwrap();
        assert_eq!(sent.header("x-key"), Some(key).filter(|key| !key.is_empty()));
        assert_eq!(sent.header("authorization"), None);
    }
}

#[test]
fn a_key_is_asked_for_before_every_request_and_its_blanks_are_cut() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let count = std::rc::Rc::new(std::cell::Cell::new(0));
    let asked = std::rc::Rc::clone(&count);
    let key = move || {
        asked.set(asked.get() + 1);
        let key = format!("  sk-{} ", asked.get());
        async { key }
    };
    let client = stage.build(stage.builder().api_key_with(key));
    stage.run_clean(client.imagine("cat")).unwrap();
    let keys: Vec<_> = stage
        .world
        .exchanges()
        .iter()
        .map(|exchange| exchange.header("authorization").unwrap().to_owned())
        .collect();
    assert_eq!(keys, ["Bearer sk-1", "Bearer sk-2"]);
    assert_eq!(count.get(), 2);
}

#[test]
fn headers_are_added_replaced_and_taken_away() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.build(stage.builder().header("X-A", "1").header("x-b", "1"));
    let job = client.imagine("cat").header("x-b", "2").without_header("x-a");
    stage.run_clean(job.submit()).unwrap();
    stage.run_clean(client.fetch(HELD).header("x-c", "3")).unwrap();
    let sent = stage.world.exchanges();
    assert_eq!((sent[0].header("x-a"), sent[0].header("x-b")), (None, Some("2")));
    assert_eq!(
        (
            sent[1].header("x-a"),
            sent[1].header("x-b"),
            sent[1].header("x-c")
        ),
        (Some("1"), Some("1"), Some("3"))
    );
    for (name, value) in [
        ("bad name", "1"),
        ("", "1"),
        ("x-a", "a\r\nb"),
        ("x-a", "\0"),
        ("x:y", "1"),
    ] {
        let error = fails(
            stage.run_clean(client.fetch(HELD).header(name, value)),
            ErrorCode::Config,
        );
        assert_eq!(error.field(), Some("headers"), "{name:?} {value:?}");
    }
    assert_eq!(stage.world.exchanges().len(), 2);
}

#[test]
fn what_is_given_is_sent_and_nothing_else() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    let filter = AccountFilter::new()
        .modes([Speed::Relax])
        .remix(true)
        .channel_id("0123");
    let imagine = client
        .imagine("a \"cat\" \u{1f408}\n")
        .state("s")
        .notify_hook("https://x.example/hook")
        .bot_type(BotType::Niji)
        .account_filter(filter)
        .images([PNG]);
    stage.run_clean(imagine.submit()).unwrap();
    stage
        .run_clean(
            client
                .blend([PNG, PNG])
                .dimensions(Dimensions::Landscape)
                .state("s")
                .submit(),
        )
        .unwrap();
    stage.run_clean(client.describe(PNG).state("s").submit()).unwrap();
    stage
        .run_clean(client.shorten("a cat").state("s").submit())
        .unwrap();
    let bodies: Vec<Value> = stage
        .world
        .exchanges()
        .iter()
        .map(|exchange| exchange.json.clone())
        .collect();
    let wanted = [
        json!({
            "prompt": "a \"cat\" \u{1f408}\n", "base64Array": [PNG], "state": "s", "notifyHook": "https://x.example/hook",
            "botType": "NIJI_JOURNEY", "accountFilter": {"modes": ["RELAX"], "remix": true, "channelId": "0123"},
        }),
        json!({"base64Array": [PNG, PNG], "dimensions": "LANDSCAPE", "state": "s"}),
        json!({"base64": PNG, "state": "s"}),
        json!({"prompt": "a cat", "state": "s"}),
    ];
    assert_eq!(bodies, wanted);
}

#[test]
fn a_blank_prompt_is_refused_before_anything_is_sent() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let client = stage.client();
    for prompt in ["", " ", "\n\t"] {
        for outcome in [
            stage.run_clean(client.imagine(prompt)),
            stage.run_clean(client.shorten(prompt)),
        ] {
            let error = fails(outcome, ErrorCode::InvalidInput);
            assert_eq!((error.field(), error.maybe_submitted()), (Some("prompt"), false));
            assert!(error.token().is_none() && error.task_id().is_none());
        }
    }
    assert_eq!(stage.world.exchanges().len(), 0);
}

#[test]
fn addresses_of_pictures_are_rewritten() {
    let mut stage = Stage::with_server(
        Script::default().on("fetch", vec![says(row("7", Value::Null))]),
        1,
    );
    let builder = stage.builder();
    let client =
        stage.build(builder.image_url(|url, task| format!("https://mirror.example/{}?{url}", task.id())));
    let task = stage.run_clean(client.fetch("7")).unwrap();
    let wanted = "https://mirror.example/7?http://gateway.test/mj/image/1";
    assert_eq!(task.image_url(), Some(wanted));
}

#[test]
fn the_size_of_an_answer_has_a_limit() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.build(stage.builder().max_response_bytes(100));
    let error = fails(stage.run_clean(client.fetch(HELD)), ErrorCode::BadResponse);
    assert!(error.message().contains("max_response_bytes"), "{error}");
    assert!(!error.maybe_submitted());
    let body = json!({"code": 1, "result": "7", "description": "x".repeat(200)});
    let mut stage = Stage::with_server(Script::default().on("imagine", vec![says(body)]), 1);
    let client = stage.build(stage.builder().max_response_bytes(100));
    let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::BadResponse);
    assert!(error.maybe_submitted(), "a submit may have been taken");
}
