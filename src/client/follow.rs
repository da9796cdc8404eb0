//! Following a task to its end.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    Call, Client, Error, Event, Listener,
    ask::{Again, Reply, Request},
    options::root,
    query::{Query, path_of},
    task::Memory,
};
use crate::{
    gateway::{
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
        object::{get, given, number, set, set_text, text},
        time,
    },
};

/// A task that is followed.
pub struct Followed {
    pub(super) id: String,
    /// What is left of the time in which the task may be invisible, in milliseconds.
    pub(super) grace: f64,
    /// Whether a modal of it was submitted.
    pub(super) modal_sent: bool,
    /// The task as its submit shows it, where that waits for a modal.
    pub(super) waiting: Option<Object>,
    /// Whether its window wants input; `None` where the task must tell.
    pub(super) asks: Option<bool>,
    /// The prompt of the task before.
    pub(super) prompt: JsValue,
    pub(super) memory: Memory,
}

impl Followed {
    /// A task of which only the id is known.
    #[inline(never)]
    pub(super) fn new(id: String, grace: f64, modal_sent: bool) -> Box<Self> {
        let (prompt, memory) = (JsValue::UNDEFINED, Memory::default());
        Box::new(Self {
            id,
            grace,
            modal_sent,
            waiting: None,
            asks: None,
            prompt,
            memory,
        })
    }
}

/// What a look showed.
struct Seen {
    sight: Sight,
    /// The task, or why there is none.
    outcome: Result<Object, Error>,
}

impl Client {
    /// What is needed to follow a task that was submitted earlier: by its id, by a task, or by the token of a job.
    pub async fn resume(&self, token: &JsValue, call: &Call) -> Result<Box<Followed>, Error> {
        if let Some(base_url) = text(token, "baseUrl")
            && root(&base_url, self.mode.as_deref())? != self.root
        {
            return Err(Error::input(
                "token",
                "of a job of this client's gateway (baseUrl differs)",
            ));
        }
        let id = match text(token, "state") {
            Some(state) if given(token, "id").is_none() => {
                super::id_of(&self.query(&Query::State(state), call).await?)?
            }
            _ => super::id_of(token)?,
        };
        // Where nobody knows how old it is, it is old.
        let age = number(token, "submittedAt").map_or(GRACE, |submitted| (time::now() - submitted).max(0.0));
        Ok(Followed::new(id, GRACE - age, get(token, "modal").is_truthy()))
    }

    /// Follows a task to its end, through whatever it asks on the way.
    pub async fn follow(
        &self,
        mut followed: Box<Followed>,
        call: &Call,
        listener: Listener<'_>,
    ) -> Result<Object, Error> {
        loop {
            let task = self.watch(&mut followed, call, listener).await?;
            if text(&task, "status").as_deref() != Some(Status::Modal.word()) {
                return Ok(task);
            }
            let arguments = self.asked(&followed, &task, call).await?;
            // Some servers go on under another id. And somebody may have thought for long: the time starts anew.
            let submission = self.submit(Verb::Modal, &arguments, call, listener).await;
            followed = submission
                .map_err(|error| error.told("taskId", &followed.id))?
                .followed;
        }
    }

    /// Looks at a task until it ends well or waits for input.
    async fn watch(
        &self,
        followed: &mut Followed,
        call: &Call,
        listener: Listener<'_>,
    ) -> Result<Object, Error> {
        if let Some(task) = followed.waiting.take() {
            return Ok(task);
        }
        let started = time::now();
        let mut watch = Watch::new(call.pace(), call.timeout(), followed.grace, followed.modal_sent);
        loop {
            let timeout = call.request_timeout(retry::READ_TIMEOUT);
            let request = Request {
                method: "GET",
                path: path_of(&followed.id),
                body: JsValue::UNDEFINED,
                timeout: watch.look_timeout(timeout, time::now() - started),
                again: Again::Never,
            };
            let answer = self.ask(&request, call).await;
            let Seen { sight, outcome } = self.seen(answer, followed, &mut watch);
            if let Ok(task) = &outcome {
                listener(Event::Seen(task));
            }
            match watch.after(sight, time::now() - started, js_sys::Math::random()) {
                Next::Look(pause) => drop(time::sleep(pause).await),
                Next::TimeOut => {
                    let hint =
                        "It may still finish at the gateway: follow it again with mj.wait(error.token).";
                    let error = Error::new(Code::TaskTimeout).told("hint", hint);
                    return ended(Sight::Missing, Err(error), followed);
                }
                Next::Stop | Next::Fail => return ended(sight, outcome, followed),
            }
        }
    }

