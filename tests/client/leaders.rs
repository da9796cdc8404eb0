//! Who asks for the tasks of several jobs: a job that goes away, or must be asked for alone, keeps nobody else waiting.

use std::{rc::Rc, time::Duration};

use midjourney_wasm::{ErrorCode, Midjourney, Task};
use serde_json::json;

use crate::{
    support::fails,
    world::{Answer, End, Exchange, Fault, Handle, Stage, Tasks},
};

type Job = Handle<Result<Task, midjourney_wasm::Error>>;

/// A stage whose requests take no time.
fn instant(server: Tasks) -> Stage {
    let stage = Stage::with_server(server, 1);
    stage.world.set_latency(0);
    stage
}

/// Begins so many jobs.
fn begin(stage: &mut Stage, client: &Midjourney, count: usize) -> Vec<Job> {
    (0..count).map(|_| stage.spawn(client.imagine("cat"))).collect()
}

/// Lets time pass until all jobs have ended, and returns the ids of their tasks.
fn ended(stage: &mut Stage, jobs: &[Job]) -> Vec<String> {
    let is_over = stage.pass_until(900_000, || jobs.iter().all(Handle::is_over));
    assert!(is_over, "they never end");
    let task = |job: &Job| job.take().unwrap().unwrap();
    jobs.iter().map(|job| task(job).id().to_string()).collect()
}

/// How many tasks each request for several asks for.
fn shared(stage: &Stage) -> Vec<usize> {
    let polls = stage.world.polls();
    let sizes = polls.iter().map(|exchange| exchange.ids.len());
    sizes.filter(|size| *size > 1).collect()
}

#[test]
fn when_the_job_that_has_asked_is_dropped_another_one_asks() {
    let mut stage = instant(Tasks::new());
    stage
        .world
        .fault(Fault::on("list").during(0..2_000).always(Answer::never(), false));
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 3);
    stage.pass(2_000);
    let open: Vec<_> = stage.world.polls();
    assert!(open.len() == 1 && open[0].end() == End::Open && open[0].ids.len() == 3);
    jobs[0].cancel();
    assert_eq!(open[0].end(), End::Aborted);
    stage.pass(3_000);
    assert!(stage.world.polls().len() > 1, "another one asks at once");
    assert_eq!(ended(&mut stage, &jobs[1..]), ["2", "3"]);
    assert_eq!(stage.world.left(), Default::default());
}

#[test]
fn when_the_job_that_has_asked_is_never_polled_again_another_one_asks() {
    let mut stage = instant(Tasks::new());
    stage
        .world
        .fault(Fault::on("list").nth(&[1]).always(Answer::never(), false));
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 3);
    stage.pass(2_000);
    assert_eq!(stage.world.polls().len(), 1);
    // Whichever leads: it has the open request, and only its own timeout would end that.
    jobs[0].pause();
    let timeout = 31_000;
    stage.pass(timeout + 5_000);
    assert!(stage.world.polls().len() > 1, "{:?}", stage.world.polls());
    assert_eq!(ended(&mut stage, &jobs[1..]), ["2", "3"]);
    jobs[0].resume();
    assert_eq!(ended(&mut stage, &jobs[..1]), ["1"]);
}

#[test]
fn a_job_ends_at_its_own_deadline_also_where_another_ones_request_hangs() {
    let mut stage = instant(Tasks::new());
    stage.world.fault(
        Fault::of(Exchange::is_poll)
            .during(90..60_000)
            .always(Answer::never(), false),
    );
    let client = stage.client();
    let other = stage.spawn(client.imagine("cat"));
    let job = client.imagine("cat").timeout(Duration::from_secs(20));
    fails(stage.run(job), ErrorCode::TaskTimeout);
    assert_eq!(stage.world.age(), 20_000);
    assert_eq!(shared(&stage), [2]);
    other.cancel();
}

#[test]
fn a_request_that_the_deadline_of_its_job_ends_is_no_failed_poll_of_the_others() {
    let mut stage = instant(Tasks::new());
    stage
        .world
        .fault(Fault::on("list").nth(&[1]).always(Answer::never(), false));
    let client = stage.client();
    let job = stage.spawn(client.imagine("cat").timeout(Duration::from_secs(10)));
    let others = begin(&mut stage, &client, 2);
    stage.pass(10_000);
    fails(job.take().unwrap(), ErrorCode::TaskTimeout);
    // One of them asks at once, for both.
    assert_eq!(shared(&stage), [3, 2]);
    assert_eq!(stage.world.polls()[1].at, 10_000);
    assert_eq!(ended(&mut stage, &others), ["2", "3"]);
}

