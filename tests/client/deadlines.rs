//! Every wait ends: requests by their own limit, jobs by one deadline, and all at once what is dropped.

use std::time::Duration;

use midjourney_wasm::{ErrorCode, Status};
use serde_json::json;

use crate::{
    support::{PNG, fails},
    world::{Answer, End, Fault, GOOD, Left, Script, Stage, Tasks, row},
};

const HOUR: u64 = 3_600_000;

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A gateway whose task runs for ever.
fn endless() -> Stage {
    let running = row(GOOD, json!({"status": "IN_PROGRESS", "progress": "31%"}));
    Stage::with_server(
        Script::default().repeat("fetch", 100_000, &Answer::json(200, &running)),
        1,
    )
}

#[test]
fn a_job_ends_at_its_deadline_with_what_was_seen_last() {
    for timeout in [0, 1, 250, 5_000, 60_000, 899_999] {
        let mut stage = endless();
        let client = stage.client();
        let job = client.imagine("cat").timeout(Duration::from_millis(timeout));
        let error = stage.run_clean(job).unwrap_err();
        let now = stage.world.age();
        assert!((timeout..=timeout + 6_000).contains(&now), "{timeout}: {now}");
        if timeout >= 5_000 {
            assert_eq!(error.code(), ErrorCode::TaskTimeout);
            assert!(error.maybe_submitted());
            assert_eq!(
                (error.task_id(), error.token().unwrap().id()),
                (Some(GOOD), Some(GOOD))
            );
            assert_eq!(error.task().unwrap().progress(), 31);
            assert!(error.hint().is_some());
        }
    }
}

#[test]
fn the_default_deadline_is_fifteen_minutes() {
    let mut stage = endless();
    let client = stage.client();
    fails(stage.run_clean(client.imagine("cat")), ErrorCode::TaskTimeout);
    let now = stage.world.age();
    assert!((900_000..=906_000).contains(&now), "{now}");
}

#[test]
fn the_deadline_counts_from_the_call_the_submit_included() {
    let mut stage = endless();
    stage
        .world
        .fault(Fault::on("imagine").after(|_, answer| answer.after(20_000)));
    let client = stage.client();
    fails(
        stage.run_clean(client.imagine("cat").timeout(seconds(30))),
        ErrorCode::TaskTimeout,
    );
    let now = stage.world.age();
    assert!((30_000..=36_000).contains(&now), "{now}");
}

#[test]
fn a_submit_that_is_open_at_the_deadline_is_aborted_and_may_have_been_taken() {
    let mut stage = endless();
    stage
        .world
        .fault(Fault::on("imagine").always(Answer::never(), true));
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("cat").timeout(seconds(30))),
        ErrorCode::TaskTimeout,
    );
    assert!(error.maybe_submitted() && error.token().unwrap().state().is_some());
    assert_eq!(stage.world.exchanges()[0].end(), End::Aborted);
    let now = stage.world.age();
    assert!((29_000..=36_000).contains(&now), "{now}");
}

#[test]
fn what_a_submit_needs_before_it_is_sent_ends_at_the_deadline_too() {
    let mut stage = endless();
    stage
        .world
        .fault(Fault::on("fetch").always(Answer::never(), false));
    let client = stage.client();
    // Its button is searched in the task.
    let job = client.action("7", "U1").timeout(seconds(10));
    let error = fails(stage.run_clean(job), ErrorCode::TaskTimeout);
    assert!(!error.maybe_submitted() && error.token().is_none());
    assert_eq!(
        (error.message(), error.hint()),
        (
            "The time for the task was over before anything was sent".into(),
            None
        )
    );
    assert_eq!((stage.world.age(), stage.world.submits(None).sent), (10_000, 0));
}

#[test]
fn a_poll_that_is_open_at_the_deadline_is_aborted() {
    let mut stage = endless();
    stage.world.fault(
        Fault::on("fetch")
            .during(20_000..u64::MAX)
            .always(Answer::never(), false),
    );
    let client = stage.client();
    let error = fails(
        stage.run_clean(client.imagine("cat").timeout(seconds(40))),
        ErrorCode::TaskTimeout,
    );
    assert_eq!(error.task_id(), Some(GOOD));
    assert_eq!(error.last_failure().unwrap().code(), ErrorCode::RequestTimeout);
    assert_eq!(stage.world.age(), 40_000);
}

#[test]
fn a_deadline_holds_however_far_apart_polls_must_be() {
    for (min, timeout) in [(60_000, 90_000), (30_000, 31_000), (600_000, 1_000)] {
        let mut stage = Stage::with_server(Tasks::new().length(|_| 6_000_000), 1);
        let client = stage.client();
        let other = stage.spawn(client.imagine("cat"));
        let pause = Duration::from_millis(min);
        let job = client
            .wait("dog")
            .timeout(Duration::from_millis(timeout))
            .poll(pause, pause);
        fails(stage.run(job), ErrorCode::TaskTimeout);
        assert_eq!(stage.world.age(), timeout, "{min}");
        other.cancel();
        assert_eq!(stage.world.left(), Left::default());
    }
}

