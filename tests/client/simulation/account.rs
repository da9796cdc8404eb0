//! What must hold of every request, at the moment at which it is sent and at which its answer arrives.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use midjourney_wasm::platform::SendError;
use serde_json::Value;

use super::{call::Call, oracle, script::Verb};
use crate::world::{Answer, End, Exchange, Outcome};

/// The account of a script: its calls, and all that is wrong.
#[derive(Default)]
pub struct Account {
    pub calls: RefCell<Vec<Rc<Call>>>,
    pub complaints: RefCell<Vec<String>>,
    /// The call that a submit belongs to, by the number of the request.
    pub owners: RefCell<BTreeMap<usize, usize>>,
    submits: RefCell<Vec<Rc<Exchange>>>,
    /// The latest request for each task, also one that a redirect made.
    hops: RefCell<BTreeMap<String, Rc<Exchange>>>,
    /// The latest poll of each task.
    pub polls: RefCell<BTreeMap<String, Rc<Exchange>>>,
    /// For how long the client could not know the time: suspended, frozen, or by a clock that was set back.
    pub lost: Cell<u64>,
    /// By how much the clock was set forward.
    pub ahead: Cell<u64>,
    /// Whether the clock was set back, which may hide a gap.
    pub is_set_back: Cell<bool>,
    /// Whether the key takes its time.
    pub has_slow_key: Cell<bool>,
    /// When the latest long gap was over.
    pub woken: Cell<u64>,
}

/// What is longer is a gap: no poll waits so long for its answer.
const GAP: u64 = 120_000;

impl Account {
    pub fn complain(&self, wrong: String) {
        self.complaints.borrow_mut().push(wrong);
    }

    /// Notes that time has passed without the client until now.
    pub fn lose(&self, milliseconds: u64, now: u64) {
        self.lost.set(self.lost.get() + milliseconds);
        self.wake(milliseconds, now);
    }

    /// Notes that the wall clock was set.
    pub fn set(&self, by: i64, now: u64) {
        let milliseconds = by.unsigned_abs();
        if by < 0 {
            self.lost.set(self.lost.get() + milliseconds);
            self.is_set_back.set(true);
        } else {
            self.ahead.set(self.ahead.get() + milliseconds);
            self.wake(milliseconds, now);
        }
    }

    /// By how much a gap may delay the end of a call besides: one more poll comes after it. A job that nobody drives has one too.
    pub fn after_gap(&self, call: &Call) -> u64 {
        let is_none = self.lost.get() + self.ahead.get() + call.unpolled.get() == 0;
        if is_none { 0 } else { 10_000 }
    }

    fn wake(&self, gap: u64, now: u64) {
        if gap > GAP {
            self.woken.set(now);
        }
    }

    /// Hears of a request.
    pub fn hear(&self, exchange: &Rc<Exchange>, now: u64) {
        match exchange.end() {
            End::Open => self.sent(exchange, now),
            End::Answered => self.answered(exchange, now),
            End::Failed | End::Aborted => {}
        }
    }

    fn sent(&self, exchange: &Rc<Exchange>, now: u64) {
        let (verb, url) = (exchange.verb, &exchange.url);
        if self.calls.borrow().iter().all(|call| call.is_over()) {
            self.complain(format!("{now} ms: {url} is sent after the end"));
        }
        let told_key = exchange
            .headers
            .iter()
            .filter(|(_, value)| value.contains("anary"))
            .count();
        let body = exchange.body.as_deref().unwrap_or_default();
        if told_key > 1 || url.contains("anary") || body.contains("anary") {
            self.complain(format!(
                "{now} ms: {verb} tells the key elsewhere than in one header"
            ));
        }
        if exchange.is_submit() {
            self.submit_sent(exchange, now);
        } else if exchange.is_poll() && exchange.header("x-call").is_none() {
            for id in &exchange.ids {
                self.polled(exchange, id, now);
            }
        }
    }