#[test]
fn jobs_with_headers_of_their_own_are_never_asked_for_with_others() {
    let mut stage = instant(Tasks::new());
    let client = stage.client();
    let jobs: Vec<Job> = ["a", "b", "b"]
        .map(|account| stage.spawn(client.imagine("cat").header("x-account", account)))
        .into();
    let plain = begin(&mut stage, &client, 2);
    ended(&mut stage, &[jobs, plain].concat());
    for exchange in stage.world.polls() {
        let is_own = exchange.header("x-account").is_some();
        let is_alone = exchange.ids.len() == 1;
        assert!(is_alone || !is_own, "{exchange:?}");
        assert_eq!(
            is_own,
            ["1", "2", "3"].contains(&&*exchange.ids[0]),
            "{exchange:?}"
        );
    }
}

#[test]
fn clients_do_not_share_requests() {
    let mut stage = instant(Tasks::new());
    let clients = [
        stage.client(),
        stage.build(stage.builder().api_key("sk-another-key")),
    ];
    let jobs: Vec<Job> = clients
        .iter()
        .map(|client| stage.spawn(client.imagine("cat")))
        .collect();
    ended(&mut stage, &jobs);
    assert!(shared(&stage).is_empty());
    // A clone is the same client.
    let clone = clients[0].clone();
    let jobs = [
        stage.spawn(clients[0].imagine("cat")),
        stage.spawn(clone.imagine("cat")),
    ];
    ended(&mut stage, &jobs);
    assert!(!shared(&stage).is_empty());
}

#[test]
fn where_requests_may_not_be_shared_every_job_polls_by_itself() {
    let mut stage = instant(Tasks::new());
    stage.world.set_can_share(false);
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 3);
    assert_eq!(ended(&mut stage, &jobs), ["1", "2", "3"]);
    assert!(shared(&stage).is_empty());
}

#[test]
fn jobs_that_are_asked_for_alone_keep_nobody_else_waiting() {
    for is_modal in [true, false] {
        let mut stage = instant(Tasks::new().length(|id| if id == "dog" { 10_000 } else { 120_000 }));
        let client = stage.client();
        let pause = Duration::from_secs(5);
        // No time between two of their polls is as long as the distance that requests for several tasks keep.
        let busy: Vec<Job> = (0..6)
            .map(|number| {
                let token = json!({"v": 1, "id": format!("m{number}"), "baseUrl": "http://gateway.test", "modal": is_modal});
                let token: midjourney_wasm::Token = token.to_string().parse().unwrap();
                let job = client.wait(token).poll(pause, pause);
                let job = stage.spawn(if is_modal { job } else { job.header("x-account", "2") });
                stage.pass(830);
                job
            })
            .collect();
        let dog = stage.spawn(client.wait("dog").timeout(Duration::from_secs(20)));
        stage.pass_until(30_000, || dog.is_over());
        dog.take().unwrap().unwrap();
        let now = stage.world.age();
        assert!((10_000..16_700).contains(&now), "{is_modal}: {now}");
        assert!(shared(&stage).is_empty(), "{is_modal}");
        busy.iter().for_each(Handle::cancel);
        assert_eq!(stage.world.left(), Default::default());
    }
}

#[test]
fn a_gateway_that_asks_to_be_left_alone_is_whoever_comes_back_or_shares_a_request() {
    let mut stage = instant(Tasks::new().length(|_| 120_000));
    let busy = Answer::text(429, "").retry_after("30");
    stage.world.fault(Fault::on("list").nth(&[1]).always(busy, false));
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 2);
    stage.pass(2_000);
    let until = stage.world.polls()[0].at + 30_000;
    assert_eq!(stage.world.polls()[0].ids.len(), 2);
    let other = begin(&mut stage, &client, 1);
    stage.pass(10_000);
    stage.world.wakes().wake();
    ended(&mut stage, &[jobs, other].concat());
    let early = |exchange: &&Rc<Exchange>| exchange.at < until && exchange.ids.iter().any(|id| id != "3");
    assert_eq!(stage.world.polls()[1..].iter().filter(early).count(), 0);
}

#[test]
fn a_task_that_is_due_in_long_is_not_read_with_one_that_is_due_now() {
    let mut stage = instant(Tasks::new().length(|_| 600_000));
    let client = stage.client();
    let submitted_at = crate::world::BEGIN - 100_000;
    let old = json!({"v": 1, "id": "old", "baseUrl": "http://gateway.test", "submittedAt": submitted_at});
    let old: midjourney_wasm::Token = old.to_string().parse().unwrap();
    let jobs = [stage.spawn(client.wait(old)), stage.spawn(client.imagine("cat"))];
    stage.pass(4_000);
    assert!(
        stage.world.polls().iter().any(|exchange| exchange.ids == ["1"]),
        "{:?}",
        stage.world.polls()
    );
    jobs.iter().for_each(Handle::cancel);
}
