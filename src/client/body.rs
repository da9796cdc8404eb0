//! From what a caller gives to what a submit sends.

use js_sys::{Array, JsString, Object, encode_uri_component};
use wasm_bindgen::prelude::*;

use super::{Call, Client, Error};
use crate::{
    gateway::{Json, button, button::Press, id, verb, verb::Verb},
    policy::retry,
    web::{
        object::{get, given, set},
        picture::{self, Unusable},
        race::{Either, race},
        sleep::sleep,
    },
};

/// A task that a call is about: its id, and the task itself where the caller has it.
pub struct TaskRef {
    /// The id.
    pub id: String,
    /// The task; undefined where only the id is known.
    pub task: JsValue,
}

impl TaskRef {
    /// Reads an id, a task, or anything else with an `id`.
    pub fn read(value: &JsValue) -> Result<Self, Error> {
        let wrong = || Error::input("task", "a task or its id as a string, without slashes, \"..\" or control characters");
        let (id, task) = match value.as_string() {
            Some(id) => (id, JsValue::UNDEFINED),
            None => (get(value, "id").as_string().ok_or_else(wrong)?, value.clone()),
        };
        if id::is_valid(&id) { Ok(Self { id, task }) } else { Err(wrong()) }
    }

    /// The path of its `fetch`.
    pub fn path(id: &str) -> String {
        ["/task/", &String::from(encode_uri_component(id)), "/fetch"].concat()
    }
}

/// A submit, ready to be sent.
pub struct Input {
    /// What is submitted.
    pub verb: Verb,
    /// Its body, without the options that all submits share.
    pub body: Object,
    /// The custom id of the button that was pressed.
    pub pressed: Option<String>,
    /// The prompt of the task that the button belongs to, where it is known.
    pub prompt: Option<String>,
}

impl Client {
    /// Checks the arguments of a verb and makes its body. Nothing is submitted by this; an action on a bare id reads the
    /// task to find its button.
    pub async fn prepare(&self, verb: Verb, arguments: &JsValue, call: &Call) -> Result<Input, Error> {
        let body = Object::new();
        let mut input = Input { verb, body, pressed: None, prompt: None };
        let body = &input.body;
        match verb {
            Verb::Imagine => {
                set(body, "prompt", prompt(arguments)?);
                if let Some(images) = given(arguments, "images") {
                    set(body, "base64Array", self.images(&images, 0..=u32::MAX, call).await?);
                }
            }
            Verb::Blend => {
                if let Some(dimensions) = given(arguments, "dimensions") {
                    let known = dimensions.as_string().filter(|d| verb::DIMENSIONS.contains(&d.as_str()));
                    known.ok_or_else(|| {
                        Error::input("dimensions", "\"PORTRAIT\", \"SQUARE\" or \"LANDSCAPE\"")
                    })?;
                    set(body, "dimensions", dimensions);
                }
                let images = get(arguments, "images");
                set(body, "base64Array", self.images(&images, verb::BLEND, call).await?);
            }
            Verb::Describe => set(body, "base64", self.image(&get(arguments, "image"), "image", call).await?),
            Verb::Shorten => set(body, "prompt", prompt(arguments)?),
            Verb::Action | Verb::Change => {
                let task = TaskRef::read(&get(arguments, "task"))?;
                set(body, "taskId", task.id.as_str());
                match self.press(&task, &get(arguments, "button"), call).await? {
                    (Press::Custom(custom_id), prompt) => {
                        set(body, "customId", custom_id.as_str());
                        (input.pressed, input.prompt) = (Some(custom_id), prompt);
                    }
                    (Press::Change { action, index }, _) => {
                        set(body, "action", action);
                        set(body, "index", index);
                        input.verb = Verb::Change;
                    }
                }
            }
            Verb::Modal => {
                let task = TaskRef::read(&get(arguments, "task"))?;
                input.body = self.modal_body(&task.id, arguments, call).await?;
            }
        }
        Ok(input)
    }

