//! From the arguments of a verb to the body of its submit.

use std::pin::pin;

use super::{
    Call, Error, Inner, ModalInput, Pressed, TaskRef,
    body::{DataUrl, JsonWriter},
};
use crate::{
    gateway::{
        button::{self, Press},
        id, image,
        modal::{self, Needs},
        text::concat,
        verb::{BLEND, Verb, is_blank},
    },
    platform::{Body, Image, ImageError, RequestOrigin, Text},
};

/// The arguments of a verb.
#[derive(Clone, Debug)]
pub enum Input {
    /// An image from a prompt.
    Imagine { prompt: String, images: Vec<Image> },
    /// An image from several images.
    Blend {
        images: Vec<Image>,
        dimensions: Option<&'static str>,
    },
    /// Prompts from an image.
    Describe { image: Image },
    /// What matters in a prompt.
    Shorten { prompt: String },
    /// A button of a task.
    Action { task: TaskRef, button: Pressed },
    /// The answer to a task that waits for input.
    Modal { task: TaskRef, input: ModalInput },
}

/// A submit that is ready to be sent.
pub(super) struct Prepared {
    pub verb: Verb,
    pub body: Body,
    /// ID of the task that the submit belongs to.
    pub parent: Option<String>,
    /// The body of `/submit/change`, for a gateway that turns out to have no `/submit/action`.
    pub change: Option<Body>,
    /// What is known of the modal that a button opens.
    pub modal: ModalFacts,
}

/// What is known of the modal that a button may open.
#[derive(Default)]
pub(super) struct ModalFacts {
    /// What it needs, if anything. `None` if only the task can tell.
    pub needs: Option<Option<Needs>>,
    /// Prompt of the task that the button belongs to.
    pub parent_prompt: Option<String>,
}

impl Input {
    /// Returns the verb.
    pub(super) fn verb(&self) -> Verb {
        match self {
            Self::Imagine { .. } => Verb::Imagine,
            Self::Blend { .. } => Verb::Blend,
            Self::Describe { .. } => Verb::Describe,
            Self::Shorten { .. } => Verb::Shorten,
            Self::Action { .. } => Verb::Action,
            Self::Modal { .. } => Verb::Modal,
        }
    }
}

impl Inner {
    /// Checks the arguments of a verb and writes the body of its submit. Submits nothing; an action on a bare ID reads the task to find
    /// its button.
    pub(super) async fn prepare(&self, input: &Input, call: &Call) -> Result<Prepared, Error> {
        let mut prepared = Prepared {
            verb: input.verb(),
            body: Body::default(),
            parent: None,
            change: None,
            modal: ModalFacts::default(),
        };
        let mut body = JsonWriter::default();
        match input {
            Input::Imagine { prompt, images } => {
                body.string("prompt", filled(prompt)?);
                if !images.is_empty() {
                    body.images("base64Array", self.read_images(images, call).await?);
                }
            }
            Input::Blend { images, dimensions } => {
                if !BLEND.contains(&(images.len() as u32)) {
                    return Err(Error::invalid_input("images", "an array of 2 to 5 images"));
                }
                if let Some(dimensions) = dimensions {
                    body.string("dimensions", dimensions);
                }
                body.images("base64Array", self.read_images(images, call).await?);
            }
            Input::Describe { image } => {
                body.image("base64", self.read_image(image, "image", false, call).await?);
            }
            Input::Shorten { prompt } => body.string("prompt", filled(prompt)?),
            Input::Action { task, button } => {
                let id = task.id()?;
                body.string("taskId", id);
                prepared.parent = Some(id.into());
                let button = button.name()?;
                match self.find_button(task, &button, call, &mut prepared.modal).await? {
                    Press::Custom(custom_id) => {
                        prepared.modal.needs = Some(modal::of_button(&custom_id));
                        body.string("customId", &custom_id);
                        if let Some((action, index)) = button::change_of(&custom_id) {
                            let mut change = JsonWriter::default();
                            change.string("taskId", id);
                            add_change(&mut change, action, index);
                            add_submit_options(&mut change, Verb::Change, call)?;
                            prepared.change = Some(change.finish());
                        }
                    }
                    Press::Change { action, index } => {
                        prepared.verb = Verb::Change;
                        add_change(&mut body, action, index);
                    }
                }
            }
            Input::Modal { task, input } => {
                let id = task.id()?;
                body.string("taskId", id);
                prepared.parent = Some(id.into());
                if let Some(prompt) = &input.prompt {
                    body.string("prompt", prompt);
                }
                if let Some(mask) = &input.mask {
                    body.image("maskBase64", self.read_image(mask, "mask", true, call).await?);
                }
            }
        }
        add_submit_options(&mut body, prepared.verb, call)?;
        prepared.body = body.finish();
        Ok(prepared)
    }

