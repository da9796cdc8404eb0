//! Makes a script that fails smaller, as long as it still fails.

use super::script::{CallPlan, ClientPlan, Limits, Lists, Modal, Script, Takes, Verb};

/// A script is played at most so often while it is made smaller.
const MOST: usize = 3_000;

/// Returns the smallest script that was found and still fails.
pub fn shrink(script: &Script, fails: impl Fn(&Script) -> bool) -> Script {
    let mut smallest = script.clone();
    let mut played = 0;
    'smaller: loop {
        for candidate in candidates(&smallest) {
            played += 1;
            if played > MOST {
                return smallest;
            }
            if fails(&candidate) {
                smallest = candidate;
                continue 'smaller;
            }
        }
        return smallest;
    }
}

/// Smaller scripts, the much smaller ones first.
fn candidates(script: &Script) -> Vec<Script> {
    let mut all: Vec<Script> = Vec::new();
    let mut try_out = |change: &dyn Fn(&mut Script)| {
        let mut candidate = script.clone();
        change(&mut candidate);
        if candidate != *script {
            all.push(candidate);
        }
    };
    let half = script.faults.len() / 2;
    try_out(&|script| script.faults.clear());
    try_out(&|script| script.events.clear());
    try_out(&|script| script.outage = None);
    try_out(&|script| script.faults.truncate(half));
    try_out(&|script| drop(script.faults.drain(..half)));
    try_out(&|script| script.client = ClientPlan::default());
    for at in 0..script.calls.len() {
        try_out(&|script| {
            script.calls.remove(at);
        });
    }
    for at in 0..script.faults.len() {
        try_out(&|script| {
            script.faults.remove(at);
        });
    }
    for at in 0..script.events.len() {
        try_out(&|script| {
            script.events.remove(at);
        });
    }
    for at in 0..script.calls.len() {
        for change in CALLS {
            try_out(&|script| change(&mut script.calls[at]));
        }
    }
    for change in SETTINGS {
        try_out(change);
    }
    all
}

/// What makes a call simpler.
const CALLS: [fn(&mut CallPlan); 12] = [
    |call| call.leaves = None,
    |call| call.limits = Limits::default(),
    |call| call.modal = Modal::Auto,
    |call| call.takes = Takes::Await,
    |call| call.at = 0,
    |call| call.prompt = "black cat",
    |call| call.limits.timeout = None,
    |call| call.limits.request_timeout = None,
    |call| call.limits.max_retries = None,
    |call| call.limits.poll = None,
    |call| call.limits.header = false,
    |call| {
        if call.verb.is_submit() && !call.verb.needs_parent() {
            call.verb = Verb::Imagine;
        }
    },
];

/// What makes the rest simpler.
const SETTINGS: [&dyn Fn(&mut Script); 11] = [
    &|script| script.client.limits = Limits::default(),
    &|script| script.client.key = Default::default(),
    &|script| script.client.max_response_bytes = None,
    &|script| script.client.cannot_share = false,
    &|script| script.gateway.dialect = midjourney_sandbox::Dialect::Guide,
    &|script| script.gateway.lists = Lists::Rows,
    &|script| script.gateway.remix = false,
    &|script| script.gateway.task_ms = 15_000,
    &|script| (script.gateway.concurrency, script.gateway.queue) = (50, 50),
    &|script| script.gateway.latency = 80,
    &|script| script.chance = 1,
];