    /// The body of a modal: its prompt and mask, where they are given.
    pub(super) async fn modal_body(
        &self,
        id: &str,
        arguments: &JsValue,
        call: &Call,
    ) -> Result<Object, Error> {
        let body = Object::new();
        set(&body, "taskId", id);
        if let Some(prompt) = given(arguments, "prompt") {
            if !prompt.is_string() {
                return Err(Error::input("prompt", "a string"));
            }
            set(&body, "prompt", prompt);
        }
        if let Some(mask) = given(arguments, "mask") {
            let mask = self.image(&mask, "mask", call).await?;
            // trueai cuts exactly this off and sends on the rest.
            if !String::from(mask.slice(0, 22)).starts_with("data:image/png;") {
                return Err(Error::input("mask", "a PNG"));
            }
            set(&body, "maskBase64", mask);
        }
        Ok(body)
    }

    /// What pressing a button sends, and the prompt of the task that has it.
    async fn press(
        &self,
        task: &TaskRef,
        wanted: &JsValue,
        call: &Call,
    ) -> Result<(Press, Option<String>), Error> {
        let allowed = "a button's label, emoji or custom id, or the button";
        let wanted = wanted.as_string().or_else(|| wanted.filled("customId"));
        let wanted = wanted.ok_or_else(|| Error::input("button", allowed))?;
        if button::is_custom_id(&wanted) {
            return Ok((Press::Custom(wanted), task.task.filled("prompt")));
        }
        let seen = if given(&task.task, "status").is_some() {
            task.task.clone()
        } else {
            self.fetch(&task.id, call).await?.into()
        };
        match button::find(&seen, &wanted) {
            Ok(press) => Ok((press, seen.filled("prompt"))),
            Err(names) if names.is_empty() => {
                Err(Error::input("button", "one of the task's buttons, but it has none (yet)"))
            }
            Err(names) => Err(Error::input("button", &["one of ", &names.join(", ")].concat())),
        }
    }

    async fn images(
        &self,
        images: &JsValue,
        count: std::ops::RangeInclusive<u32>,
        call: &Call,
    ) -> Result<Array, Error> {
        let wrong = || {
            let many = if count == verb::BLEND { "an array of 2 to 5 images" } else { "an array of images" };
            Error::input("images", many)
        };
        let images = images.dyn_ref::<Array>().ok_or_else(wrong)?;
        if !count.contains(&images.length()) {
            return Err(wrong());
        }
        let urls = Array::new();
        for (at, image) in images.iter().enumerate() {
            let field = ["images[", &id::digits(at as f64).unwrap_or_default(), "]"].concat();
            let url = self.image(&image, &field, call).await?;
            urls.push(&url);
        }
        Ok(urls)
    }

    async fn image(&self, image: &JsValue, field: &str, call: &Call) -> Result<JsString, Error> {
        let config = self.config();
        let limit = config.max_image_bytes;
        let timeout = call.request_timeout.unwrap_or(retry::READ_TIMEOUT);
        let url = race(picture::data_url(image, limit, config.fetch.as_ref()), sleep(timeout));
        let unusable = match url.await {
            Either::First(Ok(url)) => return Ok(url),
            Either::First(Err(unusable)) => unusable,
            Either::Second(()) => Unusable::Unreadable(JsValue::UNDEFINED),
        };
        let allowed = match &unusable {
            Unusable::Form => {
                "a Blob, File, buffer, stream, Response, or a string that is a data: or https: URL"
            }
            Unusable::Kind => "a picture (PNG, JPEG, GIF or WebP)",
            Unusable::Empty => "a picture, but it is empty",
            Unusable::TooLarge => "no larger than maxImageBytes (10 MB unless set)",
            Unusable::Unreadable(_) => "readable, but reading it failed",
        };
        let cause = if let Unusable::Unreadable(cause) = unusable { cause } else { JsValue::UNDEFINED };
        Err(Error::input(field, allowed).caused_by(cause))
    }
}

fn prompt(arguments: &JsValue) -> Result<JsValue, Error> {
    let prompt = get(arguments, "prompt");
    match prompt.as_string() {
        Some(text) if !verb::is_blank(&text) => Ok(prompt),
        _ => Err(Error::input("prompt", "a string that is not empty")),
    }
}
