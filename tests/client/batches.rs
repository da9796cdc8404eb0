//! Jobs of one client share their polls: one request for many tasks, and to each its row.

use std::{cell::Cell, rc::Rc, time::Duration};

use midjourney_wasm::{ErrorCode, Midjourney, Task};
use serde_json::{Value, json};

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
fn jobs_of_one_client_share_a_request_whatever_the_order_of_the_answer() {
    let mut stage = instant(Tasks::new());
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 3);
    assert_eq!(ended(&mut stage, &jobs), ["1", "2", "3"]);
    let (polls, shared) = (stage.world.polls(), shared(&stage));
    assert!(
        shared.len() >= 5 && polls.len() < 20,
        "{} of {}",
        shared.len(),
        polls.len()
    );
    let stats = client.stats();
    assert_eq!(stats.requests, polls.len() as u32 + 3);
    let asked: usize = polls.iter().map(|exchange| exchange.ids.len()).sum();
    assert_eq!(
        (stats.polls, stats.batched),
        (asked as u32, shared.iter().sum::<usize>() as u32)
    );
    assert_eq!(stage.world.left(), Default::default());
}

#[test]
fn shared_requests_keep_their_distance_and_ask_for_no_task_twice_at_once() {
    let length = |id: &str| 15_000 + 700 * id.parse::<u64>().unwrap();
    let mut stage = instant(Tasks::new().length(length));
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 10);
    ended(&mut stage, &jobs);
    let times: Vec<u64> = stage.world.polls().iter().map(|exchange| exchange.at).collect();
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] >= 1_000),
        "{times:?}"
    );
    assert!(times.len() <= 14, "{times:?}");
}

#[test]
fn equal_limits_hold_for_several_tasks_too() {
    let mut stage = instant(Tasks::new());
    let pause = Duration::from_secs(3);
    let client = stage.build(stage.builder().poll(pause, pause));
    let jobs = begin(&mut stage, &client, 2);
    ended(&mut stage, &jobs);
    let polls = stage.world.polls();
    let seen: Vec<_> = polls
        .iter()
        .map(|exchange| (exchange.at / 1_000, exchange.ids.len()))
        .collect();
    assert_eq!(seen, [3, 6, 9, 12, 15, 18, 21].map(|second| (second, 2)));
}

#[test]
fn a_gateway_without_lists_is_asked_for_each_task_and_later_for_a_list_again() {
    for answer in [
        Answer::text(405, ""),
        Answer::json(404, &json!({"error": "not found"})),
        Answer::text(501, ""),
        Answer::text(200, "<!doctype html><p>home</p>"),
        Answer::json(200, &json!({"code": 4, "description": "no such route"})),
        Answer::text(307, "").location("https://elsewhere.test/"),
    ] {
        let told = answer.clone();
        let server = Tasks::new()
            .length(|_| 400_000)
            .lists(move |_, _| Some(told.clone()));
        let mut stage = instant(server);
        let client = stage.client();
        let jobs = begin(&mut stage, &client, 2);
        stage.pass(60_000);
        assert_eq!(shared(&stage).len(), 1, "{answer:?}");
        assert_eq!(ended(&mut stage, &jobs), ["1", "2"]);
        assert_eq!(shared(&stage).len(), 2, "{answer:?}");
    }
}

#[test]
fn a_list_that_fails_ends_no_job() {
    let server = Tasks::new();
    let mut stage = instant(server);
    for (at, answer) in [Answer::text(500, ""), Answer::text(429, ""), Answer::lost()]
        .into_iter()
        .enumerate()
    {
        stage
            .world
            .fault(Fault::on("list").nth(&[at + 1]).always(answer, false));
    }
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 2);
    assert_eq!(ended(&mut stage, &jobs), ["1", "2"]);
    assert!(stage.world.polls().len() < 40, "{}", stage.world.polls().len());
}

#[test]
fn a_task_that_a_list_lacks_is_asked_for_by_itself_before_it_counts_as_lost() {
    let without_b = |_: &Exchange, rows: &[Value]| {
        let rows: Value = rows.iter().filter(|row| row["id"] != "b").cloned().collect();
        Some(Answer::json(200, &rows))
    };
    let mut stage = instant(Tasks::new().lists(without_b));
    let client = stage.client();
    let jobs: Vec<Job> = ["a", "b"].map(|id| stage.spawn(client.wait(id))).into();
    assert_eq!(ended(&mut stage, &jobs), ["a", "b"]);
    let polls = stage.world.polls();
    assert!(polls.iter().any(|exchange| exchange.ids.len() == 2));
    assert!(
        polls
            .iter()
            .any(|exchange| exchange.verb == "fetch" && exchange.ids == ["b"])
    );
}

