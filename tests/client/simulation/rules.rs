//! What must hold of a call once it is over, whatever the gateway, the network and the caller did.

use std::rc::Rc;

use midjourney_wasm::{Error, ErrorCode, Status, Task, Token};

use super::{
    account::Account,
    call::{Call, End, Settled},
    oracle,
    script::{Key, Script, Takes},
};
use crate::world::{End as RequestEnd, Exchange};

/// Checks a task that a job tells while it runs.
pub fn check_update(account: &Account, call: &Call, task: &Task, token: &Token) {
    let (status, progress) = (task.status(), task.progress());
    let name = || format!("call {} tells {} {progress}", call.number, status.word());
    if progress > 100 || (progress == 100) != (status == Status::Success) {
        account.complain(name());
    }
    if token.id() != Some(task.id()) {
        account.complain(format!(
            "{} of {}, and its token has {:?}",
            name(),
            task.id(),
            token.id()
        ));
    }
    if let Some((_, _, before)) = call.updates.borrow().last().filter(|(id, ..)| id == task.id())
        && progress < *before
        // What goes on after a modal starts anew.
        && !account.submits(call).iter().any(|exchange| exchange.verb == "modal")
    {
        account.complain(format!("{} after {before}", name()));
    }
    let seen = (task.id().to_owned(), status, progress);
    call.updates.borrow_mut().push(seen);
}

fn hides(account: &Account, name: &str, text: &str) {
    if text.contains("anary") {
        account.complain(format!("{name} and shows the key"));
    }
}

/// Checks a call that is over.
pub fn check_end(account: &Account, script: &Script, call: &Call) {
    let settled = call.settled.borrow();
    let Some(Settled { at, end }) = &*settled else {
        return account.complain(format!("call {} never ends", call.number));
    };
    let name = format!("call {} ({:?})", call.number, call.plan.verb);
    let key = match script.client.key {
        Key::Slow(milliseconds) => milliseconds * (call.retries() + 2) * u64::from(!call.plan.verb.is_job()),
        _ => 0,
    };
    let latest = call.latest() + key + account.lost.get() + account.after_gap(call) + call.unpolled.get();
    if *at > latest {
        account.complain(format!("{name} settled {} ms too late", at - latest));
    }
    is_paid_once(account, call, &name);
    match end {
        End::Task(task) => {
            let is_finished = task.status() == Status::Success && task.progress() == 100;
            let is_own = call.id().is_none_or(|id| id == task.id());
            if !is_finished || !is_own {
                account.complain(format!("{name} ends well with {task:?}"));
            }
            hides(account, &name, &format!("{task:?}"));
        }
        End::Error(error) => check_error(account, call, error, *at, &name),
        End::Value | End::Dropped => {}
    }
}

/// At most one submit of each verb is accepted for a call and those that resume it.
fn is_paid_once(account: &Account, call: &Call, name: &str) {
    let submits = account.submits(call);
    let accepted = |is_modal: bool| {
        let of_kind =
            |exchange: &&Rc<Exchange>| (exchange.verb == "modal") == is_modal && exchange.is_accepted();
        submits.iter().filter(of_kind).count()
    };
    for is_modal in [false, true] {
        let count = accepted(is_modal);
        if count > 1 {
            account.complain(format!("{name} was accepted {count} times"));
        }
    }
    // A job that is followed again answers no question that was answered before.
    let calls = account.calls.borrow();
    let earlier = call
        .resumes
        .and_then(|number| calls.iter().find(|earlier| earlier.number == number));
    if let Some(earlier) = earlier {
        let before = account.submits(earlier);
        let taken = |exchange: &&Rc<Exchange>| exchange.verb == "modal" && exchange.is_accepted();
        if before.iter().any(|exchange| taken(&exchange)) && submits.iter().any(|exchange| taken(&exchange)) {
            account.complain(format!("{name} answers a question again"));
        }
    }
}

