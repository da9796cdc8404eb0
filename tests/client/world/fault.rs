//! Faults: which requests they meet, and what becomes of those.

use std::{cell::Cell, ops::Range};

use super::{answer::Answer, exchange::Exchange};

type Fits = Box<dyn Fn(&Exchange) -> bool>;
type Act = Box<dyn Fn(&Exchange, Answer) -> Answer>;

/// A fault. The first one that meets a request decides; all that could meet it count it.
pub struct Fault {
    fits: Fits,
    /// Which of the requests that fit, from 1. All, if empty.
    nth: Vec<usize>,
    /// When, in milliseconds since the world began.
    window: Range<u64>,
    met: Cell<usize>,
    is_through: bool,
    act: Act,
}

impl Fault {
    /// A fault of the requests for which `fits` returns `true`. So far it does nothing but pass them on.
    pub fn of(fits: impl Fn(&Exchange) -> bool + 'static) -> Self {
        Self {
            fits: Box::new(fits),
            nth: Vec::new(),
            window: 0..u64::MAX,
            met: Cell::new(0),
            is_through: true,
            act: Box::new(|_, answer| answer),
        }
    }

    /// A fault of the requests of that verb.
    pub fn on(verb: &'static str) -> Self {
        Self::of(move |exchange| exchange.verb == verb)
    }

    /// Meets the first of the requests only, the second and so on.
    pub fn nth(mut self, numbers: &[usize]) -> Self {
        self.nth = numbers.into();
        self
    }

    /// Meets only the requests that are sent in that time, in milliseconds since the world began.
    pub fn during(mut self, window: Range<u64>) -> Self {
        self.window = window;
        self
    }

    /// The gateway gets the request, and `act` replaces its answer.
    pub fn after(mut self, act: impl Fn(&Exchange, Answer) -> Answer + 'static) -> Self {
        self.is_through = true;
        self.act = Box::new(act);
        self
    }

    /// The gateway does not get the request, and `act` answers instead.
    pub fn instead(mut self, act: impl Fn(&Exchange) -> Answer + 'static) -> Self {
        self.is_through = false;
        self.act = Box::new(move |exchange, _| act(exchange));
        self
    }

    /// Every request meets the same answer, and the gateway gets it or not.
    pub fn always(self, answer: Answer, is_through: bool) -> Self {
        if is_through {
            self.after(move |_, _| answer.clone())
        } else {
            self.instead(move |_| answer.clone())
        }
    }

    /// Counts a request. Returns `true` if the fault meets it.
    pub fn meets(&self, exchange: &Exchange) -> bool {
        if !self.window.contains(&exchange.at) || !(self.fits)(exchange) {
            return false;
        }
        self.met.set(self.met.get() + 1);
        self.nth.is_empty() || self.nth.contains(&self.met.get())
    }

    /// Whether the gateway gets the requests that it meets.
    pub fn is_through(&self) -> bool {
        self.is_through
    }

    /// What the client gets, of the gateway's answer or of an empty 200.
    pub fn act(&self, exchange: &Exchange, answer: Answer) -> Answer {
        (self.act)(exchange, answer)
    }
}
