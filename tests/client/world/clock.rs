//! A virtual clock. It stands still while a future can make progress, and then jumps to the next timer.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// The time at which every world begins, in milliseconds since 1970.
pub const BEGIN: u64 = 1_795_417_552_574;

/// A virtual clock. Clones share the time.
#[derive(Clone, Default)]
pub struct Clock(Rc<Inner>);

#[derive(Default)]
struct Inner {
    /// The time by which timers run, in milliseconds since the beginning.
    timer_time: Cell<u64>,
    /// How long the machine slept. Timers do not count this time.
    slept: Cell<u64>,
    /// By how much the wall clock was set.
    set_by: Cell<i64>,
    /// Timers by due time and number.
    timers: RefCell<BTreeMap<(u64, u64), Timer>>,
    last_timer: Cell<u64>,
    /// Number of pending timers that the client has set.
    client_timers: Cell<usize>,
}

struct Timer {
    waker: Waker,
    owner: Owner,
}

/// Who has set a timer.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    Client,
    World,
}

impl Clock {
    /// Returns the time that has really passed, in milliseconds since the beginning.
    pub fn age(&self) -> u64 {
        self.0.timer_time.get() + self.0.slept.get()
    }

    /// Returns the real time, in milliseconds since 1970. The gateway lives by it.
    pub fn now(&self) -> u64 {
        BEGIN + self.age()
    }

    /// Returns what the wall clock shows, in milliseconds since 1970. The client lives by it.
    pub fn wall(&self) -> i64 {
        self.now() as i64 + self.0.set_by.get()
    }

    /// Sets the wall clock forward or back. No timer fires earlier or later.
    pub fn set(&self, by: i64) {
        self.0.set_by.set(self.0.set_by.get() + by);
    }

    /// Suspends the machine. Time passes, and timers go on where they stopped.
    pub fn suspend(&self, milliseconds: u64) {
        self.0.slept.set(self.0.slept.get() + milliseconds);
    }

    /// Freezes the page. Time passes, and timers that were due meanwhile fire late and all at once.
    pub fn freeze(&self, milliseconds: u64) {
        self.0.timer_time.set(self.0.timer_time.get() + milliseconds);
    }

    /// Waits on behalf of the client. Dropping the future clears the timer.
    pub fn client_sleep(&self, milliseconds: u64) -> Sleep {
        self.new_timer(milliseconds, Owner::Client)
    }

    /// Waits on behalf of the network, the gateway or a test.
    pub fn sleep(&self, milliseconds: u64) -> Sleep {
        self.new_timer(milliseconds, Owner::World)
    }

    fn new_timer(&self, milliseconds: u64, owner: Owner) -> Sleep {
        let number = self.0.last_timer.get() + 1;
        self.0.last_timer.set(number);
        Sleep {
            clock: self.clone(),
            key: (self.0.timer_time.get() + milliseconds, number),
            owner,
            is_set: false,
        }
    }

    /// Returns the number of pending timers that the client has set.
    pub fn client_timers(&self) -> usize {
        self.0.client_timers.get()
    }

    /// Returns how long it takes until the next timer is due, in milliseconds.
    pub fn next_timer(&self) -> Option<u64> {
        let timers = self.0.timers.borrow();
        let ((due, _), _) = timers.first_key_value()?;
        Some(due.saturating_sub(self.0.timer_time.get()))
    }

    /// Advances to the next timer and fires it. Returns `false` if none is pending.
    pub fn fire_next(&self) -> bool {
        let Some(((due, _), timer)) = self.0.timers.borrow_mut().pop_first() else {
            return false;
        };
        self.count(timer.owner, -1);
        self.0.timer_time.set(self.0.timer_time.get().max(due));
        timer.waker.wake();
        true
    }

    /// Advances by a time that no timer is due in.
    pub fn advance(&self, milliseconds: u64) {
        self.freeze(milliseconds);
    }

    fn count(&self, owner: Owner, change: isize) {
        if owner == Owner::Client {
            let count = self.0.client_timers.get();
            self.0.client_timers.set(count.saturating_add_signed(change));
        }
    }
}

/// The future of [`Clock::sleep`].
pub struct Sleep {
    clock: Clock,
    key: (u64, u64),
    owner: Owner,
    is_set: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let inner = &self.clock.0;
        // The first poll is always pending, also for 0 ms: a client that loops without a pause must reach the limit of timers.
        if self.is_set && inner.timer_time.get() >= self.key.0 {
            return Poll::Ready(());
        }
        let timer = Timer {
            waker: context.waker().clone(),
            owner: self.owner,
        };
        let is_new = inner.timers.borrow_mut().insert(self.key, timer).is_none();
        if is_new {
            self.clock.count(self.owner, 1);
        }
        self.is_set = true;
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if self.clock.0.timers.borrow_mut().remove(&self.key).is_some() {
            self.clock.count(self.owner, -1);
        }
    }
}
