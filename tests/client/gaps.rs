//! A gap longer than was planned, and a clock that is set, never end a job by themselves.

use midjourney_wasm::{ErrorCode, Status};
use serde_json::json;

use crate::{
    support::fails,
    world::{Answer, Fault, GOOD, Script, Stage, Tasks, row},
};

const HOUR: u64 = 3_600_000;

/// A gateway whose task runs for ever.
fn endless() -> Stage {
    let running = row(GOOD, json!({"status": "IN_PROGRESS", "progress": "31%"}));
    Stage::with_server(
        Script::default().repeat("fetch", 100_000, &Answer::json(200, &running)),
        1,
    )
}

#[test]
fn after_a_gap_a_finished_task_counts_before_the_deadline() {
    // In mid-pause, and in mid-request.
    for at in [3_000, 10_000] {
        for act in [
            |stage: &Stage| stage.world.clock().suspend(HOUR),
            |stage: &Stage| stage.world.clock().freeze(HOUR),
        ] {
            let mut stage = Stage::with_server(Tasks::new(), 1);
            let client = stage.client();
            let job = stage.spawn(client.imagine("cat"));
            stage.pass(at);
            act(&stage);
            assert!(stage.pass_until(20_000, || job.is_over()));
            assert_eq!(job.take().unwrap().unwrap().status(), Status::Success);
        }
    }
}

#[test]
fn after_a_gap_one_more_poll_comes_and_then_the_deadline_counts() {
    let mut stage = endless();
    let client = stage.client();
    let job = stage.spawn(client.imagine("cat"));
    stage.pass(10_000);
    let before = stage.world.polls().len();
    stage.world.clock().suspend(HOUR);
    assert!(stage.pass_until(20_000, || job.is_over()));
    fails(job.take().unwrap(), ErrorCode::TaskTimeout);
    let after = stage.world.polls()[before..]
        .iter()
        .filter(|exchange| exchange.at > HOUR)
        .count();
    assert!((1..=2).contains(&after), "{after}");
}

#[test]
fn a_poll_that_the_gap_itself_has_spoilt_is_none_behind_it() {
    let mut stage = Stage::with_server(Tasks::new(), 1);
    let clock = stage.world.clock().clone();
    stage.world.fault(Fault::on("fetch").nth(&[2]).instead(move |_| {
        clock.suspend(HOUR);
        Answer::lost()
    }));
    let client = stage.client();
    let task = stage.run_clean(client.imagine("cat")).unwrap();
    assert_eq!(task.status(), Status::Success);
}

#[test]
fn a_clock_that_is_set_back_keeps_a_job_waiting_but_not_wrongly() {
    let mut stage = Stage::with_server(Tasks::new(), 1);
    let client = stage.client();
    let job = stage.spawn(client.imagine("cat"));
    stage.pass(5_000);
    stage.world.clock().set(-(HOUR as i64));
    assert!(stage.pass_until(40_000, || job.is_over()));
    assert_eq!(job.take().unwrap().unwrap().status(), Status::Success);
    let times: Vec<u64> = stage.world.polls().iter().map(|exchange| exchange.at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 900), "{times:?}");
}
