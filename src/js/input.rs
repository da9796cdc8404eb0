//! Arguments from JavaScript, which may be anything.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::fields::Fields;
use crate::{
    Error, Image, Json, ModalInput, Task, TaskRef, Token,
    client::{CustomRequest, Input, Pressed, Reference},
    gateway::verb::Verb,
};

/// Reads the arguments of a verb.
pub(super) fn of_verb(verb: Verb, fields: &Fields) -> Result<Input, Error> {
    Ok(match verb {
        Verb::Imagine => Input::Imagine {
            prompt: needed_prompt(fields)?,
            images: match fields.given("images") {
                Some(_) => images(fields, "an array of images ([...files] of a FileList)")?,
                None => Vec::new(),
            },
        },
        Verb::Blend => Input::Blend {
            images: images(fields, "an array of 2 to 5 images ([...files] of a FileList)")?,
            dimensions: dimensions(fields)?,
        },
        Verb::Describe => Input::Describe {
            image: Image::from_js(fields.value("image")),
        },
        Verb::Shorten => Input::Shorten {
            prompt: needed_prompt(fields)?,
        },
        Verb::Action | Verb::Change => Input::Action {
            task: task_ref(fields.value("task"))?,
            button: pressed(fields),
        },
        Verb::Modal => Input::Modal {
            task: task_ref(fields.value("task"))?,
            input: modal_input(fields)?,
        },
    })
}

fn needed_prompt(fields: &Fields) -> Result<String, Error> {
    let prompt = fields.text("prompt");
    prompt.ok_or_else(|| Error::invalid_input("prompt", "a string that is not empty"))
}

fn images(fields: &Fields, allowed: &'static str) -> Result<Vec<Image>, Error> {
    match fields.array("images") {
        Some(images) => Ok(images.iter().map(Image::from_js).collect()),
        None => Err(Error::invalid_input("images", allowed)),
    }
}

fn dimensions(fields: &Fields) -> Result<Option<&'static str>, Error> {
    let Some(value) = fields.given("dimensions") else {
        return Ok(None);
    };
    let known = ["PORTRAIT", "SQUARE", "LANDSCAPE"]
        .into_iter()
        .find(|known| value == *known);
    match known {
        Some(known) => Ok(Some(known)),
        None => Err(Error::invalid_input(
            "dimensions",
            "\"PORTRAIT\", \"SQUARE\" or \"LANDSCAPE\"",
        )),
    }
}

/// Reads the task to wait for: a token, a task, or an ID.
pub(super) fn reference(value: JsValue) -> Result<Reference, Error> {
    let fields = Fields::of(value.clone());
    if fields.given("baseUrl").is_some() || fields.given("id").is_none() && fields.given("state").is_some() {
        return Ok(Reference::Token(token(&fields)));
    }
    task_ref(value).map(|task| task.0)
}

/// Reads the token of a job.
pub(super) fn token(fields: &Fields) -> Token {
    Token {
        v: 1,
        id: fields.text("id"),
        state: fields.text("state"),
        base_url: fields.text("baseUrl").unwrap_or_default(),
        submitted_at: fields
            .given("submittedAt")
            .and_then(|at| at.as_f64())
            .map(|at| at as u64),
        modal: fields.is_true("modal"),
    }
}

/// Reads a request of the caller's own.
pub(super) fn custom_request(fields: &Fields) -> Result<CustomRequest, Error> {
    let body = fields.given("body").map(|body| {
        let text = Json::from_js(body).stringify();
        text.ok_or_else(|| Error::invalid_input("body", "plain JSON"))
    });
    Ok(CustomRequest {
        method: fields.text("method").unwrap_or_default(),
        path: fields.text("path").unwrap_or_default(),
        body: body.transpose()?,
    })
}

/// Reads the IDs of several tasks.
pub(super) fn ids(tasks: &Array) -> Result<Vec<String>, Error> {
    tasks.iter().map(id_of).collect()
}

/// Reads the button to press. `index` is there for one of the four images.
fn pressed(fields: &Fields) -> Pressed {
    let button = button(fields.value("button"));
    match fields.given("index") {
        Some(index) => Pressed::Numbered(if button == "V" { "V" } else { "U" }, one_of_four(&index)),
        None => Pressed::Named(button),
    }
}

/// Returns a number from 1 to 4, which may be a text. 0 for anything else.
fn one_of_four(value: &JsValue) -> u8 {
    let mut numbers = ["1", "2", "3", "4"].into_iter().zip(1..);
    let known = numbers.find(|(text, number)| *value == **text || *value == f64::from(*number));
    known.map_or(0, |(_, number)| number)
}

/// Returns what the caller means by a button: its text, or its custom ID.
fn button(value: JsValue) -> String {
    match value.as_string() {
        Some(text) => text,
        None => Json::from_js(value).filled("customId").unwrap_or_default(),
    }
}

/// Returns the task that the caller means: an ID, a task, or anything else with an ID.
fn task_ref(value: JsValue) -> Result<TaskRef, Error> {
    let json = Json::from_js(value.clone());
    if json.has("status")
        && let Some(task) = Task::from_json(&json)
    {
        return Ok(task.into());
    }
    id_of(value).map(Into::into)
}

/// Returns the ID that the caller means.
pub(super) fn id_of(value: JsValue) -> Result<String, Error> {
    let id = value.as_string().or_else(|| Json::from_js(value).filled("id"));
    let task = TaskRef::from(id.unwrap_or_default());
    task.id().map(Into::into)
}

/// Reads the answer to a task that waits for input. `pkg/options.js` has checked its names.
pub(super) fn modal_input(fields: &Fields) -> Result<ModalInput, Error> {
    let prompt = fields.given("prompt").map(|prompt| prompt.as_string());
    if let Some(None) = prompt {
        return Err(Error::invalid_input("prompt", "a string"));
    }
    Ok(ModalInput {
        prompt: prompt.flatten(),
        mask: fields.given("mask").map(Image::from_js),
    })
}
