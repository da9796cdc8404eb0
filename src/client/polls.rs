//! The open polls of a client, and how they share requests.
//!
//! Jobs whose polls are due at about the same time share a request. Nothing is spawned for it: the first job that is due polls for the
//! others too and hands each its part. If that job is dropped, or nobody drives it any more, another one polls.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    task::Waker,
};

use super::{Error, exchange::Reply};
use crate::{
    platform::Platform,
    policy::schedule::{CHUNK, Pace, joins},
};

/// The result of a poll.
pub(super) type PollAnswer = Result<Rc<Reply>, Error>;

/// The open polls of a client.
pub(super) struct OpenPolls {
    platform: Rc<dyn Platform>,
    polls: RefCell<Vec<Rc<OpenPoll>>>,
    last_number: Cell<u32>,
    /// Listens for wake-ups while there is an open poll.
    wake_guard: RefCell<Option<Box<dyn Any>>>,
}

/// The poll of one task, from the start to the end of its job.
pub(super) struct OpenPoll {
    number: u32,
    pub id: String,
    pub pace: Pace,
    /// Whether it never shares a request.
    pub is_alone: Cell<bool>,
    /// When its last request was sent, in milliseconds since 1970. `None` before the first.
    pub last_sent: Cell<Option<f64>>,
    /// When its next request is due.
    due: Cell<f64>,
    /// The planned pause, in milliseconds. `None` if the gateway asked for it: then it must not become shorter.
    pause: Cell<Option<f64>>,
    pub stage: Cell<Stage>,
    /// Number of the poll that sent the last shared request.
    pub leader: Cell<Option<u32>>,
    pub answer: Cell<Option<PollAnswer>>,
    pub waker: Cell<Option<Waker>>,
}

/// The stage of a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// No poll is planned, or there is an answer.
    Idle,
    /// The next poll is planned.
    Planned,
    /// The next poll must be sent now.
    Due,
    /// A request is open, of this job or of its leader.
    Sent,
}

impl OpenPolls {
    /// Creates an empty list.
    pub fn new(platform: Rc<dyn Platform>) -> Rc<Self> {
        Rc::new(Self {
            platform,
            polls: RefCell::default(),
            last_number: Cell::new(0),
            wake_guard: RefCell::default(),
        })
    }

    /// Opens the poll of a task.
    pub fn open(self: &Rc<Self>, id: &str, pace: Pace, is_alone: bool) -> Rc<OpenPoll> {
        self.last_number.set(self.last_number.get().wrapping_add(1));
        let poll = Rc::new(OpenPoll {
            number: self.last_number.get(),
            id: id.into(),
            pace,
            is_alone: Cell::new(is_alone || !self.platform.can_share_requests()),
            last_sent: Cell::new(None),
            due: Cell::new(0.0),
            pause: Cell::new(None),
            stage: Cell::new(Stage::Idle),
            leader: Cell::new(None),
            answer: Cell::new(None),
            waker: Cell::new(None),
        });
        self.polls.borrow_mut().push(Rc::clone(&poll));
        let is_first = self.wake_guard.borrow().is_none();
        if is_first {
            let weak: Weak<Self> = Rc::downgrade(self);
            let guard = self.platform.on_wake(Rc::new(move || {
                if let Some(polls) = weak.upgrade() {
                    polls.wake();
                }
            }));
            self.wake_guard.replace(Some(guard));
        }
        poll
    }

    /// Closes the poll of a job that settled or was dropped.
    pub fn close(&self, poll: &OpenPoll) {
        let mut polls = self.polls.borrow_mut();
        polls.retain(|open| open.number != poll.number);
        let is_last = polls.is_empty();
        drop(polls);
        if is_last {
            self.wake_guard.replace(None);
        }
        if poll.stage.get() == Stage::Sent {
            // A job that waits for the answer to this one's request has to poll by itself.
            self.release(poll);
        }
    }