    async fn read_images(&self, images: &[Image], call: &Call) -> Result<Vec<DataUrl>, Error> {
        let mut read = Vec::new();
        for (index, image) in images.iter().enumerate() {
            let digits = id::digits(index as f64).unwrap_or_default();
            let field = concat(&["images[", &digits, "]"]);
            read.push(self.read_image(image, &field, false, call).await?);
        }
        Ok(read)
    }

    async fn read_image(
        &self,
        image: &Image,
        field: &str,
        is_mask: bool,
        call: &Call,
    ) -> Result<DataUrl, Error> {
        let reading = pin!(self.platform.read_image(image, self.options.max_image_bytes));
        let read = self.with_timeout(call.read_timeout(), reading).await;
        let field = field.to_owned();
        match read {
            Some(Ok(base64)) => match media_type(&base64, is_mask) {
                Ok(media_type) => Ok(DataUrl { media_type, base64 }),
                Err(allowed) => Err(Error::invalid_input(field, allowed)),
            },
            Some(Err(error)) => Err(self.image_error(field, error)),
            None => Err(Error::invalid_input(field, "readable in time (requestTimeout)")),
        }
    }

    /// Says why an image cannot be sent.
    fn image_error(&self, field: String, error: ImageError) -> Error {
        match error {
            ImageError::Unsupported(what) => {
                let allowed = "a Blob, File, buffer, stream, Response, or a data: or https: URL";
                let this_is = if what.is_empty() { "" } else { "; this is " };
                Error::invalid_input(field, concat(&[allowed, this_is, what]))
            }
            ImageError::TooLarge => Error::invalid_input(field, "no larger than maxImageBytes"),
            ImageError::Status(status) => {
                let digits = id::digits(status.into()).unwrap_or_default();
                Error::failed_input(field, concat(&["downloaded: HTTP ", &digits]))
            }
            ImageError::NoResponse(cause) => {
                let why = match self.platform.origin_of_requests(&self.root_url) {
                    RequestOrigin::Server => "downloaded: its server does not respond",
                    _ => {
                        "downloaded: its address cannot be reached, or its server does not allow requests from other \
                         origins (CORS): then download it on a server of yours"
                    }
                };
                Error::failed_input(field, why).with_cause(cause)
            }
            ImageError::Failed(cause) => Error::failed_input(field, "read").with_cause(cause),
        }
    }
}

/// Returns the media type of an image, or what it must be.
fn media_type(base64: &Text, is_mask: bool) -> Result<&'static str, String> {
    let start = base64.start(image::START);
    let kind = image::kind(&start);
    // trueai cuts exactly a PNG's prefix off a mask and sends on the rest.
    if let Some(kind) = kind.filter(|kind| !is_mask || *kind == "image/png") {
        return Ok(kind);
    }
    let allowed = if is_mask {
        "a PNG"
    } else {
        "a picture (PNG, JPEG, GIF or WebP)"
    };
    Err(match (kind, image::seems(&start)) {
        (Some(kind), _) => concat(&[allowed, "; this is ", kind]),
        (None, Some([what, advice])) => concat(&[allowed, "; this seems to be ", what, ": ", advice]),
        (None, None) if start.is_empty() => concat(&[allowed, "; this is empty"]),
        (None, None) => allowed.into(),
    })
}

fn filled(prompt: &str) -> Result<&str, Error> {
    if is_blank(prompt) {
        Err(Error::invalid_input("prompt", "a string that is not empty"))
    } else {
        Ok(prompt)
    }
}

/// Adds what `/submit/change` wants of a button.
fn add_change(body: &mut JsonWriter, action: &str, index: u8) {
    body.string("action", action);
    body.digit("index", index);
}

/// Adds what all submits share. The client does not send what the caller does not give.
fn add_submit_options(body: &mut JsonWriter, verb: Verb, call: &Call) -> Result<(), Error> {
    let options = &call.options.submit;
    // A task's bot is that of its parent.
    let bot_type = options.bot_type.as_ref().filter(|_| !verb.has_parent());
    for (key, value) in [
        ("state", options.state.as_ref()),
        ("notifyHook", options.notify_hook.as_ref()),
        ("botType", bot_type),
    ] {
        if let Some(value) = value {
            body.string(key, value);
        }
    }
    if let Some(filter) = &options.account_filter {
        let json = filter.stringify();
        body.json(
            "accountFilter",
            json.ok_or_else(|| Error::invalid_input("accountFilter", "plain JSON"))?,
        );
    }
    Ok(())
}
