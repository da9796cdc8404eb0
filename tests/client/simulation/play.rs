//! Plays a script to its end.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use midjourney_wasm::Midjourney;

use super::{
    account::Account,
    begin,
    call::{Call, End, Settled},
    gateway::{Parents, Played},
    network, rules,
    script::{CallPlan, Event, Key, Limits, Modal, Script, Takes, Then, Verb},
};
use crate::world::{Exchange, Handle, Left, Outcome, Stage};

/// No script lasts longer: the longest waits are those for a `Retry-After`.
const LIMIT: u64 = 12 * 3_600_000;

/// What became of a script.
#[derive(Default)]
pub struct Ended {
    pub complaints: Vec<String>,
    /// The ends of its calls, by the name of the error's code.
    pub ends: Vec<(Verb, &'static str)>,
    /// The kinds of the faults that met a request.
    pub faults: BTreeSet<&'static str>,
    /// How many requests were sent.
    pub requests: usize,
    /// The requests of a script that fails.
    pub log: Vec<String>,
}

/// A script that is played.
pub struct Play {
    pub stage: Stage,
    pub client: Midjourney,
    pub gateway: Played,
    pub parents: Parents,
    pub account: Rc<Account>,
    pub script: Rc<Script>,
    handles: BTreeMap<usize, Handle<()>>,
}

/// What is to happen, in the order of its time.
enum Step {
    Begin(usize),
    Leave(usize),
    /// Follows a job by its token.
    Reload(usize),
    Resume(usize),
    Happen(Event),
}

/// Plays a script, and returns what became of it.
pub fn play(script: &Script) -> Ended {
    let mut play = Play::new(script);
    let mut outcome = Ended::default();
    let met = network::connect(&play);
    play.run();
    let account = Rc::clone(&play.account);
    for call in &*account.calls.borrow() {
        outcome.ends.push((call.plan.verb, end_name(call)));
    }
    outcome.faults = met.borrow().clone();
    outcome.requests = play.stage.world.exchanges().len();
    outcome.complaints = account.complaints.take();
    if !outcome.complaints.is_empty() {
        outcome.log = play
            .stage
            .world
            .exchanges()
            .iter()
            .map(|exchange| line(exchange))
            .collect();
    }
    outcome
}

/// A request in one line.
fn line(exchange: &Exchange) -> String {
    let told = exchange.told().map(|answer| match &answer.outcome {
        Outcome::Response(response) => {
            let body: String = String::from_utf8_lossy(&response.body)
                .chars()
                .take(120)
                .collect();
            format!("{} {body}", response.status)
        }
        other => format!("{other:?}"),
    });
    let (at, verb, ids) = (exchange.at, exchange.verb, exchange.ids.join(","));
    let told = told.unwrap_or_default();
    format!(
        "{at:>9} ms  {verb} {ids}  {:?} at {} ms: {told}",
        exchange.end(),
        exchange.ended()
    )
}

fn end_name(call: &Call) -> &'static str {
    match call.settled.borrow().as_ref().map(|settled| &settled.end) {
        Some(End::Task(_)) => "success",
        Some(End::Value) => "value",
        Some(End::Error(error)) => error.code().name(),
        Some(End::Dropped) => "dropped",
        None => "open",
    }
}

impl Play {
    fn new(script: &Script) -> Self {
        let (gateway, parents) = Played::new(&script.gateway);
        let stage = Stage::with_server(gateway.clone(), script.chance);
        stage.world.set_latency(script.gateway.latency);
        stage.world.set_can_share(!script.client.cannot_share);
        let client = begin::client(&stage, script);
        Self {
            stage,
            client,
            gateway,
            parents,
            account: Rc::default(),
            script: Rc::new(script.clone()),
            handles: BTreeMap::new(),
        }
    }

    fn run(&mut self) {
        let (account, clock) = (Rc::clone(&self.account), self.stage.world.clock().clone());
        account
            .has_slow_key
            .set(matches!(self.script.client.key, Key::Slow(_)));
        self.stage
            .world
            .watch(move |exchange| account.hear(exchange, clock.age()));
        let mut agenda: BTreeMap<(u64, usize), Step> = BTreeMap::new();
        let script = Rc::clone(&self.script);
        for (number, call) in script.calls.iter().enumerate() {
            let order = agenda.len() * 2;
            agenda.insert((call.at, order), Step::Begin(number));
            if let Some(leave) = call.leaves {
                agenda.insert((call.at + leave.after, order + 1), Step::Leave(number));
            }
        }
        for (at, event) in &script.events {
            let order = agenda.len() * 2;
            agenda.insert((*at, order), Step::Happen(*event));
        }
        let mut order = agenda.len() * 2;
        while let Some(((at, _), step)) = agenda.pop_first() {
            let wait = at.saturating_sub(self.stage.world.age());
            self.stage.pass(wait);
            if let Some((later, next)) = self.step(step) {
                order += 1;
                agenda.insert((self.stage.world.age() + later, order), next);
            }
            self.stage.settle();
        }
        self.end();
    }