#[test]
fn of_two_rows_of_one_task_the_further_one_counts() {
    for is_last in [true, false] {
        let twice = move |_: &Exchange, rows: &[Value]| {
            let stale = rows
                .iter()
                .map(|row| json!({"id": row["id"], "status": "", "progress": "0%"}));
            let (stale, rows) = (stale.collect::<Vec<_>>(), rows.to_vec());
            let all = if is_last { [rows, stale] } else { [stale, rows] };
            Some(Answer::json(200, &all.concat().into()))
        };
        let mut stage = instant(Tasks::new().lists(twice));
        let client = stage.client();
        let jobs = begin(&mut stage, &client, 2);
        assert_eq!(ended(&mut stage, &jobs), ["1", "2"]);
        assert!(stage.world.age() < 25_000, "{}", stage.world.age());
    }
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
fn thousands_of_tasks_are_asked_for_in_pieces_of_which_one_that_fails_does_not_hurt_the_others() {
    let failed = Rc::new(Cell::new(0));
    let count = Rc::clone(&failed);
    let fails_thrice = move |exchange: &Exchange, _: &[Value]| {
        let is_struck = exchange.ids.iter().any(|id| id == "w7") && count.replace(count.get() + 1) < 3;
        is_struck.then(|| Answer::text(502, ""))
    };
    let mut stage = instant(Tasks::new().lists(fails_thrice));
    let client = stage.client();
    let jobs: Vec<Job> = (0..2_500)
        .map(|number| stage.spawn(client.wait(format!("w{number}"))))
        .collect();
    let mut ids = ended(&mut stage, &jobs);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2_500);
    assert!(failed.get() >= 3);
    let polls = stage.world.polls();
    let mut first: Vec<usize> = polls[..3].iter().map(|exchange| exchange.ids.len()).collect();
    first.sort_unstable();
    assert_eq!(first, [500, 1_000, 1_000]);
    assert_eq!(polls[2].at, polls[0].at, "without waiting for one another");
    assert!(polls.iter().all(|exchange| exchange.ids.len() <= 1_000));
    assert!(polls.len() < 120, "{}", polls.len());
    // A row in each list, and no task twice in one request.
    let has_twins = polls.iter().any(|exchange| {
        let mut ids = exchange.ids.clone();
        ids.sort();
        ids.windows(2).any(|pair| pair[0] == pair[1])
    });
    assert!(!has_twins);
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
        let busy: Vec<Job> = (0..6)
            .map(|number| {
                let submitted_at = crate::world::BEGIN - 900 * number;
                let token = json!({"v": 1, "id": format!("m{number}"), "baseUrl": "http://gateway.test", "submittedAt": submitted_at, "modal": is_modal});
                let token: midjourney_wasm::Token = token.to_string().parse().unwrap();
                let job = client.wait(token);
                stage.spawn(if is_modal { job } else { job.header("x-account", "2") })
            })
            .collect();
        stage.pass(700);
        let dog = stage.spawn(client.wait("dog").timeout(Duration::from_secs(20)));
        stage.pass_until(30_000, || dog.is_over());
        dog.take().unwrap().unwrap();
        let now = stage.world.age();
        assert!((10_000..16_700).contains(&now), "{is_modal}: {now}");
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

#[test]
fn two_jobs_of_one_task_both_end() {
    let mut stage = instant(Tasks::new());
    let client = stage.client();
    let jobs: Vec<Job> = (0..2).map(|_| stage.spawn(client.wait("7"))).collect();
    assert_eq!(ended(&mut stage, &jobs), ["7", "7"]);
}

#[test]
fn a_list_that_is_too_large_is_no_list() {
    let mut stage = instant(Tasks::new());
    let client = stage.build(stage.builder().max_response_bytes(90));
    let jobs = begin(&mut stage, &client, 3);
    assert_eq!(ended(&mut stage, &jobs), ["1", "2", "3"]);
    let error = fails(
        stage.run(client.fetch_many(["1", "2", "3"])),
        ErrorCode::BadResponse,
    );
    assert!(
        error.message().contains("max_response_bytes") || error.message().contains("maxResponseBytes"),
        "{error}"
    );
}
