//! A random script from a seed.

use fastrand::Rng;

use super::{
    oracle,
    script::{
        CallPlan, ClientPlan, Event, Fault, GatewayPlan, Key, Leave, Limits, Lists, Modal, Outage, Rows,
        Script, Takes, Then, Verb,
    },
};
use crate::world::DIALECTS;

/// Returns the script of a seed.
pub fn script(seed: u64) -> Script {
    let rng = &mut Rng::with_seed(seed);
    let gateway = gateway(rng);
    let count = if rng.bool() { 1 } else { rng.usize(1..=5) };
    // One script in four has no faults, and some have hardly anything else.
    let one_in = pick(rng, &[3, 8, 25, usize::MAX]);
    // The first requests are mostly submits.
    let is_struck = |number: &usize| rng.usize(..one_in) == 0 || *number < 4 && rng.usize(..one_in) == 0;
    let faults = (0..60).filter(is_struck).collect::<Vec<_>>();
    Script {
        chance: rng.u64(..),
        client: client(rng),
        calls: (0..count).map(|_| call(rng, &gateway)).collect(),
        faults: faults.into_iter().map(|number| (number, fault(rng))).collect(),
        outage: one(rng, 12).then(|| Outage {
            from: pick(rng, &[0, 90, 2_000, 10_000]),
            lasts: pick(rng, &[2_000, 30_000, 400_000]),
            fault: outage(rng),
        }),
        events: (0..pick(rng, &[0, 0, 0, 1, 1, 3])).map(|_| event(rng)).collect(),
        gateway,
    }
}

fn pick<T: Clone>(rng: &mut Rng, items: &[T]) -> T {
    items[rng.usize(..items.len())].clone()
}

fn one(rng: &mut Rng, in_so_many: usize) -> bool {
    rng.usize(..in_so_many) == 0
}

fn gateway(rng: &mut Rng) -> GatewayPlan {
    GatewayPlan {
        dialect: pick(rng, &DIALECTS),
        task_ms: pick(rng, &[500, 4_000, 15_000, 60_000]),
        concurrency: pick(rng, &[1, 3, 50]),
        queue: pick(rng, &[0, 2, 50]),
        remix: one(rng, 3),
        refresh_ms: pick(rng, &[15_000, 15_000, 4_000]),
        lists: pick(
            rng,
            &[
                Lists::Rows,
                Lists::Rows,
                Lists::Rows,
                Lists::NotFound,
                Lists::Html,
                Lists::Envelope,
            ],
        ),
        latency: pick(rng, &[80, 80, 0, 2, 700]),
    }
}

fn limits(rng: &mut Rng) -> Limits {
    Limits {
        timeout: one(rng, 3).then(|| pick(rng, &[0, 1, 300, 5_000, 20_000, 60_000, 200_000])),
        request_timeout: one(rng, 4).then(|| pick(rng, &[0, 1, 300, 1_000, 10_000, 40_000])),
        max_retries: one(rng, 4).then(|| pick(rng, &[0, 1, 5])),
        poll: one(rng, 4).then(|| {
            pick(
                rng,
                &[
                    (0, 400),
                    (60, 1_000),
                    (300, 300),
                    (1_000, 30_000),
                    (5_000, 5_000),
                    (60_000, 600_000),
                ],
            )
        }),
        header: one(rng, 10),
    }
}

fn client(rng: &mut Rng) -> ClientPlan {
    ClientPlan {
        limits: if one(rng, 3) {
            limits(rng)
        } else {
            Limits::default()
        },
        key: match rng.u8(..24) {
            0..=5 => Key::Callback,
            6 => Key::Slow(pick(rng, &[40, 2_000, 29_000, 90_000])),
            7 => Key::Never,
            8 => Key::Fails,
            _ => Key::Text,
        },
        max_response_bytes: one(rng, 20).then(|| pick(rng, &[90, 3_000])),
        cannot_share: one(rng, 8),
    }
}

fn call(rng: &mut Rng, gateway: &GatewayPlan) -> CallPlan {
    let has_buttons = gateway.dialect != midjourney_sandbox::Dialect::Novicezk;
    let verb = loop {
        let verb = pick(rng, &Verb::ALL);
        if has_buttons || !verb.needs_buttons() {
            break verb;
        }
    };
    let prompts = [
        "black cat",
        "black cat",
        "black cat sandbox:fast",
        "black cat sandbox:fast",
        "black cat sandbox:fail",
        "black cat sandbox:fail-late",
        "black cat sandbox:cancel",
        "black cat sandbox:stall",
        "black cat sandbox:unknown-status",
        "black cat sandbox:slow",
        "a gore scene",
        " ",
    ];
    CallPlan {
        verb,
        at: pick(rng, &[0, 0, 1, 900, 5_000]),
        prompt: pick(rng, &prompts),
        limits: limits(rng),
        modal: pick(
            rng,
            &[
                Modal::Auto,
                Modal::Auto,
                Modal::Fail,
                Modal::Answers,
                Modal::Later(700),
                Modal::Later(200_000),
                Modal::Nothing,
            ],
        ),
        takes: match rng.u8(..8) {
            0 if verb.is_submit() => Takes::Submit,
            0..=4 if verb.is_job() => Takes::Updates,
            _ => Takes::Await,
        },
        leaves: one(rng, 3).then(|| leave(rng)),
    }
}

