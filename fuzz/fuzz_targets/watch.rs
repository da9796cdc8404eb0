//! A task that is followed at a gateway that says whatever it likes: no poll comes too early, progress never goes back, and the
//! wait ends at the deadline.

#![no_main]

use libfuzzer_sys::fuzz_target;
use midjourney_fuzz::{
    Walk,
    gateway::task::{Status, View},
    policy::{
        schedule::Pace,
        watch::{Next, PollOutcome, Start, Watch},
    },
};
use serde_json::json;

const STATUSES: [Status; 8] = [
    Status::NotStart,
    Status::Submitted,
    Status::Modal,
    Status::InProgress,
    Status::Unknown,
    Status::Success,
    Status::Failure,
    Status::Cancel,
];

fuzz_target!(|data: &[u8]| {
    let mut walk = Walk::new(data);
    let bound = i32::MAX as u32;
    let pace = Pace {
        min: walk.coin().then(|| walk.below(bound)),
        max: walk.coin().then(|| walk.below(bound)),
    };
    let (timeout, request_timeout) = (walk.option(), walk.below(bound));
    let start = Start {
        age: walk
            .coin()
            .then(|| if walk.coin() { 0.0 } else { walk.option().max(1.0) }),
        modal_sent: walk.coin(),
        queued: walk.coin(),
    };
    // A clock that is set back keeps the client waiting, but not wrongly.
    let is_steady = walk.coin();
    let mut watch = Watch::new(pace, timeout, start);
    let first = watch.first_pause();
    assert!(f64::from(first) <= timeout);
    let (mut elapsed, mut polls, mut progress) = (f64::from(first), 0_u32, 0);
    loop {
        let planned = elapsed;
        // A timer may be late.
        elapsed += f64::from(walk.below(60_000));
        let Some(limit) = watch.poll_timeout(request_timeout, planned, elapsed) else {
            break assert!(planned >= timeout && elapsed >= timeout);
        };
        let left = if elapsed < timeout {
            timeout - elapsed
        } else {
            10_000.0
        };
        assert!(limit <= request_timeout && f64::from(limit) <= left);
        let sent = elapsed;
        // An answer takes a moment.
        elapsed += f64::from(1 + walk.below(60_000));
        if !is_steady && walk.coin() {
            elapsed -= f64::from(walk.below(u32::MAX));
        }
        let outcome = outcome(&mut walk);
        if let PollOutcome::Task { status, .. } = outcome {
            let view = told(status, &mut walk);
            let shown = watch.progress(&view);
            assert!(
                view.progress.is_none_or(|told| told <= shown),
                "{view:?}, but {shown}"
            );
            assert!(progress <= shown && shown <= 100, "{progress}, then {shown}");
            assert!(shown < 100 || status == Status::Success);
            progress = shown;
        }
        let took = walk.took();
        polls += 1;
        match watch.after(outcome, sent, elapsed, walk.random(), took) {
            Next::Poll(planned) => {
                assert!(
                    elapsed < timeout || sent < timeout,
                    "it polls again after a poll behind the deadline"
                );
                within(planned, outcome, pace);
                // The caller's own pause may be anything.
                let wanted = if walk.byte() % 8 == 0 {
                    walk.any()
                } else {
                    planned.into()
                };
                let pause = f64::from(watch.bounded_pause(wanted, elapsed, walk.coin()));
                let left = (timeout - elapsed).max(0.0);
                assert!(pause <= left && pause >= f64::from(pace.shortest()).min(left).floor().min(4e9));
                elapsed += pause;
            }
            Next::Stop => break assert!(matches!(outcome, PollOutcome::Task { .. })),
            Next::Fail => break assert!(!matches!(outcome, PollOutcome::Task { .. })),
            Next::TimeOut => break assert!(elapsed >= timeout),
        }
        if is_steady {
            let most = timeout / f64::from(pace.shortest()) + 3.0;
            assert!(
                f64::from(polls) <= most,
                "{polls} polls in {elapsed} of {timeout}"
            );
        }
        if walk.is_over() && (polls > 1_000 || !is_steady) {
            break;
        }
    }
});

/// The task as the gateway tells it.
fn told(status: Status, walk: &mut Walk<'_>) -> View {
    let mut task = json!({ "id": "1", "status": status.word() });
    if walk.coin() {
        task["progress"] = walk.byte().into();
    }
    View::read(&midjourney_fuzz::json(&task), "1").unwrap_or_else(|| panic!("{task} is a task"))
}

/// What a poll shows.
fn outcome(walk: &mut Walk<'_>) -> PollOutcome {
    match walk.byte() % 16 {
        0 => PollOutcome::Missing,
        1 => PollOutcome::Fault {
            passing: walk.coin(),
            retry_after: None,
        },
        2 | 3 => PollOutcome::Fault {
            passing: true,
            retry_after: Some(walk.any()).filter(|wait| *wait > 0.0),
        },
        _ => PollOutcome::Task {
            status: STATUSES[usize::from(walk.byte() % 8)],
            is_blank: walk.coin(),
            is_unconfirmed: false,
        },
    }
}

/// The planned pause is within the limits of what it is for.
fn within(planned: u32, outcome: PollOutcome, pace: Pace) {
    let shortest = pace.shortest();
    assert!(planned >= shortest, "{planned} after {outcome:?}");
    let most = match outcome {
        PollOutcome::Task {
            status: Status::Unknown,
            ..
        } => pace.longest().into(),
        PollOutcome::Task { .. } => f64::from(pace.max.unwrap_or(15_000)),
        PollOutcome::Missing => shortest.into(),
        PollOutcome::Fault { retry_after, .. } => retry_after.unwrap_or_default().max(8_000.0),
    };
    assert!(
        f64::from(planned) <= most.max(shortest.into()),
        "{planned} after {outcome:?}"
    );
}