    /// Does something, and returns what follows later.
    fn step(&mut self, step: Step) -> Option<(u64, Step)> {
        let script = Rc::clone(&self.script);
        match step {
            Step::Begin(number) => self.begin(script.calls[number].clone(), number, None),
            Step::Leave(number) => return self.leave(number),
            Step::Reload(number) => self.reload(number),
            Step::Resume(number) => {
                if let Some(handle) = self.handles.get(&number) {
                    handle.resume();
                }
            }
            Step::Happen(event) => self.happen(event),
        }
        None
    }

    fn begin(&mut self, plan: CallPlan, number: usize, resumes: Option<usize>) {
        let call = Call::new(number, plan, self.script.client.limits.clone(), resumes);
        call.begun.set(self.stage.world.age());
        self.account.calls.borrow_mut().push(Rc::clone(&call));
        let work = begin::work(self, &call);
        let handle = self.stage.spawn(work);
        self.handles.insert(number, handle);
    }

    fn leave(&mut self, number: usize) -> Option<(u64, Step)> {
        let call = self.call(number)?;
        let leave = call.plan.leaves?;
        let handle = self.handles.get(&number)?.clone();
        if call.is_over() {
            return None;
        }
        if let Then::Resume(later) = leave.then {
            handle.pause();
            call.unpolled.set(later + 1);
            return Some((later, Step::Resume(number)));
        }
        handle.cancel();
        call.settled.replace(Some(Settled {
            at: self.stage.world.age(),
            end: End::Dropped,
        }));
        match leave.then {
            Then::Reload(later) => Some((later, Step::Reload(number))),
            Then::Forget | Then::Resume(_) => None,
        }
    }

    /// Follows a dropped job by its token, as a page does after a reload.
    fn reload(&mut self, number: usize) {
        let Some(call) = self.call(number) else { return };
        if call.token.borrow().is_none() {
            return;
        }
        // A new page does not know when the old one has polled.
        call.id()
            .and_then(|id| self.account.polls.borrow_mut().remove(&id));
        let verb = match &*call.token.borrow() {
            Some(token) if token.id().is_some() => Verb::WaitToken,
            _ => Verb::Find,
        };
        let plan = CallPlan {
            verb,
            at: self.stage.world.age(),
            prompt: call.plan.prompt,
            limits: Limits::default(),
            modal: Modal::Auto,
            takes: Takes::Updates,
            leaves: None,
        };
        self.client = begin::client(&self.stage, &self.script);
        let next = self
            .account
            .calls
            .borrow()
            .iter()
            .map(|call| call.number)
            .max()
            .unwrap_or(0)
            + 100;
        self.begin(plan, next, Some(number));
    }

    pub fn call(&self, number: usize) -> Option<Rc<Call>> {
        let calls = self.account.calls.borrow();
        calls.iter().find(|call| call.number == number).cloned()
    }

    fn happen(&self, event: Event) {
        let world = &self.stage.world;
        match event {
            Event::Set(by) => {
                world.clock().set(by);
                self.account.set(by, world.age());
            }
            Event::Suspend(milliseconds) => {
                world.clock().suspend(milliseconds);
                self.account.lose(milliseconds, world.age());
            }
            Event::Freeze(milliseconds) => {
                world.clock().freeze(milliseconds);
                self.account.lose(milliseconds, world.age());
            }
            Event::Hide => world.wakes().hide(true),
            Event::Show => world.wakes().hide(false),
            Event::Wake => world.wakes().wake(),
        }
    }

    /// Lets all calls come to their end, and a while pass after it.
    fn end(&mut self) {
        let account = Rc::clone(&self.account);
        let is_over = || account.calls.borrow().iter().all(|call| call.is_over());
        if !self.stage.pass_until(LIMIT, is_over) {
            let open: Vec<_> = account
                .calls
                .borrow()
                .iter()
                .filter(|call| !call.is_over())
                .map(|call| call.number)
                .collect();
            account.complain(format!("calls {open:?} never end"));
            return;
        }
        let left = self.stage.world.left();
        if left != Left::default() {
            account.complain(format!("{left:?}"));
        }
        for url in self.stage.world.elsewhere() {
            account.complain(format!("the key goes to {url}"));
        }
        for call in &*account.calls.borrow() {
            rules::check_end(&account, &self.script, call);
        }
        let (requests, wakes) = (
            self.stage.world.exchanges().len(),
            self.stage.world.wakes().clone(),
        );
        wakes.hide(false);
        self.stage.pass(20 * 60_000);
        if self.stage.world.exchanges().len() != requests {
            account.complain("something is sent after the end".into());
        }
    }
}

/// What became of a call.
pub fn settle(call: &Call, account: &Account, now: u64, end: End) {
    if call.is_over() {
        account.complain(format!("call {} settles twice", call.number));
    }
    call.settled.replace(Some(Settled { at: now, end }));
}

/// The kinds of the faults that met a request.
pub type Met = Rc<RefCell<BTreeSet<&'static str>>>;