fn leave(rng: &mut Rng) -> Leave {
    let later = pick(rng, &[0, 1_000, 30_000, 1_000_000]);
    Leave {
        after: pick(rng, &[0, 1, 41, 81, 500, 1_000, 3_000, 30_000]),
        then: pick(
            rng,
            &[
                Then::Forget,
                Then::Reload(later),
                Then::Reload(later),
                Then::Resume(later),
            ],
        ),
    }
}

/// Every form of `Retry-After`, and what is none.
const RETRY_AFTER: [Option<&str>; 12] = [
    None,
    None,
    Some("1"),
    Some("0"),
    Some("3"),
    Some("0.5"),
    Some("120"),
    Some("31536000"),
    Some("-5"),
    Some("soon"),
    Some("1e400"),
    Some("Mon, 23 Nov 2026 07:06:30 GMT"),
];

const STATUSES: [u16; 18] = [
    503, 429, 429, 500, 502, 504, 408, 425, 400, 401, 403, 404, 405, 406, 413, 302, 204, 200,
];

const BODIES: [&str; 10] = [
    "{}",
    "",
    "<html>gateway</html>",
    "{",
    "null",
    "[]",
    "7",
    "\"text\"",
    "{\"code\":1}",
    "{\"error\":{\"message\":\"no\"}}",
];

fn answer(rng: &mut Rng) -> Fault {
    let (status, body) = (pick(rng, &STATUSES), pick(rng, &BODIES));
    // An answer that proves that the gateway did not take a submit does not come after it has.
    let through = oracle::is_doubtful(status, body) && rng.bool();
    Fault::Answer {
        status,
        body,
        retry_after: pick(rng, &RETRY_AFTER),
        through,
    }
}

fn fault(rng: &mut Rng) -> Fault {
    let through = rng.bool();
    let time = pick(rng, &[500, 20_000, 7_200_000]);
    match rng.u8(..25) {
        0..=2 => Fault::Lost { through },
        3 => Fault::Hang { through },
        4 => Fault::TooLarge { through },
        5 => Fault::Half,
        6 => Fault::Stale,
        7 => Fault::Delay(pick(rng, &[700, 4_000, 29_999, 31_000, 130_000])),
        8 => Fault::Suspend(time),
        9 => Fault::Freeze(time),
        10 => Fault::Redirect {
            status: pick(rng, &[0, 301, 302, 307]),
            place: pick(
                rng,
                &["https://elsewhere.test/", "/mj/task/1/fetch", "", "http://["],
            ),
        },
        11..=14 => answer(rng),
        15..=19 => Fault::Refusal {
            status: pick(rng, &[200, 200, 400, 429]),
            code: pick(
                rng,
                &[
                    "23", "30", "24", "4", "3", "9", "-1", "\"23\"", "1", "5", "77", "0", "\"x\"",
                ],
            ),
            description: pick(
                rng,
                &[
                    "no",
                    "queue is full, try later",
                    "没有可用的账号",
                    "task_status_not_success ",
                ],
            ),
        },
        20 | 21 => Fault::Row {
            status: pick(
                rng,
                &[
                    "\"IN_PROGRESS\"",
                    "\"SUBMITTED\"",
                    "\"NOT_START\"",
                    "\"\"",
                    "\"MODAL\"",
                    "\"SUCCESS\"",
                    "\"FAILURE\"",
                    "\"CANCEL\"",
                    "\"PAUSED\"",
                    "7",
                    "null",
                ],
            ),
            progress: pick(
                rng,
                &[
                    "\"31%\"",
                    "\"0%\"",
                    "\"100%\"",
                    "\"99%\"",
                    "\"\"",
                    "\"waiting\"",
                    "55",
                    "1e9",
                    "-1",
                    "null",
                ],
            ),
        },
        22 => Fault::Missing(pick(rng, &[400, 404, 204, 200])),
        _ => Fault::Rows(pick(rng, &[Rows::None, Rows::First, Rows::Twice])),
    }
}

/// What every request may meet for some time.
fn outage(rng: &mut Rng) -> Fault {
    let through = rng.bool();
    match rng.u8(..5) {
        0 => Fault::Lost { through },
        1 => Fault::Hang { through: false },
        2 => Fault::Missing(pick(rng, &[400, 404, 204])),
        _ => answer(rng),
    }
}

fn event(rng: &mut Rng) -> (u64, Event) {
    let at = pick(rng, &[0, 100, 2_000, 6_000, 30_000]);
    let event = match rng.u8(..6) {
        0 => Event::Set(pick(rng, &[1_000, -1_000, 7_200_000, -7_200_000])),
        1 => Event::Suspend(pick(rng, &[500, 20_000, 7_200_000])),
        2 => Event::Freeze(pick(rng, &[500, 20_000, 7_200_000])),
        3 => Event::Hide,
        4 => Event::Show,
        _ => Event::Wake,
    };
    (at, event)
}