fn check_error(account: &Account, call: &Call, error: &Error, at: u64, name: &str) {
    let says = format!("{name} ends with {}", error.code().name());
    hides(account, &says, &format!("{error} {error:?}"));
    if let Some(token) = error.token() {
        hides(account, &says, &token.to_string());
    }
    let told = error.to_string();
    if !told.ends_with(['.', '?']) || told.contains(char::is_control) {
        account.complain(format!("{says}, in these words: {told}"));
    }
    is_woken(account, call, error, at, &says);
    let (maybe_submitted, token) = (error.maybe_submitted(), error.token());
    let submits = account.submits(call);
    if submits.iter().any(|exchange| exchange.is_accepted()) {
        let is_found =
            token.is_some_and(|token| token.id().is_some() || token.state() == Some(&**call.state.borrow()));
        if !is_found {
            account.complain(format!("{says} and no token, and the gateway took it"));
        }
        if call.ids.borrow().is_empty() && !maybe_submitted {
            account.complain(format!("{says} as if the gateway had not taken it"));
        }
    }
    let is_proof = |exchange: &Rc<Exchange>| {
        exchange.end() == RequestEnd::Answered && !oracle::may_be_taken(exchange.told())
    };
    let is_last = submits.last().is_some_and(|exchange| exchange.ended() == at);
    let is_new = call.ids.borrow().is_empty() && call.plan.verb.is_submit();
    if is_new && is_last && submits.iter().all(is_proof) && maybe_submitted {
        account.complain(format!("{says} as if the gateway could have taken it"));
    }
    if submits.is_empty() && call.plan.verb.is_submit() && maybe_submitted {
        account.complain(format!("{says} as if something had been submitted"));
    }
    if call.plan.verb.is_job() && call.plan.takes != Takes::Submit {
        names_its_task(account, call, error, &says);
    }
}

/// A gap is no reason to fail by itself: one more poll comes first. A job whose deadline was over before has failed already.
fn is_woken(account: &Account, call: &Call, error: &Error, at: u64, says: &str) {
    let polls = account.polls.borrow();
    let poll = call.id().and_then(|id| polls.get(&id).cloned());
    let is_asleep = poll.is_some_and(|poll| {
        let is_in_time = poll.at + account.ahead.get() < call.begun.get() + call.timeout();
        let is_lost = poll.at < account.woken.get() && account.woken.get() <= at;
        is_in_time && is_lost && poll.end() != RequestEnd::Answered
    });
    let is_blind = call.unpolled.get() > 0 || account.is_set_back.get();
    if error.code() == ErrorCode::TaskTimeout && is_asleep && !is_blind {
        account.complain(format!("{says} without a poll after a gap"));
    }
}

fn names_its_task(account: &Account, call: &Call, error: &Error, says: &str) {
    let is_known = !call.ids.borrow().is_empty() && call.plan.verb.is_submit();
    if is_known {
        if !error.task_id().is_some_and(|id| call.has_id(id)) {
            account.complain(format!("{says} and the task {:?}", error.task_id()));
        }
        if error.token().and_then(|token| token.id()).is_none() {
            account.complain(format!("{says} and no token"));
        }
    }
    let is_ended = matches!(
        error.code(),
        ErrorCode::TaskFailed | ErrorCode::TaskCancelled | ErrorCode::ModalRequired
    );
    let status = error.task().map(Task::status);
    let is_shown = match error.code() {
        ErrorCode::TaskFailed => status == Some(Status::Failure),
        ErrorCode::TaskCancelled => status == Some(Status::Cancel),
        ErrorCode::ModalRequired => status == Some(Status::Modal),
        _ => true,
    };
    if !is_shown {
        account.complain(format!("{says} and shows {status:?}"));
    }
    // What was accepted, and not seen to end, may cost.
    let must_doubt = is_known && !is_ended && call.followed.get().is_some() && call.ids.borrow().len() == 1;
    let is_of_poll = matches!(
        error.code(),
        ErrorCode::TaskTimeout | ErrorCode::TaskNotFound | ErrorCode::BadResponse | ErrorCode::Unauthorized
    );
    let has_submitted_modal = account
        .submits(call)
        .iter()
        .any(|exchange| exchange.verb == "modal");
    if must_doubt && is_of_poll && !has_submitted_modal && !error.maybe_submitted() {
        account.complain(format!("{says} as if no task could be open"));
    }
}
