//! The page: whether somebody sees it, and who wants to hear when somebody is back.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

/// The page, and those who listen to it. Clones share it.
#[derive(Clone, Default)]
pub struct Wakes(Rc<Inner>);

#[derive(Default)]
struct Inner {
    is_in_background: Cell<bool>,
    last: Cell<u64>,
    listeners: RefCell<BTreeMap<u64, Rc<dyn Fn()>>>,
}

impl Wakes {
    pub fn is_in_background(&self) -> bool {
        self.0.is_in_background.get()
    }

    /// Hides or shows the page. Showing it wakes the client.
    pub fn hide(&self, is_hidden: bool) {
        self.0.is_in_background.set(is_hidden);
        self.wake();
    }

    /// Tells all listeners that somebody is back, unless the page is hidden still.
    pub fn wake(&self) {
        if self.is_in_background() {
            return;
        }
        let listeners: Vec<_> = self.0.listeners.borrow().values().cloned().collect();
        for wake in listeners {
            wake();
        }
    }

    /// Returns the number of listeners.
    pub fn listeners(&self) -> usize {
        self.0.listeners.borrow().len()
    }
}

/// A guard that listens until it is dropped.
pub struct WakeGuard {
    wakes: Wakes,
    number: u64,
}

impl WakeGuard {
    pub fn new(wakes: &Wakes, wake: Rc<dyn Fn()>) -> Self {
        let number = wakes.0.last.get() + 1;
        wakes.0.last.set(number);
        wakes.0.listeners.borrow_mut().insert(number, wake);
        Self {
            wakes: wakes.clone(),
            number,
        }
    }
}

impl Drop for WakeGuard {
    fn drop(&mut self) {
        self.wakes.0.listeners.borrow_mut().remove(&self.number);
    }
}
