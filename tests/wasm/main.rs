//! The client as a Rust program uses it, compiled to wasm and run in Node against the sandbox, whose address is in the
//! environment variable `MIDJOURNEY_SANDBOX`.

#![cfg(target_family = "wasm")]

use std::{cell::RefCell, future::Future};

use js_sys::{Array, Function, Object, Reflect};
use midjourney_wasm::{
    client::{Call, Client, Error, Event, Options, Query},
    gateway::{code::Code, verb::Verb},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["process", "env"], js_name = MIDJOURNEY_SANDBOX)]
    static SANDBOX: String;
}

fn options() -> Options {
    let address = SANDBOX.with(Clone::clone);
    let poll = object(&[("min", 50.into()), ("max", 100.into())]);
    Options::new()
        .with("baseUrl", address)
        .with("apiKey", "sk-a-key-of-ours")
        .with("mode", "fast")
        .with("poll", poll)
}

fn client() -> Client {
    Client::new(options()).unwrap_or_else(|error| panic!("{}", message(&error)))
}

fn call(client: &Client) -> Call {
    client
        .call(&JsValue::UNDEFINED)
        .unwrap_or_else(|error| panic!("{}", message(&error)))
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in fields {
        Reflect::set(&object, &(*key).into(), value).unwrap();
    }
    object.into()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn message(error: &Error) -> String {
    get(error.fields(), "message").as_string().unwrap_or_default()
}

fn fails<T>(outcome: Result<T, Error>, code: Code) -> Error {
    match outcome {
        Ok(_) => panic!("it does not fail"),
        Err(error) if error.is(code) => error,
        Err(error) => panic!("{}", message(&error)),
    }
}

#[wasm_bindgen_test]
async fn imagine_is_followed_to_its_picture_and_a_button_pressed() {
    let client = client();
    let seen = RefCell::new(Vec::new());
    let listener = |event: Event<'_>| match event {
        Event::Submitted(submission) => seen
            .borrow_mut()
            .push(-1.0 - f64::from(!get(submission, "id").is_string())),
        Event::Seen(task) => seen.borrow_mut().push(get(task, "progress").as_f64().unwrap()),
        Event::ModalSent(_) => panic!("nothing was asked"),
    };
    let arguments = object(&[("prompt", "a lighthouse".into())]);
    let task = client
        .run(Verb::Imagine, &arguments, &call(&client), &listener)
        .await;
    let task = task.unwrap_or_else(|error| panic!("{}", message(&error)));
    assert_eq!(get(&task, "status"), "SUCCESS");
    assert!(get(&task, "imageUrl").as_string().unwrap().starts_with("http"));
    let properties = get(&task, "properties");
    assert_eq!(get(&properties, "discordChannelId"), "8774786694361674001");
    assert_eq!(get(&properties, "discordInstanceId"), "1118138338562560102");
    let seen = seen.into_inner();
    assert_eq!(seen.first(), Some(&-1.0), "submitted first, with an id");
    assert_eq!(seen.last(), Some(&100.0));
    assert!(seen.windows(2).all(|pair| pair[0] <= pair[1]), "{seen:?}");

    let arguments = object(&[("task", task.into()), ("button", "U2".into())]);
    let larger = client
        .run(Verb::Action, &arguments, &call(&client), &|_| {})
        .await;
    assert_eq!(
        get(
            &larger.unwrap_or_else(|error| panic!("{}", message(&error))),
            "action"
        ),
        "UPSCALE"
    );
}

#[wasm_bindgen_test]
async fn one_task_is_read_and_many() {
    let client = client();
    let held = "1320098173412546";
    let task = client.query(&Query::Task(held.into()), &call(&client)).await;
    assert_eq!(
        get(&task.unwrap_or_else(|error| panic!("{}", message(&error))), "id"),
        held
    );
    let ids = Array::of2(&held.into(), &"404".into());
    let tasks = client.query(&Query::Tasks(ids), &call(&client)).await;
    let tasks = Array::from(&tasks.unwrap_or_else(|error| panic!("{}", message(&error))));
    assert_eq!(tasks.length(), 1);
    assert_eq!(get(&tasks.get(0), "0"), held);
    let error = fails(
        client.query(&Query::Task("404".into()), &call(&client)).await,
        Code::TaskNotFound,
    );
    assert_eq!(get(error.fields(), "taskId"), "404");
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_told_before_anything_is_sent() {
    let wrong = |name: &str, value: JsValue| fails(Client::new(options().with(name, value)), Code::Config);
    assert!(
        message(&wrong("baseUrl", "ftp://gateway".into())).starts_with("baseUrl must be an http(s) address")
    );
    assert!(message(&wrong("mode", "a/b".into())).starts_with("mode must be one path segment"));
    assert_eq!(
        message(&wrong("timeout", "soon".into())),
        "timeout must be a number from 0 to 2147483647"
    );
    let client = client();
    let nothing = object(&[("prompt", " ".into())]);
    let error = fails(
        client
            .submit(Verb::Imagine, &nothing, &call(&client), &|_| {})
            .await,
        Code::InvalidInput,
    );
    assert_eq!(get(error.fields(), "field"), "prompt");
}

#[wasm_bindgen_test]
async fn a_dropped_call_ends_its_request() {
    // A gateway that never answers.
    let fetch = Function::new_with_args(
        "url, init",
        "globalThis.sent = init; return new Promise(() => {});",
    );
    let client =
        Client::new(options().with("fetch", fetch)).unwrap_or_else(|error| panic!("{}", message(&error)));
    let call = call(&client);
    let arguments = object(&[("prompt", "a kite".into())]);
    {
        let mut work = std::pin::pin!(client.run(Verb::Imagine, &arguments, &call, &|_| {}));
        std::future::poll_fn(|context| {
            assert!(work.as_mut().poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
        assert_eq!(get(&get(&sent(), "signal"), "aborted"), false);
    }
    assert_eq!(get(&get(&sent(), "signal"), "aborted"), true);
}

fn sent() -> JsValue {
    get(&js_sys::global(), "sent")
}
