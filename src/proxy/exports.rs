//! The exports of the package's `proxy.wasm`.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    answer::{self, Asked},
    route::{self, Route},
};
use crate::{
    gateway::{
        auth::{self, Scheme},
        big_integer,
        path::{encode_segment, endpoint, prefix},
        redact::redact,
        text::concat,
    },
    platform::Json,
};

/// A request of the protocol, as JavaScript has it.
#[derive(Default, Serialize)]
struct Found {
    /// `submit`, `task`, `tasks`, `list` or `method`: another method than the path has.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verb: Option<&'static str>,
    /// The fields that its body may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<&'static [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// Finds the request of a method and a path. `undefined` if it is none of the protocol's.
#[wasm_bindgen]
pub fn find(method: &str, path: &str) -> JsValue {
    let found = |kind| Found {
        kind,
        ..Found::default()
    };
    route::find(method, path).map_or(JsValue::UNDEFINED, |route| {
        into_js(&match route {
            Route::Submit(verb) => Found {
                verb: Some(verb.name()),
                fields: Some(route::fields(verb)),
                ..found("submit")
            },
            Route::Task(id) => Found {
                id: Some(id),
                ..found("task")
            },
            Route::Tasks => found("tasks"),
            Route::List => found("list"),
            Route::WrongMethod => found("method"),
        })
    })
}

/// Returns the gateway's URL of a request: of a submit by its verb, of a task by its ID. `origin` and `pathname` are those of `baseUrl`.
#[wasm_bindgen]
pub fn url(origin: &str, pathname: &str, mode: Option<String>, kind: &str, name: &str) -> Option<String> {
    let path = match kind {
        "submit" => route::verb(name)?.path().to_owned(),
        "task" => concat(&["/task/", &encode_segment(name), "/fetch"]),
        "tasks" => "/task/list-by-condition".to_owned(),
        "list" => "/task/list".to_owned(),
        _ => return None,
    };
    let mode = mode.filter(|mode| !mode.is_empty());
    let root = concat(&[origin, prefix(pathname, mode.as_deref())]);
    Some(endpoint(&root, mode.as_deref(), &path))
}

/// Returns the name and the value of the header with a key. `undefined` if no header can carry the key.
#[wasm_bindgen(js_name = keyHeader)]
pub fn key_header(scheme: &str, key: &str) -> Option<Vec<String>> {
    let key = auth::trimmed(key);
    let (name, value) = Scheme::named(scheme)?.header(key);
    auth::is_header_safe(&value).then(|| vec![name.to_owned(), value])
}

/// Reads what a page may see of a response. `name` is the verb of a submit or the ID of a task, `parent` the task of a submit.
#[wasm_bindgen]
pub fn read(kind: &str, name: &str, parent: Option<String>, status: u16, text: String, key: &str) -> JsValue {
    let asked = match (kind, route::verb(name)) {
        ("submit", Some(verb)) => Asked::Submit(verb, parent),
        ("task", _) => Asked::Task(name.to_owned()),
        _ => Asked::Tasks,
    };
    let key = auth::without_bearer(auth::trimmed(key));
    let text = big_integer::quote(redact(text, key));
    into_js(&answer::read(&asked, status, Json::parse(&text).as_ref(), &text))
}

fn into_js(value: &impl Serialize) -> JsValue {
    Json::encode(value).unwrap_or_default().to_js()
}
