//! Following a task to its end.

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Call, Client, Error, Event, Fault, Input, Listener, Modal, Submission, TaskRef, task::Memory};
use crate::{
    gateway::{
        Json,
        code::Code,
        modal,
        read::{self, Look},
        task::Status,
        verb::Verb,
    },
    policy::{
        retry,
        watch::{GRACE, Next, Sight, Watch},
    },
    web::{
        clock,
        object::{get, set},
        random,
        sleep::sleep,
    },
};

/// A task that was submitted earlier.
pub struct Resume {
    /// Its id.
    pub id: String,
    /// When it was submitted, in milliseconds since 1970; nothing where nobody knows.
    pub submitted_at: Option<f64>,
    /// Whether a modal of it was submitted.
    pub modal_sent: bool,
}

/// What is known of the window that a task may open.
#[derive(Default)]
struct Window {
    /// The custom id of the button that was pressed.
    pressed: Option<String>,
    /// The prompt of the task before.
    prompt: Option<String>,
}

impl Client {
    /// Submits and follows to the end: the finished task.
    pub async fn run(&self, input: Input, call: &Call, listener: Listener<'_>) -> Result<Object, Error> {
        if let (Verb::Modal, Some(id)) = (input.verb, input.body.filled("taskId")) {
            listener(Event::ModalSent(id));
        }
        let submission = self.submit(input.verb, &input.body, call).await?;
        let receipt = &submission.receipt;
        let mut resume = Resume {
            id: receipt.id.clone(),
            submitted_at: Some(clock::now()),
            modal_sent: input.verb == Verb::Modal,
        };
        let window = Window { pressed: input.pressed, prompt: input.prompt };
        let memory = Memory { queue_position: receipt.queue_position, ..Memory::default() };
        let asks = receipt.wants_modal && !resume.modal_sent;
        listener(Event::Submitted(submission.clone()));
        if asks {
            let task = waiting(&resume.id, &submission);
            resume.id = self.answer(&task, &resume.id, &window, call, listener).await?;
            resume.modal_sent = true;
        }
        self.watch(resume, window, memory, call, listener).await
    }

    /// Follows a task that was submitted earlier.
    pub async fn resume(&self, resume: Resume, call: &Call, listener: Listener<'_>) -> Result<Object, Error> {
        self.watch(resume, Window::default(), Memory::default(), call, listener).await
    }

    async fn watch(
        &self,
        resume: Resume,
        window: Window,
        mut memory: Memory,
        call: &Call,
        listener: Listener<'_>,
    ) -> Result<Object, Error> {
        let mut id = resume.id;
        let mut started = clock::now();
        let grace = resume.submitted_at.map_or(0.0, |submitted| GRACE - (started - submitted).max(0.0));
        let mut watch = Watch::new(call.pace, call.timeout, grace, resume.modal_sent);
        let request_timeout = call.request_timeout.unwrap_or(retry::READ_TIMEOUT);
                loop {
            let timeout = watch.look_timeout(request_timeout, clock::now() - started);
            let looked = self.exchange("GET", &TaskRef::path(&id), None, timeout, call).await;
            let mut failure = None;
            let mut seen = None;
            let next = {
                let sight = match &looked {
                    Ok(reply) => match read::task(reply.status, reply.json.as_ref(), &reply.text) {
                        Look::Task(view) => {
                            self.0.answered.set(true);
                            let raw = reply.json.clone().unwrap_or_default();
                            let task = self.task(&raw, &id, &view, watch.progress(&view), &mut memory);
                            let (_, view) = seen.insert((task, view));
                            Sight::Task(view)
                        }
                        Look::Missing(refusal) => {
                            failure = Some(self.refused(refusal, reply));
                            Sight::Missing
                        }
                        Look::Fault(refusal) => {
                            // A web page means a wrong address, unless this gateway has answered well before.
                            let lost = refusal.is_html() && !self.0.answered.get();
                            let passing = read::is_passing(reply.status) && !lost;
                            failure = Some(self.refused(refusal, reply));
                            Sight::Fault { passing, retry_after: reply.retry_after }
                        }
                    },
                    Err(error) => {
                        failure = Some(error.clone());
                        let passing = error.is(Code::Network) || error.is(Code::RequestTimeout);
                        Sight::Fault { passing, retry_after: None }
                    }
                };
                watch.after(sight, clock::now() - started, random::fraction())
            };
            if let Some((task, _)) = &seen {
                listener(Event::Seen(task.clone()));
            }
            match next {
                Next::Look(pause) => sleep(pause).await,
                Next::TimeOut => {
                    let hint = "It may still finish at the gateway: follow it again with mj.wait(error.token).";
                    let fault = Fault { hint, ..Fault::new(Code::TaskTimeout) };
                    return Err(Error::from(fault).of_task(&id));
                }
                Next::Fail | Next::Stop => {
                    let Some((task, view)) = seen else {
                        let failure = failure.unwrap_or_else(|| Fault::new(Code::TaskNotFound).into());
                        return Err(failure.of_task(&id));
                    };
                    let code = match view.status {
                        Status::Failure => Code::TaskFailed,
                        Status::Cancel => Code::TaskCancelled,
                        Status::Modal => {
                            // Somebody may think about the answer for long: the time starts anew.
                            id = self.answer(&task, &id, &window, call, listener).await?;
                            started = clock::now();
                            watch = Watch::new(call.pace, call.timeout, GRACE, true);
                            continue;
                        }
                        _ => return Ok(task),
                    };
                    let fault = Fault { task: Some(task), ..Fault::new(code) };
                    return Err(Error::from(fault).of_task(&id));
                }
            }
        }
    }

    /// Answers a task that waits for `/submit/modal`, or fails with what the caller needs to answer it. Gives the id to
    /// follow, which some servers change.
    async fn answer(
        &self,
        task: &Object,
        id: &str,
        window: &Window,
        call: &Call,
        listener: Listener<'_>,
    ) -> Result<String, Error> {
        let asks = window.pressed.as_deref().map_or_else(|| modal::task_asks(&**task), modal::asks);
        let input = match &call.modal {
            Modal::Function(function) => {
                let input = function.call1(&JsValue::UNDEFINED, task).map_err(Error::Thrown)?;
                JsFuture::from(Promise::resolve(&input)).await.map_err(Error::Thrown)?
            }
            Modal::Auto if !asks => {
                let input = Object::new();
                let shown = get(task, "properties").filled("finalPrompt");
                if let Some(prompt) = shown.or_else(|| window.prompt.clone()) {
                    set(&input, "prompt", prompt.as_str());
                }
                input.into()
            }
            _ => {
                return Err(Fault {
                    hint: "Answer it with mj.modal(error.task, { prompt, mask }).",
                    task: Some(task.clone()),
                    task_id: Some(id.into()),
                    ..Fault::new(Code::ModalRequired)
                }
                .into());
            }
        };
        let body = self.modal_body(id, &input, call).await?;
        listener(Event::ModalSent(id.into()));
        let submission = self.submit(Verb::Modal, &body, call).await;
        Ok(submission.map_err(|error| error.of_task(id))?.receipt.id)
    }
}

/// The task as the submit shows it, before anybody has looked.
fn waiting(id: &str, submission: &Submission) -> Object {
    let task = Object::new();
    set(&task, "id", id);
    set(&task, "status", Status::Modal.word());
    set(&task, "progress", 0);
    if let Some(description) = &submission.receipt.description {
        set(&task, "description", description.as_str());
    }
    if submission.properties.is_object() {
        set(&task, "properties", &submission.properties);
    }
    task
}