    /// Updates every poll, and then wakes those for which `update` returns `true`: outside of the borrow, because a woken job may go on
    /// at once.
    fn update(&self, mut update: impl FnMut(&OpenPoll) -> bool) {
        let mut wakers = Vec::new();
        for poll in &*self.polls.borrow() {
            if update(poll) {
                wakers.extend(poll.waker.take());
            }
        }
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Returns how much longer a planned poll waits, in milliseconds, to keep a distance from the requests of other jobs.
    pub fn distance(&self, poll: &OpenPoll, is_alone: bool) -> u32 {
        if poll.stage.get() != Stage::Planned || is_alone {
            return 0;
        }
        let (mut latest, mut count) = (f64::MIN, 0);
        for other in self.polls.borrow().iter().filter(|other| !other.is_alone.get()) {
            latest = latest.max(other.last_sent.get().unwrap_or(f64::MIN));
            count += 1;
        }
        let since = self.platform.now() - latest;
        // Only a deadline or the gateway itself makes a pause shorter than the shortest. The clock may have been set back.
        let is_short = poll
            .pause
            .get()
            .is_none_or(|pause| pause < f64::from(poll.pace.shortest()));
        if since < 0.0 || count < 2 || is_short {
            0
        } else {
            (poll.pace.apart(count) - since) as u32
        }
    }

    /// Takes all polls that go with this one into one request, and returns their IDs.
    pub fn claim(&self, poll: &OpenPoll, is_alone: bool) -> Vec<String> {
        let now = self.platform.now();
        let mut ids = Vec::new();
        let mut take = |taken: &OpenPoll| {
            ids.push(taken.id.clone());
            taken.stage.set(Stage::Sent);
            taken.leader.set(Some(poll.number));
            taken.last_sent.set(Some(now));
            ids.len() as u32
        };
        let mut count = take(poll);
        self.update(|other| {
            let is_due = match other.stage.get() {
                Stage::Due => true,
                Stage::Planned => {
                    let pause = other.pause.get().unwrap_or(0.0);
                    !other.is_fresh(now) && joins(other.due.get(), pause, now)
                }
                Stage::Idle | Stage::Sent => false,
            };
            if is_alone || !is_due || other.is_alone.get() {
                return false;
            }
            if count < CHUNK {
                count = take(other);
                return false;
            }
            // For the next request, which the first of the rest sends.
            other.stage.set(Stage::Due);
            true
        });
        ids
    }

    /// Hands an answer to each job that waits for this one's request, this job included.
    pub fn hand_out(&self, leader: &OpenPoll, answer: impl Fn(&str) -> PollAnswer) {
        self.update(|poll| {
            let follows = poll.follows(leader);
            if follows {
                poll.stage.set(Stage::Idle);
                poll.answer.set(Some(answer(&poll.id)));
            }
            follows
        });
    }

    /// Makes every job that waits for this one's request poll by itself.
    pub fn release(&self, leader: &OpenPoll) {
        self.update(|poll| {
            let follows = poll.follows(leader);
            if follows {
                poll.stage.set(Stage::Due);
            }
            follows
        });
    }

    /// The page is shown again, or the network is back: every planned poll is due that was not sent just now. The first takes along the
    /// others.
    fn wake(&self) {
        let now = self.platform.now();
        self.update(|poll| {
            let is_due =
                poll.stage.get() == Stage::Planned && poll.pause.get().is_some() && !poll.is_fresh(now);
            if is_due {
                poll.stage.set(Stage::Due);
            }
            is_due
        });
    }
}

impl OpenPoll {
    /// Plans the next poll: `pause` after the last request, but not sooner than half of it from now. A pause that the gateway asked for
    /// counts from its response. Returns the time until then, in milliseconds.
    pub fn plan(&self, now: f64, pause: u32, is_asked_for: bool) -> u32 {
        let mut wait = f64::from(pause);
        self.pause.set(Some(wait).filter(|_| !is_asked_for));
        if let Some(last_sent) = self.last_sent.get().filter(|_| !is_asked_for) {
            wait -= (now - last_sent).max(0.0).min(wait / 2.0);
        }
        self.due.set(now + wait);
        self.stage.set(Stage::Planned);
        wait as u32
    }

    /// Returns `true` if its last request was sent just now.
    fn is_fresh(&self, now: f64) -> bool {
        self.last_sent
            .get()
            .is_some_and(|sent| now >= sent && now - sent < f64::from(self.pace.shortest()))
    }

    /// Returns `true` if it waits for the answer to that one's request.
    fn follows(&self, leader: &Self) -> bool {
        self.leader.get() == Some(leader.number) && self.stage.get() == Stage::Sent
    }

    /// Stops sharing, if its last answer was part of a list. Returns whether it was.
    pub fn leave_list(&self) -> bool {
        let was_shared = self.leader.get().is_some();
        if was_shared {
            self.is_alone.set(true);
        }
        was_shared
    }
}
