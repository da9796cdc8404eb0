//! Following a task to its end.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use super::{
    Call, Client, Error, Event, Listener,
    looks::{Answer, Look},
    options::root,
    query::Query,
    task::Memory,
};
use crate::{
    gateway::{
        Json,
        code::Code,
        modal,
        read::{self, Look as Shown},
        task::Status,
        verb::Verb,
    },
    policy::{
        retry,
        watch::{GRACE, Next, Sight, Start, Watch},
    },
    web::{
        object::{get, given, is_given, number, set, set_text, text},
        platform,
        settled::Settled,
        time,
    },
};

/// A task that is followed.
pub struct Followed {
    pub(super) id: String,
    pub(super) start: Start,
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
    pub(super) fn new(id: String, start: Start) -> Box<Self> {
        let (prompt, memory) = (JsValue::UNDEFINED, Memory::default());
        Box::new(Self {
            id,
            start,
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
        let submitted = number(token, "submittedAt");
        let id = match text(token, "state") {
            Some(state) if given(token, "id").is_none() => {
                let (query, started) = (Query::State(state), time::now());
                loop {
                    match self.query(&query, call).await {
                        Err(error)
                            if get(error.fields(), "retryable") == JsValue::TRUE
                                && time::now() - started < call.timeout()
                                // It may not be listed yet.
                                && (submitted.is_some_and(|at| time::now() - at < GRACE) || !error.is(Code::TaskNotFound)) =>
                        {
                            time::sleep(call.pace().longest()).await;
                        }
                        found => break super::id_of(&found.map_err(Error::kept)?)?,
                    }
                }
            }
            _ => super::id_of(token)?,
        };
        let start = Start {
            // At least a moment: what is followed again may be finished.
            age: submitted.map(|at| (time::now() - at).max(1.0)),
            modal_sent: get(token, "modal").is_true(),
            queued: false,
        };
        Ok(Followed::new(id, start))
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
            // Whoever leaves when the window is told is gone by then.
            time::sleep(0).await;
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
        let elapsed = || time::now() - started;
        let mut watch = Watch::new(call.pace(), call.timeout(), followed.start);
        let look = Look::at(self, &followed.id, call, followed.start.modal_sent);
        let (mut pause, mut is_firm) = (watch.first(), false);
        loop {
            let timeout = call.request_timeout(retry::READ_TIMEOUT);
            let timeout = watch.look_timeout(timeout, elapsed() + f64::from(pause));
            let answer = self.look(&look, pause, is_firm, timeout, call).await;
            let Seen { sight, outcome } = self.seen(answer, followed, &mut watch);
            if let Ok(task) = &outcome {
                listener(Event::Seen(task));
            }
            let took = self.options.number("took").unwrap_or_default();
            is_firm = matches!(
                sight,
                Sight::Fault {
                    retry_after: Some(_),
                    ..
                }
            );
            match watch.after(
                sight,
                look.sent() - started,
                elapsed(),
                js_sys::Math::random(),
                took,
            ) {
                Next::Look(planned) => {
                    let task = outcome.as_ref().map_or(JsValue::UNDEFINED, JsValue::from);
                    let strategy = get(&call.get("poll"), "strategy");
                    let wanted = platform::pause(planned, call.pace().longest(), &strategy, &task);
                    pause = watch.bounded(wanted, elapsed());
                }
                Next::TimeOut => {
                    let hint =
                        "It may still finish at the gateway: follow it again with mj.wait(error.token).";
                    let error = Error::new(Code::TaskTimeout).told("hint", hint);
                    return ended(Sight::Missing, Err(error), followed);
                }
                // A list may lack what is there: that is not the last word.
                Next::Fail if matches!(sight, Sight::Missing) && look.leaves_list() => {
                    pause = watch.bounded(0.0, elapsed());
                }
                Next::Stop | Next::Fail => {
                    if watch.is_whole() {
                        self.options.note("took", &elapsed().into());
                    }
                    return ended(sight, outcome, followed);
                }
            }
        }
    }

    /// What the answer to a look shows.
    #[inline(never)]
    fn seen(&self, answer: Answer, followed: &mut Followed, watch: &mut Watch) -> Seen {
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
            Shown::Task(view) => {
                self.is_right();
                let raw = reply.json.clone().unwrap_or_default();
                let progress = watch.progress(&view);
                let task = self.task(&raw, &followed.id, &view, progress, &mut followed.memory);
                Seen {
                    sight: Sight::Task {
                        status: view.status,
                        is_blank: view.is_blank,
                    },
                    outcome: Ok(task),
                }
            }
            Shown::Missing(refusal) => Seen {
                sight: Sight::Missing,
                outcome: Err(self.refused(&refusal, &reply)),
            },
            Shown::Fault(refusal) => {
                // A web page means a wrong address, unless this gateway has answered well before. One with an error is that of a proxy.
                let lost = refusal.is_html && reply.status < 300 && !self.option("answered").is_true();
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
            let given = function
                .call2(&JsValue::UNDEFINED, task, &JsValue::UNDEFINED)
                .map_err(Error::thrown)?;
            input = Settled::of(&given).await.map_err(Error::thrown)?;
        }
        answered(followed, task, &modal, &input)
    }
}

#[inline(never)]
fn answered(followed: &Followed, task: &Object, modal: &JsValue, input: &JsValue) -> Result<JsValue, Error> {
    let arguments = Object::new();
    set_text(&arguments, "task", &followed.id);
    let (prompt, mask) = (get(input, "prompt"), get(input, "mask"));
    if is_given(&prompt) || is_given(&mask) {
        set(&arguments, "prompt", &prompt);
        set(&arguments, "mask", &mask);
    } else if followed.asks.unwrap_or_else(|| modal::task_asks(&**task))
        // Nothing to say is a yes, but this is no such thing.
        || is_given(input) && !input.is_object()
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
        (
            Sight::Task {
                status: Status::Success | Status::Modal,
                ..
            },
            Ok(task),
        ) => return Ok(task),
        (sight, Ok(task)) => {
            let is_cancelled = matches!(
                sight,
                Sight::Task {
                    status: Status::Cancel,
                    ..
                }
            );
            let code = if is_cancelled {
                Code::TaskCancelled
            } else {
                Code::TaskFailed
            };
            Error::new(code).told("description", &text(&task, "failReason").unwrap_or_default())
        }
        // An id that somebody made up is no task.
        (_, Err(error))
            if error.is(Code::TaskNotFound) && followed.start.age.is_none_or(|age| age >= GRACE) =>
        {
            error
        }
        // There is a task, or was one: whoever submits again pays twice.
        (_, Err(error)) => error.kept(),
    };
    Err(error
        .told("taskId", &followed.id)
        .with("task", &followed.memory.last))
}
