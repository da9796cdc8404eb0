//! From what a caller gives to what a submit sends.

use js_sys::{Array, JsString, Object};
use wasm_bindgen::prelude::*;

use super::{Call, Client, Error, Query, task};
use crate::{
    gateway::{
        button,
        button::Press,
        id, image, modal,
        text::{concat, part},
        verb,
        verb::Verb,
    },
    policy::retry,
    web::{
        object::{get, given, is_given, set, set_text, text},
        platform::{self, AbortOnDrop},
        time,
    },
};

/// A submit, ready to be sent.
pub(super) struct Input {
    /// What is submitted.
    pub(super) verb: Verb,
    /// Its body, without the options that all submits share.
    pub(super) body: Object,
    /// Whether the button that is pressed opens a window that wants input; `None` where the task must tell.
    pub(super) asks: Option<bool>,
    /// The prompt of the task that the button belongs to, where it is known.
    pub(super) prompt: JsValue,
}

/// The largest picture to send, in bytes, unless the caller says otherwise.
const MAX_IMAGE_BYTES: f64 = 1e7;

impl Client {
    /// Checks the arguments of a verb, an object under the names of the JavaScript package, and makes its body. Nothing is
    /// submitted by this; an action on a bare id reads the task to find its button.
    pub(super) async fn prepare(&self, verb: Verb, arguments: &JsValue, call: &Call) -> Result<Input, Error> {
        let mut input = Input {
            verb,
            body: Object::new(),
            asks: None,
            prompt: JsValue::UNDEFINED,
        };
        if verb.has_parent() {
            let mut task = get(arguments, "task");
            let id = task::id_of(&task)?;
            set_text(&input.body, "taskId", &id);
            if verb == Verb::Action {
                let button = get(arguments, "button");
                let wanted = button
                    .as_string()
                    .or_else(|| text(&button, "customId"))
                    .unwrap_or_default();
                if !button::is_custom_id(&wanted) && given(&task, "status").is_none() && !wanted.is_empty() {
                    task = self.query(&Query::Task(id), call).await?;
                }
                press(&mut input, &task, wanted)?;
            }
        }
        let pictures = fields(&input, arguments)?;
        let urls = Array::new();
        let (_, name, wire) = shape(verb);
        for picture in pictures.iter() {
            let at = id::digits(f64::from(urls.length())).unwrap_or_default();
            let field = if wire == "base64Array" {
                concat(&[name, "[", &at, "]"])
            } else {
                name.into()
            };
            let limit = self.options.number("maxImageBytes").unwrap_or(MAX_IMAGE_BYTES);
            let abort = AbortOnDrop::new();
            let reading = platform::picture(&picture, limit, self.option("fetch"), &abort.signal());
            let letters = time::within(call.request_timeout(retry::READ_TIMEOUT), &reading).await;
            urls.push(&data_url(letters, verb, &field)?);
        }
        if urls.length() > 0 {
            let value = if wire == "base64Array" {
                JsValue::from(urls)
            } else {
                get(&urls, "0")
            };
            set(&input.body, wire, &value);
        }
        Ok(input)
    }
}

/// What a verb takes: whether a prompt is needed, and where its pictures come from and go to. A row for each, in their order.
fn shape(verb: Verb) -> (bool, &'static str, &'static str) {
    const PICTURES: &str = "images|base64Array|images|base64Array|image|base64|||||||mask|maskBase64";
    let part = |at| part(PICTURES, 2 * verb as usize + at);
    (matches!(verb, Verb::Imagine | Verb::Shorten), part(0), part(1))
}

