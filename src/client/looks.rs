//! The looks at open tasks. Jobs of one client whose looks are due at about the same time share a request.
//!
//! Nothing is spawned for it: the first job that is due asks for the others too, and hands each its answer. If it is dropped
//! meanwhile, or nobody polls it, another one asks.

use std::{
    cell::{Cell, RefCell},
    ops::Deref,
    rc::Rc,
    task::{Context, Waker},
};

use js_sys::{Array, Object};

use super::{Call, Client, Error, Options, ask::Reply};
use crate::{
    policy::schedule::{CHUNK, LISTS_AGAIN, Pace, joins},
    web::{
        awake::Awake,
        object::{get, is_given},
        platform,
        time::{self, now},
    },
};

/// What a look came to.
pub(super) type Answer = Result<Rc<Reply>, Error>;

/// A task that is looked at from time to time, until this is dropped.
pub(super) struct Look(Rc<Open>);

/// The same, as the others see it.
pub(super) struct Open {
    /// Whose task it is.
    options: Options,
    pub id: String,
    pace: Pace,
    /// Whether it must be asked for alone.
    is_alone: Cell<bool>,
    /// When it was last asked for, and when it is to be asked for next; in milliseconds.
    looked: Cell<f64>,
    due: Cell<f64>,
    /// How long the pause between is; nothing where the gateway has asked for it, which must not become shorter.
    pause: Cell<f64>,
    stage: Cell<Stage>,
    /// Who has asked for it, where that was for several.
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
            pace: call.pace(),
            // Other headers may mean another account.
            is_alone: Cell::new(is_alone || is_given(&call.headers()) || !platform::may_share()),
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

    /// Whether the last answer was a list, of which it is asked for alone from now on.
    pub fn leaves_list(&self) -> bool {
        let was_listed = !self.0.leader.get().is_null();
        self.0.is_alone.set(self.0.is_alone.get() || was_listed);
        was_listed
    }
}

impl Deref for Look {
    type Target = Open;

    fn deref(&self) -> &Open {
        &self.0
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
        if self.0.stage.get() == Stage::Asked {
            // Whoever waits for an answer to this one's request has to ask anew.
            self.0.release();
        }
    }
}

impl Open {
    /// When it was last asked for, in milliseconds.
    pub fn sent(&self) -> f64 {
        self.looked.get()
    }

    /// Plans the next look: so long after the last one, but not sooner than half of that after its answer. Gives how long that is
    /// from now.
    #[inline(never)]
    pub fn plan(&self, pause: u32, is_firm: bool) -> u32 {
        let mut wait = f64::from(pause);
        self.pause.set(if is_firm { 0.0 } else { wait });
        // What the gateway has asked for counts from its answer.
        if !is_firm && self.looked.get() > 0.0 {
            wait -= (now() - self.looked.get()).clamp(0.0, wait / 2.0);
        }
        self.due.set(now() + wait);
        self.stage.set(Stage::Planned);
        wait as u32
    }

    /// How long it waits on, in milliseconds, so as to keep a distance from the requests for others; nothing if it need not.
    #[inline(never)]
    fn more(&self) -> u32 {
        if self.stage.get() != Stage::Planned || self.is_alone() {
            return 0;
        }
        let (mut latest, mut count) = (f64::MIN, 0);
        each(&mut |other| {
            if other.options == self.options && !other.is_alone.get() {
                latest = latest.max(other.looked.get());
                count += 1;
            }
            false
        });
        let since = now() - latest;
        // The clock may have been set back; and only a deadline, or the gateway's own wish, makes a pause so short.
        if since < 0.0 || count < 2 || self.pause.get() < self.pace.shortest().into() {
            0
        } else {
            (self.pace.apart(count) - since) as u32
        }
    }

    /// Waits until there is an answer, or after `limit` milliseconds it is this look's own turn to ask. Whoever has asked may never be polled again: an
    /// answer is waited for `patience` milliseconds longer, and then no more.
    pub async fn turn(&self, mut limit: u32, mut patience: u32) -> Option<Answer> {
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
            limit = if self.stage.get() == Stage::Asked {
                std::mem::take(&mut patience)
            } else {
                self.more()
            };
            if limit == 0 {
                return None;
            }
        }
    }

    /// Whether it must be asked for alone: for a reason of its own, or because its gateway has no lists.
    fn is_alone(&self) -> bool {
        let silent = now() - self.options.number("listless").unwrap_or(f64::MIN);
        self.is_alone.get() || silent < LISTS_AGAIN
    }

    /// Takes all looks that go with this one, and gives their ids.
    #[inline(never)]
    pub fn take(&self) -> Array {
        let (ids, now, is_alone) = (Array::new(), now(), self.is_alone());
        let take = |open: &Self| {
            ids.push(&open.id.as_str().into());
            open.stage.set(Stage::Asked);
            open.leader.set(self);
            open.looked.set(now);
        };
        take(self);
        each(&mut |open| {
            let is_open = match open.stage.get() {
                Stage::Due => true,
                Stage::Planned => !open.is_fresh(now) && joins(open.due.get(), open.pause.get(), now),
                _ => false,
            };
            if is_alone || !is_open || open.is_alone.get() || open.options != self.options {
                return false;
            }
            let is_full = ids.length() == CHUNK;
            if is_full {
                // For the next request, which the first of them sends.
                open.stage.set(Stage::Due);
            } else {
                take(open);
            }
            is_full
        });
        ids
    }

    /// Whether it was asked for just now.
    #[inline(never)]
    fn is_fresh(&self, now: f64) -> bool {
        (0.0..self.pace.shortest().into()).contains(&(now - self.looked.get()))
    }

    /// Whether it waits for an answer to that one's request.
    fn follows(&self, leader: &Self) -> bool {
        std::ptr::eq(self.leader.get(), leader) && self.stage.get() == Stage::Asked
    }

    /// Hands its row to each that waits for an answer to this one's request, this one included; or the answer, where there are
    /// no rows.
    pub fn give(&self, rows: Option<&Object>, answer: &Answer) {
        each(&mut |open| {
            let follows = open.follows(self);
            if follows {
                open.stage.set(Stage::Idle);
                open.answer.set(Some(match rows {
                    Some(rows) => Ok(Rc::new(Reply::of(get(rows, &open.id)))),
                    None => answer.clone(),
                }));
            }
            follows
        });
    }

    /// It has asked for itself alone, and has its answer.
    pub fn is_answered(&self) {
        self.stage.set(Stage::Idle);
        self.leader.set(std::ptr::null());
    }

    /// Makes those due that wait for an answer to this one's request.
    pub fn release(&self) {
        each(&mut |open| {
            let follows = open.follows(self);
            if follows {
                open.stage.set(Stage::Due);
            }
            follows
        });
    }
}

/// Somebody is back, or the network: everything is due that was not looked at just now. The first takes along the others.
fn wake() {
    each(&mut |open| {
        let is_due = !open.is_fresh(now()) && open.pause.get() > 0.0 && open.stage.get() == Stage::Planned;
        if is_due {
            open.stage.set(Stage::Due);
        }
        is_due
    });
}