    /// The call that a submit belongs to: its marker tells, or the task that it answers.
    fn owner(&self, exchange: &Exchange) -> Option<Rc<Call>> {
        let calls = self.calls.borrow();
        let by_state = exchange.json["state"].as_str().and_then(|state| {
            let is_own = |call: &&Rc<Call>| call.plan.verb.is_submit() && *call.state.borrow() == state;
            calls.iter().find(is_own)
        });
        let by_task = || {
            let id = exchange.json["taskId"].as_str()?;
            calls.iter().rev().find(|call| call.id().as_deref() == Some(id))
        };
        by_state.or_else(by_task).cloned()
    }

    fn submit_sent(&self, exchange: &Rc<Exchange>, now: u64) {
        let verb = exchange.verb;
        let Some(call) = self.owner(exchange) else {
            return self.complain(format!("{now} ms: a submit of {verb} is nobody's"));
        };
        let owners = &self.owners;
        let is_before = |before: &&Rc<Exchange>| {
            let is_own = owners.borrow().get(&before.number) == Some(&call.number);
            is_own && before.verb == verb && !oracle::may_come_again(before.told())
        };
        if let Some(before) = self.submits.borrow().iter().find(is_before) {
            let told = before.told();
            self.complain(format!(
                "{now} ms: call {} sends {verb} again after {told:?}",
                call.number
            ));
        }
        if call.is_over() {
            self.complain(format!(
                "{now} ms: call {} sends {verb} after its end",
                call.number
            ));
        }
        self.owners.borrow_mut().insert(exchange.number, call.number);
        self.submits.borrow_mut().push(Rc::clone(exchange));
    }

    fn polled(&self, exchange: &Rc<Exchange>, id: &str, now: u64) {
        let calls = self.calls.borrow();
        let is_of =
            |call: &&Rc<Call>| call.plan.verb.is_job() && !call.is_over() && call.id().as_deref() == Some(id);
        let mut own = calls.iter().filter(is_of);
        let (Some(call), None) = (own.next(), own.next()) else {
            return;
        };
        if call.followed.get().is_none() {
            call.followed.set(Some(now));
        }
        let last = self.hops.borrow_mut().insert(id.into(), Rc::clone(exchange));
        let is_followed = |last: &Rc<Exchange>| is_redirect(last) && last.ended() == exchange.at;
        if last.as_ref().is_some_and(is_followed) {
            return;
        }
        // The older row of a modal that was sent says nothing: a list may have a newer one.
        let is_of_modal = |last: &Rc<Exchange>| last.verb == "fetch" && shows_waiting(last);
        if exchange.verb == "list" && exchange.ids.len() == 1 && last.as_ref().is_some_and(is_of_modal) {
            return;
        }
        let before = self.polls.borrow().get(id).cloned();
        self.polls.borrow_mut().insert(id.into(), Rc::clone(exchange));
        let Some(before) = before else { return };
        // Who has asked for several may have gone: the others do not wait longer than their own requests may take.
        let patience = call.request_timeout().unwrap_or(30_000).min(5_000);
        let is_given_up = before.ids.len() > 1 && (patience < 5_000 || exchange.at > before.at + patience);
        if before.end() == End::Open && !is_given_up && call.unpolled.get() == 0 {
            self.complain(format!("{now} ms: two polls of {id} are open"));
        }
        // By either clock: somebody may have set one of them. A wake-up after a step back is a poll more.
        let by_wall = u64::try_from(exchange.wall - before.wall).unwrap_or(u64::MAX);
        let gap = (exchange.at - before.at).max(by_wall);
        let deadline = call.begun.get() + call.timeout();
        let is_last = now + self.ahead.get() + call.floor() + 1 >= deadline;
        // A list that there is not shows nothing; nor does a request that ended with the job that made it.
        // And a redirect is followed at once.
        let is_none = before.end() == End::Aborted
            || is_redirect(&before)
            || before.verb == "list" && !has_rows(&before);
        // The pause counts from the moment at which the key is asked for, and is at least half as long after the answer. That is all that
        // holds where the clock is set forward and back between two polls.
        let is_clock_shaken = self.ahead.get() > 0 && self.is_set_back.get();
        let floor = if self.has_slow_key.get() && self.lost.get() > 0 && exchange.ids.len() > 1 {
            // The key came after a gap, and the request of another job costs nothing.
            0
        } else if self.has_slow_key.get() || is_clock_shaken {
            call.floor() / 2
        } else {
            call.floor()
        };
        if gap.saturating_add(1) < floor && !is_last && !is_none && call.unpolled.get() == 0 {
            self.complain(format!("{now} ms: polls of {id} are {gap} ms apart"));
        }
        let wait = asked_pause(&before).filter(|_| !is_none && !is_last && call.unpolled.get() == 0);
        if wait.is_some_and(|wait| exchange.at + 1 < before.ended() + wait && by_wall < wait) {
            self.complain(format!(
                "{now} ms: {id} is polled before the gateway's pause is over: {wait:?}"
            ));
        }
        if exchange.ids.len() > 1 && call.plan.limits.header {
            self.complain(format!(
                "{now} ms: {id} is polled with others under its own headers"
            ));
        }
    }

