//! The looks at open tasks. Jobs of one client whose looks are due at about the same time share a request.
//!
//! Nothing is spawned for it: the first job that is due asks for the others too, and hands each its answer. If it is dropped
//! meanwhile, or nobody polls it, another one asks.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::{Context, Waker},
};

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::{
    Call, Client, Error, Options,
    ask::{Again, Reply, Request},
    query::{self, Query},
};
use crate::{
    gateway::{read, task::View},
    policy::schedule,
    web::{
        awake::Awake,
        object::{get, is_given, set},
        platform,
        time::{self, now},
    },
};

/// So many tasks are asked for in one request.
const CHUNK: u32 = 1_000;

/// Where a gateway has no lists, they are tried again after so many milliseconds.
const RETRY_LISTS: f64 = 300_000.0;

/// What a look came to.
pub(super) type Answer = Result<Rc<Reply>, Error>;

/// A task that is looked at from time to time, until this is dropped.
pub(super) struct Look(Rc<Open>);

struct Open {
    /// Whose task it is.
    options: Options,
    id: String,
    /// How long after one another requests for several tasks are sent, in milliseconds.
    apart: f64,
    /// Whether it must be asked for alone.
    is_alone: Cell<bool>,
    /// When it was last asked for, when it is to be asked for next, and how long the pause between is; in milliseconds.
    looked: Cell<f64>,
    due: Cell<f64>,
    pause: Cell<f64>,
    stage: Cell<Stage>,
    /// Who has asked for it.
    leader: Cell<*const Open>,
    answer: Cell<Option<Answer>>,
    waker: Cell<Option<Waker>>,
}

/// Where a look stands.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// The task is not to be looked at, or there is an answer.
    Idle,
    /// It is to be looked at when the time has come.
    Planned,
    /// It is to be looked at now.
    Due,
    /// Somebody has asked for it.
    Asked,
}

/// All looks of all clients.
struct All {
    open: Vec<Rc<Open>>,
    /// Hears when the page wakes, while there is anything to look at.
    awake: Option<Awake>,
}

thread_local! {
    static ALL: RefCell<All> = const {
        RefCell::new(All {
            open: Vec::new(),
            awake: None,
        })
    };
}

#[inline(never)]
fn with(act: &mut dyn FnMut(&mut All)) {
    ALL.with_borrow_mut(act);
}

/// Does something with all looks, and then wakes those for which it says so.
#[inline(never)]
fn each(act: &mut dyn FnMut(&Open) -> bool) {
    let mut woken = Vec::new();
    with(&mut |all| {
        for open in &all.open {
            if act(open)
                && let Some(waker) = open.waker.take()
            {
                woken.push(waker);
            }
        }
    });
    // Outside of the borrow: who is woken goes on at once.
    for waker in woken {
        waker.wake();
    }
}

impl Look {
    /// Begins to look after a task.
    #[inline(never)]
    pub fn at(client: &Client, id: &str, call: &Call, is_alone: bool) -> Self {
        let open = Rc::new(Open {
            options: client.options.clone(),
            id: id.into(),
            apart: f64::from(call.pace().shortest()) * schedule::SHARED,
            // Other headers may mean another account.
            is_alone: Cell::new(is_alone || is_given(&call.headers.get(1)) || !platform::may_share()),
            looked: Cell::new(f64::MIN),
            due: Cell::new(0.0),
            pause: Cell::new(0.0),
            stage: Cell::new(Stage::Idle),
            leader: Cell::new(std::ptr::null()),
            answer: Cell::new(None),
            waker: Cell::new(None),
        });
        with(&mut |all| {
            all.open.push(Rc::clone(&open));
            all.awake.get_or_insert_with(|| Awake::listen(wake));
        });
        Self(open)
    }

    /// From now on it is asked for alone. Gives whether it was so before.
    pub fn separate(&self) -> bool {
        self.0.is_alone.replace(true)
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        with(&mut |all| {
            if let Some(at) = all.open.iter().position(|open| Rc::ptr_eq(open, &self.0)) {
                all.open.swap_remove(at);
            }
            if all.open.is_empty() {
                all.awake = None;
            }
        });
        // Whoever waits for an answer to this one's request has to ask anew.
        self.0.release();
    }
}

impl Open {
    /// Plans the next look: so long after the last one, but not sooner than half of that after its answer.
    #[inline(never)]
    fn plan(&self, pause: u32) {
        let pause = f64::from(pause);
        let since = (now() - self.looked.get()).clamp(0.0, pause / 2.0);
        self.pause.set(pause);
        self.due
            .set(now() + pause - if self.looked.get() > 0.0 { since } else { 0.0 });
        self.stage.set(Stage::Planned);
    }

    /// How long it waits on, in milliseconds, where the time that it had to wait is over; nothing if it is its own turn to ask.
    #[inline(never)]
    fn more(&self, patience: u32) -> u32 {
        if self.stage.get() == Stage::Asked {
            // Whoever has asked may never be polled again: that long, and then no longer.
            return patience;
        }
        if self.stage.get() != Stage::Planned || self.is_alone() {
            return 0;
        }
        let mut latest = f64::MIN;
        each(&mut |other| {
            if !std::ptr::eq(other, self) && other.options == self.options {
                latest = latest.max(other.looked.get());
            }
            false
        });
        let since = now() - latest;
        if since < 0.0 {
            0
        } else {
            (self.apart - since) as u32
        }
    }

