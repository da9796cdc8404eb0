//! Arguments from JavaScript, which may be anything.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{
    Error, Image, Json, ModalInput, Task, TaskRef, Token,
    client::{CustomRequest, Input, Reference},
    gateway::verb::Verb,
};

#[wasm_bindgen]
extern "C" {
    /// The arguments of a call, in a plain object of `pkg/`. Each has the name of its parameter.
    pub type Arguments;
    #[wasm_bindgen(method, getter)]
    fn prompt(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn images(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn image(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn dimensions(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn task(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn button(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn mask(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn method(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn path(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Arguments) -> JsValue;

    /// The token of a job, in a plain object of `pkg/`.
    pub type JobToken;
    #[wasm_bindgen(method, getter)]
    fn id(this: &JobToken) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn state(this: &JobToken) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = baseUrl)]
    fn base_url(this: &JobToken) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = submittedAt)]
    fn submitted_at(this: &JobToken) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn modal(this: &JobToken) -> JsValue;
}

fn is_given(value: &JsValue) -> bool {
    !value.is_undefined() && !value.is_null()
}

impl Arguments {
    /// Reads the arguments of a verb.
    pub fn of_verb(&self, verb: Verb) -> Result<Input, Error> {
        Ok(match verb {
            Verb::Imagine => Input::Imagine {
                prompt: self.needed_prompt()?,
                images: self.image_list("an array of images", true)?,
            },
            Verb::Blend => Input::Blend {
                images: self.image_list("an array of 2 to 5 images", false)?,
                dimensions: dimensions(&self.dimensions())?,
            },
            Verb::Describe => Input::Describe {
                image: Image::from_js(self.image()),
            },
            Verb::Shorten => Input::Shorten {
                prompt: self.needed_prompt()?,
            },
            Verb::Action | Verb::Change => Input::Action {
                task: task_ref(&self.task())?,
                button: button(self.button()),
            },
            Verb::Modal => Input::Modal {
                task: task_ref(&self.task())?,
                input: modal_input(&self.prompt(), self.mask())?,
            },
        })
    }

    fn needed_prompt(&self) -> Result<String, Error> {
        let prompt = self.prompt().as_string();
        prompt.ok_or_else(|| Error::invalid_input("prompt", "a string that is not empty"))
    }

    fn image_list(&self, allowed: &'static str, is_optional: bool) -> Result<Vec<Image>, Error> {
        let images = self.images();
        if is_optional && !is_given(&images) {
            return Ok(Vec::new());
        }
        if !Array::is_array(&images) {
            return Err(Error::invalid_input("images", allowed));
        }
        let images: Array = images.unchecked_into();
        Ok(images.iter().map(Image::from_js).collect())
    }

    /// Reads the task to wait for: a token, a task, or an ID.
    pub fn reference(&self) -> Result<Reference, Error> {
        let value = self.task();
        let json = Json::from_js(value.clone());
        if json.has("baseUrl") || !json.has("id") && json.has("state") {
            return Ok(Reference::Token(value.unchecked_into::<JobToken>().to_rust()));
        }
        task_ref(&value).map(|task| task.0)
    }

    /// Reads the IDs of the tasks to fetch: one, or an array of several.
    pub fn ids(&self) -> Result<Ids, Error> {
        let value = self.task();
        if !Array::is_array(&value) {
            return Ok(Ids::One(id_of(&value)?));
        }
        let values: Array = value.unchecked_into();
        let ids = values.iter().map(|value| id_of(&value));
        ids.collect::<Result<_, _>>().map(Ids::Many)
    }

    /// Reads a request of the caller's own.
    pub fn custom_request(&self) -> Result<CustomRequest, Error> {
        let body = Some(self.body()).filter(is_given);
        let body = body.map(|body| {
            let text = Json::from_js(body).stringify();
            text.ok_or_else(|| Error::invalid_input("body", "plain JSON"))
        });
        Ok(CustomRequest {
            method: self.method().as_string().unwrap_or_default(),
            path: self.path().as_string().unwrap_or_default(),
            body: body.transpose()?,
        })
    }
}

/// The tasks to fetch.
pub enum Ids {
    One(String),
    Many(Vec<String>),
}

impl JobToken {
    /// Converts the token.
    pub fn to_rust(&self) -> Token {
        Token {
            v: 1,
            id: self.id().as_string(),
            state: self.state().as_string(),
            base_url: self.base_url().as_string().unwrap_or_default(),
            submitted_at: self.submitted_at().as_f64().map(|at| at as u64),
            modal: self.modal() == true,
        }
    }
}

fn dimensions(value: &JsValue) -> Result<Option<&'static str>, Error> {
    if !is_given(value) {
        return Ok(None);
    }
    let known = ["PORTRAIT", "SQUARE", "LANDSCAPE"]
        .into_iter()
        .find(|known| value == known);
    match known {
        Some(known) => Ok(Some(known)),
        None => Err(Error::invalid_input(
            "dimensions",
            "\"PORTRAIT\", \"SQUARE\" or \"LANDSCAPE\"",
        )),
    }
}

/// Returns what the caller means by a button: its text, or its custom ID.
fn button(value: JsValue) -> String {
    match value.as_string() {
        Some(text) => text,
        None => Json::from_js(value).filled("customId").unwrap_or_default(),
    }
}

/// Returns the task that the caller means: an ID, a task, or anything else with an ID.
fn task_ref(value: &JsValue) -> Result<TaskRef, Error> {
    let json = Json::from_js(value.clone());
    if json.has("status")
        && let Some(task) = Task::from_json(&json)
    {
        return Ok(task.into());
    }
    id_of(value).map(Into::into)
}

fn id_of(value: &JsValue) -> Result<String, Error> {
    let id = value
        .as_string()
        .or_else(|| Json::from_js(value.clone()).filled("id"));
    let task = TaskRef::from(id.unwrap_or_default());
    task.id().map(Into::into)
}

fn modal_input(prompt: &JsValue, mask: JsValue) -> Result<ModalInput, Error> {
    let prompt = match prompt.as_string() {
        None if is_given(prompt) => return Err(Error::invalid_input("prompt", "a string")),
        prompt => prompt,
    };
    let mask = Some(mask).filter(is_given).map(Image::from_js);
    Ok(ModalInput { prompt, mask })
}

/// Reads what a `modal` function returned. Nothing is an empty answer. What is no object is no answer.
pub fn modal_answer(value: JsValue) -> Result<Option<ModalInput>, Error> {
    if !is_given(&value) {
        return Ok(Some(ModalInput::new()));
    }
    if !value.is_object() {
        return Ok(None);
    }
    let answer = Json::from_js(value);
    let field = |key| answer.field(key).map(Json::into_js).unwrap_or_default();
    modal_input(&field("prompt"), field("mask")).map(Some)
}