    /// A search by marker has found its task.
    fn found(&self, rows: &Value) {
        let is_searching = |call: &&Rc<Call>| call.plan.verb == Verb::Find && !call.is_over();
        for call in self.calls.borrow().iter().filter(is_searching) {
            let state = call.state.borrow();
            let mut rows = rows.as_array().into_iter().flatten();
            if let Some(row) = rows.find(|row| row["state"] == **state) {
                call.target.replace(row["id"].as_str().map(str::to_owned));
            }
        }
    }

    fn answered(&self, exchange: &Rc<Exchange>, now: u64) {
        if exchange.verb == "all" {
            return self.found(
                &exchange
                    .told()
                    .map(|answer| answer.body_json())
                    .unwrap_or_default(),
            );
        }
        if !exchange.is_submit() {
            return;
        }
        let Some(id) = oracle::accepted_id(exchange.told()) else {
            return;
        };
        let calls = self.calls.borrow();
        let owner = self.owners.borrow().get(&exchange.number).copied();
        let Some(call) = owner.and_then(|number| calls.iter().find(|call| call.number == number)) else {
            return;
        };
        // Its polls begin anew.
        self.polls.borrow_mut().remove(&id);
        call.ids.borrow_mut().push(id);
        call.followed.set(Some(now));
    }

    /// The submits of a call.
    pub fn submits(&self, call: &Call) -> Vec<Rc<Exchange>> {
        let owners = self.owners.borrow();
        let mut submits = self.submits.borrow().clone();
        submits.retain(|exchange| owners.get(&exchange.number) == Some(&call.number));
        submits
    }
}

/// The pause in milliseconds that a gateway asks for in whole seconds: a day at most, else it counts as none.
fn asked_pause(exchange: &Exchange) -> Option<u64> {
    let response = exchange.told().and_then(Answer::response)?;
    let is_fault = matches!(response.status, 408 | 425 | 429 | 500..);
    let seconds: u64 = response.retry_after.as_ref().filter(|_| is_fault)?.parse().ok()?;
    (seconds <= 86_400).then_some(seconds * 1_000)
}

/// Returns `true` if a poll showed a task that waits, or that a relay has not polled yet.
fn shows_waiting(exchange: &Exchange) -> bool {
    let told = exchange.told();
    told.is_some_and(|told| matches!(told.body_json()["status"].as_str(), Some("MODAL" | "")))
}

fn is_redirect(exchange: &Exchange) -> bool {
    let response = exchange.told().and_then(Answer::response);
    response.is_some_and(|response| (300..400).contains(&response.status))
}

/// Whether a list was answered with one, or may be answered with one a moment later.
fn has_rows(exchange: &Exchange) -> bool {
    let Some(told) = exchange.told() else { return false };
    match &told.outcome {
        Outcome::Response(response) if matches!(response.status, 408 | 425 | 429 | 500 | 502..) => true,
        Outcome::Response(response) => (200..300).contains(&response.status) && told.body_json().is_array(),
        Outcome::Failure(error) => matches!(error, SendError::Network(_)),
        Outcome::Never => false,
    }
}