    /// Waits until there is an answer, or it is this look's own turn to ask.
    async fn turn(&self, mut patience: u32) -> Option<Answer> {
        let mut limit = (self.due.get() - now()).min(self.pause.get()) as u32;
        loop {
            let mut answer = None;
            let mut is_done = |context: &mut Context<'_>| {
                self.waker.set(Some(context.waker().clone()));
                answer = self.answer.take();
                answer.is_some() || self.stage.get() == Stage::Due
            };
            if time::until(limit, &mut is_done).await {
                return answer;
            }
            limit = self.more(patience);
            if limit == 0 {
                return None;
            }
            if limit == patience {
                patience = 0;
            }
        }
    }

    /// Whether it must be asked for alone: for a reason of its own, or because its gateway has no lists.
    fn is_alone(&self) -> bool {
        let silent = now() - self.options.number("listless").unwrap_or(f64::MIN);
        self.is_alone.get() || silent < RETRY_LISTS
    }

    /// Takes all looks that go with this one, and gives their ids.
    #[inline(never)]
    fn take(&self) -> Array {
        let (ids, now, is_alone) = (Array::new(), now(), self.is_alone());
        let take = |open: &Self| {
            let is_open = match open.stage.get() {
                Stage::Due => true,
                Stage::Planned => {
                    open.looked.get() + open.apart <= now
                        && schedule::joins(open.due.get(), open.pause.get(), now)
                }
                _ => false,
            };
            let is_own = std::ptr::eq(open, self);
            if !is_own && (is_alone || !is_open || open.is_alone.get() || open.options != self.options) {
                return false;
            }
            if ids.length() == CHUNK {
                // The first of the next request.
                open.stage.set(Stage::Due);
                return true;
            }
            ids.push(&open.id.as_str().into());
            open.stage.set(Stage::Asked);
            open.leader.set(self);
            open.looked.set(now);
            false
        };
        take(self);
        each(&mut |open| !std::ptr::eq(open, self) && take(open));
        ids
    }

    /// Makes those due that wait for an answer to this one's request.
    fn release(&self) {
        each(&mut |open| {
            let is_led = std::ptr::eq(open.leader.get(), self) && open.stage.get() == Stage::Asked;
            if is_led {
                open.stage.set(Stage::Due);
            }
            is_led
        });
    }
}

/// Somebody is back, or the network: everything is due that was not looked at just now. The first takes along the others.
fn wake() {
    each(&mut |open| {
        let is_old = !(0.0..open.apart).contains(&(now() - open.looked.get()));
        let is_due = is_old && open.stage.get() == Stage::Planned;
        if is_due {
            open.stage.set(Stage::Due);
        }
        is_due
    });
}

impl Client {
    /// Looks at a task after so many milliseconds, or earlier where that costs no request, or later where it saves one. One
    /// request may take up to `timeout`.
    pub(super) async fn look(&self, look: &Look, pause: u32, timeout: u32, call: &Call) -> Answer {
        let own = &look.0;
        own.plan(pause);
        loop {
            // A second more than whoever asks waits himself.
            if let Some(answer) = own.turn(timeout.saturating_add(1_000)).await {
                return answer;
            }
            let ids = own.take();
            let count = ids.length();
            self.count("polls", count.into());
            let query = if count > 1 {
                self.count("batched", count.into());
                Query::Tasks(ids)
            } else {
                Query::Task(own.id.clone())
            };
            let request = Request {
                timeout,
                again: Again::Never,
                ..query::request(&query, call)?
            };
            let answer = self.ask(&request, call).await;
            if count < 2 {
                own.stage.set(Stage::Idle);
                return answer;
            }
            self.hand_out(own, &answer);
        }
    }

    #[inline(never)]
    fn hand_out(&self, leader: &Open, answer: &Answer) {
        let mut rows = None;
        if let Ok(reply) = answer {
            match read::list(reply.status, reply.json.as_ref(), &reply.text) {
                Ok(list) => rows = Some(by_id(list)),
                Err(_) if !read::has_no_lists(reply.status) => {}
                Err(_) => {
                    self.options.note("listless", &now().into());
                    // Each asks for itself.
                    return leader.release();
                }
            }
        }
        each(&mut |open| {
            let is_led = std::ptr::eq(open.leader.get(), leader) && open.stage.get() == Stage::Asked;
            if is_led {
                open.stage.set(Stage::Idle);
                open.answer.set(Some(match &rows {
                    Some(rows) => Ok(Rc::new(Reply::of(get(rows, &open.id)))),
                    None => answer.clone(),
                }));
            }
            is_led
        });
    }
}

/// Rows by their ids. A relay keeps two rows of one task after a modal: the further one counts.
#[inline(never)]
pub(super) fn by_id(list: Vec<JsValue>) -> Object {
    let rows = Object::new();
    for row in list {
        if let Some(view) = View::read(&row)
            && let Some(id) = &view.id
            && View::read(&get(&rows, id)).is_none_or(|known| view.is_further_than(&known))
        {
            set(&rows, id, &row);
        }
    }
    rows
}