    /// What the answer to a look shows.
    #[inline(never)]
    fn seen(&self, answer: Result<Box<Reply>, Error>, followed: &mut Followed, watch: &mut Watch) -> Seen {
        let fault = |passing, retry_after| Sight::Fault { passing, retry_after };
        let reply = match answer {
            Ok(reply) => reply,
            Err(error) => {
                return Seen {
                    sight: fault(error.is_silence(), None),
                    outcome: Err(error),
                };
            }
        };
        match read::task(reply.status, reply.json.as_ref(), &reply.text) {
            Look::Task(view) => {
                self.is_right();
                let raw = reply.json.unwrap_or_default();
                let progress = watch.progress(&view);
                let task = self.task(&raw, &followed.id, &view, progress, &mut followed.memory);
                Seen {
                    sight: Sight::Task(view.status),
                    outcome: Ok(task),
                }
            }
            Look::Missing(refusal) => Seen {
                sight: Sight::Missing,
                outcome: Err(self.refused(&refusal, &reply)),
            },
            Look::Fault(refusal) => {
                // A web page means a wrong address, unless this gateway has answered well before.
                let lost = refusal.is_html && !self.option("answered").is_truthy();
                let passing = read::is_passing(reply.status) && !lost;
                Seen {
                    sight: fault(passing, reply.retry_after),
                    outcome: Err(self.refused(&refusal, &reply)),
                }
            }
        }
    }

    /// The arguments of the modal that a task waits for; or an error with what the caller needs to answer it.
    async fn asked(&self, followed: &Followed, task: &Object, call: &Call) -> Result<JsValue, Error> {
        let modal = call.get("modal");
        let mut input = JsValue::UNDEFINED;
        if let Some(function) = modal.dyn_ref::<Function>() {
            let given = function.call1(&JsValue::UNDEFINED, task).map_err(Error::thrown)?;
            input = JsFuture::from(Promise::resolve(&given))
                .await
                .map_err(Error::thrown)?;
        }
        answered(followed, task, &modal, &input)
    }
}

#[inline(never)]
fn answered(followed: &Followed, task: &Object, modal: &JsValue, input: &JsValue) -> Result<JsValue, Error> {
    let arguments = Object::new();
    set_text(&arguments, "task", &followed.id);
    if modal.is_function() {
        set(&arguments, "prompt", &get(input, "prompt"));
        set(&arguments, "mask", &get(input, "mask"));
    } else if followed.asks.unwrap_or_else(|| modal::task_asks(&**task))
        || modal.is_string() && modal != "auto"
    {
        return Err(Error::new(Code::ModalRequired)
            .told("hint", "Answer it with mj.modal(error.task, { prompt, mask }).")
            .with("task", task)
            .told("taskId", &followed.id));
    } else {
        let shown = given(&get(task, "properties"), "finalPrompt");
        set(&arguments, "prompt", shown.as_ref().unwrap_or(&followed.prompt));
    }
    Ok(arguments.into())
}

/// How a task ended that is not looked at again.
#[inline(never)]
fn ended(sight: Sight, outcome: Result<Object, Error>, followed: &Followed) -> Result<Object, Error> {
    let error = match (sight, outcome) {
        (Sight::Task(Status::Success | Status::Modal), Ok(task)) => return Ok(task),
        (sight, Ok(task)) => {
            let is_cancelled = matches!(sight, Sight::Task(Status::Cancel));
            let code = if is_cancelled {
                Code::TaskCancelled
            } else {
                Code::TaskFailed
            };
            Error::new(code)
                .with("description", &get(&task, "failReason"))
                .with("task", &task)
        }
        // An id that somebody made up is no task.
        (_, Err(error)) if error.is(Code::TaskNotFound) && followed.grace <= 0.0 => error,
        // There is a task, or was one: whoever submits again pays twice.
        (_, Err(error)) => error.with("maybeSubmitted", &JsValue::TRUE),
    };
    Err(error.told("taskId", &followed.id))
}
