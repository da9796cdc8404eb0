//! Where futures run: a world, and an executor that advances its clock when no future can make progress.

use std::{
    cell::{Cell, RefCell},
    future::{IntoFuture, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use futures_executor::LocalPool;
use futures_util::task::LocalSpawnExt;
use midjourney_sandbox::{Dialect, Settings};
use midjourney_wasm::{Midjourney, MidjourneyBuilder, platform::LocalBoxFuture};

use super::{HOST, Left, Sandbox, Server, World, auth, settings};

/// The key of all tests, with letters that JSON may escape.
pub const KEY: &str = "sk-Canary/7up+Z3bra0123456789=";

/// How long a future may run: twice the client's own limit of a task, in milliseconds.
const LIMIT: u64 = 30 * 60_000;

/// Largest number of timers that may fire, and of polls without one, in one run. A correct client needs far fewer.
const MOST: usize = 500_000;

/// Where futures run.
pub struct Stage {
    pub world: World,
    auth: midjourney_wasm::Auth,
    pool: LocalPool,
    polls: Rc<Cell<usize>>,
}

impl Stage {
    /// A world with the sandbox behind it.
    pub fn sandbox(dialect: Dialect) -> Self {
        Self::with_settings(settings(dialect))
    }

    /// A world with a sandbox of these settings.
    pub fn with_settings(settings: Settings) -> Self {
        let auth = auth(settings.dialect);
        Self {
            auth,
            ..Self::with_server(Sandbox::new(settings), 1)
        }
    }

    /// A world with another gateway, and its chance from a seed.
    pub fn with_server(server: impl Server + 'static, seed: u64) -> Self {
        Self {
            world: World::new(server, seed),
            auth: midjourney_wasm::Auth::Bearer,
            pool: LocalPool::new(),
            polls: Rc::default(),
        }
    }

    /// A builder of a client of this gateway.
    pub fn builder(&self) -> MidjourneyBuilder {
        Midjourney::builder(format!("http://{HOST}"))
            .api_key(KEY)
            .auth(self.auth)
    }

    /// A client of this gateway.
    pub fn client(&self) -> Midjourney {
        self.build(self.builder())
    }

    /// A client on this world.
    pub fn build(&self, builder: MidjourneyBuilder) -> Midjourney {
        builder.build_on(Rc::new(self.world.clone())).unwrap()
    }

    /// Runs a future to its end, and not a moment longer.
    pub fn run<F: IntoFuture>(&mut self, future: F) -> F::Output
    where
        F::IntoFuture: 'static,
        F::Output: 'static,
    {
        let handle = self.spawn(future);
        let is_over = self.pass_until(LIMIT, || handle.is_over());
        assert!(is_over, "it never ends");
        handle.take().unwrap()
    }

    /// Runs a future to its end, with which nothing may be left.
    pub fn run_clean<F: IntoFuture>(&mut self, future: F) -> F::Output
    where
        F::IntoFuture: 'static,
        F::Output: 'static,
    {
        let output = self.run(future);
        assert_eq!(self.world.left(), Left::default(), "something is left");
        output
    }

    /// Begins a future, which goes on whenever time passes.
    pub fn spawn<F: IntoFuture>(&mut self, future: F) -> Handle<F::Output>
    where
        F::IntoFuture: 'static,
        F::Output: 'static,
    {
        let handle = Handle::new(Box::pin(future.into_future()));
        let (polled, polls) = (handle.clone(), Rc::clone(&self.polls));
        let work = poll_fn(move |context| {
            polls.set(polls.get() + 1);
            assert!(polls.get() < MOST, "the client spins");
            polled.poll(context)
        });
        self.pool.spawner().spawn_local(work).unwrap();
        handle
    }

    /// Lets so much time pass, in milliseconds.
    pub fn pass(&mut self, milliseconds: u64) {
        self.pass_until(milliseconds, || false);
    }

    /// Lets everything happen that needs no time.
    pub fn settle(&mut self) {
        self.polls.set(0);
        self.pool.run_until_stalled();
    }

    /// Lets time pass until `is_over`, at most so many milliseconds. Returns whether it is over.
    pub fn pass_until(&mut self, limit: u64, is_over: impl Fn() -> bool) -> bool {
        let clock = self.world.clock().clone();
        let mut left = limit;
        for _ in 0..MOST {
            self.settle();
            if is_over() {
                return true;
            }
            match clock.next_timer().filter(|wait| *wait <= left) {
                Some(wait) => {
                    left -= wait;
                    clock.fire_next();
                }
                None => {
                    clock.advance(left);
                    return false;
                }
            }
        }
        panic!("the client loops for ever");
    }
}

/// A future on a [`Stage`].
pub struct Handle<T>(Rc<Slot<T>>);

struct Slot<T> {
    work: RefCell<Option<LocalBoxFuture<'static, T>>>,
    output: RefCell<Option<T>>,
    state: Cell<State>,
    waker: RefCell<Option<Waker>>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Running,
    Paused,
    Over,
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Handle<T> {
    fn new(work: LocalBoxFuture<'static, T>) -> Self {
        Self(Rc::new(Slot {
            work: RefCell::new(Some(work)),
            output: RefCell::new(None),
            state: Cell::new(State::Running),
            waker: RefCell::default(),
        }))
    }

    /// Whether it has ended or was dropped.
    pub fn is_over(&self) -> bool {
        self.0.state.get() == State::Over
    }

    /// Takes what it came to.
    pub fn take(&self) -> Option<T> {
        self.0.output.borrow_mut().take()
    }

    /// Drops the future at once.
    pub fn cancel(&self) {
        self.0.state.set(State::Over);
        let work = self.0.work.borrow_mut().take();
        drop(work);
        self.wake();
    }

    /// Polls the future no more, until it is resumed.
    pub fn pause(&self) {
        self.0.state.set(State::Paused);
    }

    /// Polls a paused future again.
    pub fn resume(&self) {
        self.0.state.set(State::Running);
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = self.0.waker.borrow_mut().take() {
            waker.wake();
        }
    }

    fn poll(&self, context: &mut std::task::Context<'_>) -> Poll<()> {
        match self.0.state.get() {
            State::Over => return Poll::Ready(()),
            State::Paused => {
                self.0.waker.replace(Some(context.waker().clone()));
                return Poll::Pending;
            }
            State::Running => {}
        }
        // Taken out meanwhile, for it may be cancelled from within.
        let Some(mut work) = self.0.work.borrow_mut().take() else {
            return Poll::Ready(());
        };
        match work.as_mut().poll(context) {
            Poll::Ready(output) => {
                self.0.output.replace(Some(output));
                self.0.state.set(State::Over);
                drop(work);
                Poll::Ready(())
            }
            Poll::Pending if self.is_over() => Poll::Ready(()),
            Poll::Pending => {
                self.0.waker.replace(Some(context.waker().clone()));
                self.0.work.replace(Some(work));
                Poll::Pending
            }
        }
    }
}