/// Checks and takes over everything but the pictures, which are handed back.
#[inline(never)]
fn fields(input: &Input, arguments: &JsValue) -> Result<Array, Error> {
    let (verb, body) = (input.verb, &input.body);
    let (needs_prompt, name, wire) = shape(verb);
    if let Some(prompt) = given(arguments, "prompt") {
        set(body, "prompt", &prompt);
    }
    let prompt = get(body, "prompt");
    if is_given(&prompt) && !prompt.is_string()
        || needs_prompt && verb::is_blank(&prompt.as_string().unwrap_or_default())
    {
        return Err(Error::input(
            "prompt",
            if needs_prompt {
                "a string that is not empty"
            } else {
                "a string"
            },
        ));
    }
    if let Some(dimensions) = given(arguments, "dimensions") {
        if !verb::DIMENSIONS.contains(&dimensions.as_string().unwrap_or_default().as_str()) {
            return Err(Error::input(
                "dimensions",
                "\"PORTRAIT\", \"SQUARE\" or \"LANDSCAPE\"",
            ));
        }
        set(body, "dimensions", &dimensions);
    }
    let pictures = get(arguments, name);
    if wire != "base64Array" {
        let one = Array::new();
        if !name.is_empty() && (verb != Verb::Modal || given(arguments, name).is_some()) {
            one.push(&pictures);
        }
        return Ok(one);
    }
    let is_blend = verb == Verb::Blend;
    if Array::is_array(&pictures) {
        let pictures: Array = pictures.unchecked_into();
        if !is_blend || verb::BLEND.contains(&pictures.length()) {
            return Ok(pictures);
        }
    } else if !is_blend && given(arguments, name).is_none() {
        return Ok(Array::new());
    }
    Err(Error::input(
        name,
        if is_blend {
            "an array of 2 to 5 images"
        } else {
            "an array of images"
        },
    ))
}

/// A picture that was read, as a data URL.
#[inline(never)]
fn data_url(letters: Option<Result<JsValue, JsValue>>, verb: Verb, field: &str) -> Result<JsValue, Error> {
    let letters = match letters {
        Some(Ok(letters)) => letters,
        Some(Err(cause)) => {
            return Err(Error::input(field, "readable, but reading it failed").with("cause", &cause));
        }
        None => return Err(Error::input(field, "readable in time (requestTimeout)")),
    };
    let allowed = if let Some(text) = letters.dyn_ref::<JsString>() {
        let start = String::from(text.slice(0, image::START));
        let kind = image::kind(&start).unwrap_or_default();
        // trueai cuts exactly a PNG's head off a mask and sends on the rest.
        if kind == "image/png" || verb != Verb::Modal && !kind.is_empty() {
            return Ok(JsString::from(concat(&["data:", kind, ";base64,"]))
                .concat(text)
                .into());
        }
        match (verb, start.is_empty()) {
            (Verb::Modal, _) => "a PNG",
            (_, true) => "a picture, but it is empty",
            _ => "a picture (PNG, JPEG, GIF or WebP)",
        }
    } else if !is_given(&letters) {
        "no larger than maxImageBytes (10 MB unless set)"
    } else {
        "a Blob, File, buffer, stream, Response, or a data: or https: URL"
    };
    Err(Error::input(field, allowed))
}

/// What pressing a button sends.
#[inline(never)]
fn press(input: &mut Input, task: &JsValue, wanted: String) -> Result<(), Error> {
    if wanted.is_empty() {
        return Err(Error::input(
            "button",
            "a button's label, emoji or custom id, or the button",
        ));
    }
    input.prompt = get(task, "prompt");
    let is_custom_id = button::is_custom_id(&wanted);
    match if is_custom_id {
        Ok(Press::Custom(wanted))
    } else {
        button::find(task, &wanted)
    } {
        Ok(Press::Custom(custom_id)) => {
            set_text(&input.body, "customId", &custom_id);
            input.asks = Some(modal::asks(&custom_id));
        }
        Ok(Press::Change { action, index }) => {
            set_text(&input.body, "action", action);
            set(&input.body, "index", &index.into());
            input.verb = Verb::Change;
        }
        Err(names) => {
            let names = if names.is_empty() {
                "(it has none yet)"
            } else {
                &names
            };
            return Err(Error::input("button", &concat(&["one of the task's: ", names])));
        }
    }
    Ok(())
}