#[test]
fn a_deadline_comes_before_the_distance_between_requests_for_several_tasks() {
    let mut stage = Stage::with_server(Tasks::new().length(|_| 6_000_000), 1);
    let client = stage.build(stage.builder().poll(seconds(60), seconds(600)));
    let other = stage.spawn(client.wait("cat"));
    stage.pass(0);
    // Its first poll fails at once. The next one is due after 60 s, but 90 s after that of the other.
    let job = client
        .wait("dog")
        .timeout(seconds(80))
        .request_timeout(Duration::ZERO);
    fails(stage.run(job), ErrorCode::TaskTimeout);
    assert_eq!(stage.world.age(), 80_000);
    assert_eq!(stage.world.polls().last().unwrap().at, 79_750);
    other.cancel();
}

#[test]
fn one_request_has_a_limit_of_its_own_by_what_it_is() {
    let mut stage = Stage::with_server(Script::default(), 1);
    stage
        .world
        .fault(Fault::of(|_| true).always(Answer::never(), false));
    let client = stage.client();
    let elapsed = |stage: &Stage, since: u64| stage.world.age() - since;
    let error = fails(
        stage.run_clean(client.fetch("7").max_retries(0)),
        ErrorCode::RequestTimeout,
    );
    assert!(!error.maybe_submitted());
    assert_eq!(elapsed(&stage, 0), 30_000);
    let begun = stage.world.age();
    fails(stage.run_clean(client.imagine("cat")), ErrorCode::RequestTimeout);
    let taken = elapsed(&stage, begun);
    assert!((120_000..120_100).contains(&taken), "{taken}");
    let begun = stage.world.age();
    // Pictures are slow to send: a second more for each 50 kB.
    let picture = format!("{PNG}{}", "A".repeat(4_000_000));
    fails(
        stage.run_clean(client.imagine("cat").images([picture])),
        ErrorCode::RequestTimeout,
    );
    let taken = elapsed(&stage, begun);
    assert!((200_000..201_000).contains(&taken), "{taken}");
    let begun = stage.world.age();
    let request = client.imagine("cat").request_timeout(seconds(7));
    fails(stage.run_clean(request), ErrorCode::RequestTimeout);
    assert_eq!(elapsed(&stage, begun), 7_000);
}

#[test]
fn the_request_timeout_includes_the_key_and_the_body() {
    let mut stage = Stage::with_server(Script::default(), 1);
    stage
        .world
        .fault(Fault::on("imagine").always(Answer::never(), true));
    let clock = stage.world.clock().clone();
    let slow = move || {
        let pause = clock.sleep(9_000);
        async {
            pause.await;
            "sk-slow".into()
        }
    };
    let client = stage.build(stage.builder().api_key_with(slow));
    fails(
        stage.run_clean(client.imagine("cat").request_timeout(seconds(10))),
        ErrorCode::RequestTimeout,
    );
    assert_eq!(stage.world.age(), 10_000);
    // A body that drips for ever.
    let mut stage = Stage::with_server(Script::default(), 1);
    stage
        .world
        .fault(Fault::on("fetch").after(|_, answer| answer.after(10 * HOUR)));
    let client = stage.client();
    fails(
        stage.run_clean(client.fetch("7").max_retries(0)),
        ErrorCode::RequestTimeout,
    );
    assert_eq!(stage.world.age(), 30_000);
}

#[test]
fn a_key_that_is_not_given_in_time_leaves_no_doubt() {
    let mut stage = Stage::with_server(Script::default(), 1);
    let never = || std::future::pending::<String>();
    let client = stage.build(stage.builder().api_key_with(never));
    let error = fails(
        stage.run_clean(client.imagine("cat").request_timeout(seconds(1))),
        ErrorCode::Config,
    );
    assert!(
        error.message().starts_with("api_key must be given in time"),
        "{error}"
    );
    assert!(!error.maybe_submitted() && error.token().is_none());
    assert_eq!((stage.world.exchanges().len(), stage.world.age()), (0, 1_000));
}

#[test]
fn a_timeout_may_be_longer_than_a_timer() {
    let mut stage = Stage::with_server(Tasks::new(), 1);
    let client = stage.client();
    let job = client
        .imagine("cat")
        .timeout(Duration::MAX)
        .request_timeout(Duration::MAX);
    assert_eq!(stage.run_clean(job).unwrap().status(), Status::Success);
}
