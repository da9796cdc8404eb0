//! One call of a script, and what is seen of it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use midjourney_wasm::{Error, Status, Task, Token};

use super::script::{CallPlan, Limits, Verb};

/// One call of a script. Times are in milliseconds since the world began.
pub struct Call {
    pub number: usize,
    pub plan: CallPlan,
    /// The client's own limits.
    client: Limits,
    /// The marker of its submit, or of the task that it is about.
    pub state: RefCell<String>,
    /// The task that was there before the call.
    pub target: RefCell<Option<String>>,
    /// The ids that its submits were answered with.
    pub ids: RefCell<Vec<String>>,
    pub begun: Cell<u64>,
    /// When a job began to follow its task.
    pub followed: Cell<Option<u64>>,
    pub updates: RefCell<Vec<(String, Status, u8)>>,
    pub token: RefCell<Option<Token>>,
    pub settled: RefCell<Option<Settled>>,
    /// The call whose token it follows.
    pub resumes: Option<usize>,
    /// How long the caller has not polled it.
    pub unpolled: Cell<u64>,
}

/// How a call ended.
pub struct Settled {
    pub at: u64,
    pub end: End,
}

/// What a call ended with.
pub enum End {
    Task(Box<Task>),
    /// A value that is no task of a job: of a request, or of a submit only.
    Value,
    Error(Error),
    /// The caller has dropped it.
    Dropped,
}

impl Call {
    pub fn new(number: usize, plan: CallPlan, client: Limits, resumes: Option<usize>) -> Rc<Self> {
        Rc::new(Self {
            number,
            plan,
            client,
            state: RefCell::new(format!("state-{number}")),
            target: RefCell::default(),
            ids: RefCell::default(),
            begun: Cell::new(0),
            followed: Cell::new(None),
            updates: RefCell::default(),
            token: RefCell::default(),
            settled: RefCell::default(),
            resumes,
            unpolled: Cell::new(0),
        })
    }

    pub fn is_over(&self) -> bool {
        self.settled.borrow().is_some()
    }

    /// The task that it follows now.
    pub fn id(&self) -> Option<String> {
        let own = self.ids.borrow().last().cloned();
        own.or_else(|| {
            self.target
                .borrow()
                .clone()
                .filter(|_| self.plan.verb == Verb::Find)
        })
    }

    /// Whether a task is one of its own.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.borrow().iter().any(|own| own == id) || self.target.borrow().as_deref() == Some(id)
    }

    /// The time of a whole job. A request has only that of its client.
    pub fn timeout(&self) -> u64 {
        let own = self.plan.limits.timeout.filter(|_| self.plan.verb.is_job());
        own.or(self.client.timeout).unwrap_or(900_000)
    }

    pub fn request_timeout(&self) -> Option<u64> {
        self.plan.limits.request_timeout.or(self.client.request_timeout)
    }

    pub fn retries(&self) -> u64 {
        self.plan
            .limits
            .max_retries
            .or(self.client.max_retries)
            .unwrap_or(2)
            .into()
    }

    /// The shortest pause between two polls of its task.
    pub fn floor(&self) -> u64 {
        let poll = self.plan.limits.poll.or(self.client.poll);
        poll.map_or(1_000, |(min, _)| min.max(50))
    }

    /// When it must have settled at the latest, on a machine that never stood still.
    pub fn latest(&self) -> u64 {
        if self.plan.verb.is_job() {
            return self.begun.get() + self.timeout();
        }
        let limit = self.request_timeout().unwrap_or(121_000);
        let (attempts, retries) = (self.retries() + 1, self.retries());
        // Where there are no lists, each task is read by itself.
        let reads = if self.plan.verb == Verb::FetchMany {
            1 + MANY
        } else {
            1
        };
        // The gateway's own wish has the limit of a whole job.
        self.begun.get() + reads * (attempts * limit + retries * self.timeout().max(8_000))
    }
}

/// The most tasks that a script asks for at once.
const MANY: u64 = 2;
