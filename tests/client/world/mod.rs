//! A simulated world for the whole client: a virtual clock, a network with faults, a page, and a gateway in this process.
//!
//! ```ignore
//! let mut stage = Stage::sandbox(Dialect::NewApi);
//! stage.world.fault(Fault::on("imagine").nth(&[1]).always(Answer::lost(), true));
//! let outcome = stage.run(stage.client().imagine("cat"));
//! assert_eq!(stage.world.left(), Left::default());
//! ```

#![allow(
    dead_code,
    unused_imports,
    reason = "several test programs share it, and none uses all"
)]

mod answer;
mod clock;
mod exchange;
mod fault;
mod gateway;
mod network;
mod platform;
mod stage;
mod tasks;
mod wake;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use midjourney_wasm::platform::RequestOrigin;

pub use answer::{Answer, Outcome};
pub use clock::{BEGIN, Clock};
pub use exchange::{End, Exchange};
pub use fault::Fault;
pub use gateway::{
    DIALECTS, GOOD, HOST, Line, Sandbox, Script, Server, auth, handle, line, row, says, settings,
};
pub use stage::{Handle, KEY, Stage};
pub use tasks::Tasks;
use wake::Wakes;

/// How long a request takes, there and back, in milliseconds.
const LATENCY: u64 = 80;

/// A simulated world. Clones share it.
#[derive(Clone)]
pub struct World(Rc<Inner>);

type Watch = Box<dyn Fn(&Rc<Exchange>)>;

struct Inner {
    clock: Clock,
    server: Box<dyn Server>,
    faults: RefCell<Vec<Fault>>,
    exchanges: RefCell<Vec<Rc<Exchange>>>,
    /// Hears of every request when it is sent, and again when its answer has arrived.
    watch: RefCell<Option<Watch>>,
    /// Requests to other places than the gateway.
    elsewhere: RefCell<Vec<String>>,
    /// Addresses of pictures that were downloaded.
    downloads: RefCell<Vec<String>>,
    /// The pictures that can be downloaded.
    pictures: RefCell<BTreeMap<String, Vec<u8>>>,
    chance: RefCell<fastrand::Rng>,
    has_randomness: Cell<bool>,
    latency: Cell<u64>,
    origin: Cell<RequestOrigin>,
    can_share: Cell<bool>,
    wakes: Wakes,
}

/// What a client has left behind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Left {
    pub timers: usize,
    pub requests: usize,
    pub listeners: usize,
}

/// The submits of a world, or of one verb.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Submits {
    pub sent: usize,
    /// Those that have reached the gateway.
    pub received: usize,
    /// Those that the gateway accepted, which costs money.
    pub accepted: usize,
}

impl World {
    pub fn new(server: impl Server + 'static, seed: u64) -> Self {
        Self(Rc::new(Inner {
            clock: Clock::default(),
            server: Box::new(server),
            faults: RefCell::default(),
            exchanges: RefCell::default(),
            watch: RefCell::default(),
            elsewhere: RefCell::default(),
            downloads: RefCell::default(),
            pictures: RefCell::default(),
            chance: RefCell::new(fastrand::Rng::with_seed(seed)),
            has_randomness: Cell::new(true),
            latency: Cell::new(LATENCY),
            origin: Cell::new(RequestOrigin::Server),
            can_share: Cell::new(true),
            wakes: Wakes::default(),
        }))
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn wakes(&self) -> &Wakes {
        &self.0.wakes
    }

    /// Returns the milliseconds that have passed since the world began.
    pub fn age(&self) -> u64 {
        self.0.clock.age()
    }

    /// Has a fault happen from now on.
    pub fn fault(&self, fault: Fault) {
        self.0.faults.borrow_mut().push(fault);
    }

    /// Ends all faults.
    pub fn no_faults(&self) {
        self.0.faults.borrow_mut().clear();
    }

    /// Sets how long a request takes, there and back, in milliseconds.
    pub fn set_latency(&self, milliseconds: u64) {
        self.0.latency.set(milliseconds);
    }

    /// Sets where the client's requests start.
    pub fn set_origin(&self, origin: RequestOrigin) {
        self.0.origin.set(origin);
    }

    /// Sets whether one request may serve several jobs, which it may not in Cloudflare Workers.
    pub fn set_can_share(&self, can_share: bool) {
        self.0.can_share.set(can_share);
    }

    /// Takes the secure source of randomness away.
    pub fn without_randomness(&self) {
        self.0.has_randomness.set(false);
    }

    /// Puts a picture under an address.
    pub fn picture(&self, url: &str, bytes: &[u8]) {
        self.0.pictures.borrow_mut().insert(url.into(), bytes.into());
    }

    /// Hears of every request when it is sent, and again when its answer has arrived.
    pub fn watch(&self, watch: impl Fn(&Rc<Exchange>) + 'static) {
        self.0.watch.replace(Some(Box::new(watch)));
    }

    /// Returns every request, in the order in which they were sent.
    pub fn exchanges(&self) -> Vec<Rc<Exchange>> {
        self.0.exchanges.borrow().clone()
    }

    /// Returns the requests of a verb.
    pub fn sent(&self, verb: &str) -> Vec<Rc<Exchange>> {
        let mut all = self.exchanges();
        all.retain(|exchange| exchange.verb == verb);
        all
    }

    /// Returns the requests that read tasks for jobs.
    pub fn polls(&self) -> Vec<Rc<Exchange>> {
        let mut all = self.exchanges();
        all.retain(|exchange| exchange.is_poll());
        all
    }

    /// Returns the requests to other places than the gateway.
    pub fn elsewhere(&self) -> Vec<String> {
        self.0.elsewhere.borrow().clone()
    }

    /// Returns the addresses of pictures that were downloaded.
    pub fn downloads(&self) -> Vec<String> {
        self.0.downloads.borrow().clone()
    }

    /// Counts the submits of a verb, or all.
    pub fn submits(&self, verb: Option<&str>) -> Submits {
        let exchanges = self.0.exchanges.borrow();
        let all = exchanges
            .iter()
            .filter(|exchange| exchange.is_submit() && verb.is_none_or(|verb| verb == exchange.verb));
        let mut submits = Submits::default();
        for exchange in all {
            submits.sent += 1;
            submits.received += usize::from(exchange.is_received());
            submits.accepted += usize::from(exchange.is_accepted());
        }
        submits
    }

    /// Returns what the client has left behind so far.
    pub fn left(&self) -> Left {
        let exchanges = self.0.exchanges.borrow();
        Left {
            timers: self.0.clock.client_timers(),
            requests: exchanges
                .iter()
                .filter(|exchange| exchange.end() == End::Open)
                .count(),
            listeners: self.0.wakes.listeners(),
        }
    }
}
