//! Jobs of one client share their polls: one request for many tasks, and to each its row.

use std::{cell::Cell, rc::Rc, time::Duration};

use midjourney_wasm::{ErrorCode, Midjourney, Task};
use serde_json::{Value, json};

use crate::{
    support::fails,
    world::{Answer, Exchange, Fault, Handle, Stage, Tasks},
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
    // The last one asks for a single task.
    let of_several = &times[..times.len() - 1];
    assert!(
        of_several.windows(2).all(|pair| pair[1] - pair[0] >= 1_400),
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
fn a_list_that_fails_says_nothing_of_its_tasks() {
    let mut stage = instant(Tasks::new().length(|_| 60_000));
    stage.world.fault(
        Fault::on("list")
            .during(20_000..45_000)
            .always(Answer::text(500, ""), false),
    );
    let client = stage.client();
    let jobs = begin(&mut stage, &client, 2);
    assert_eq!(ended(&mut stage, &jobs), ["1", "2"]);
    assert_eq!(shared(&stage).len(), stage.world.polls().len());
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
fn two_hundred_jobs_at_once() {
    for has_lists in [true, false] {
        let server = Tasks::new().lists(move |_, _| (!has_lists).then(|| Answer::text(404, "")));
        let mut stage = instant(server);
        let client = stage.client();
        let jobs = begin(&mut stage, &client, 200);
        assert_eq!(ended(&mut stage, &jobs).len(), 200);
        let polls = stage.world.polls().len();
        assert_eq!(polls < 200, has_lists, "{polls} polls");
    }
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
    assert_eq!(stage.world.sent("list").len(), 1);
    // A client that does not know yet that lists are too large here.
    let client = stage.build(stage.builder().max_response_bytes(90));
    let error = fails(
        stage.run(client.fetch_many(["1", "2", "3"])),
        ErrorCode::BadResponse,
    );
    assert!(
        error.message().contains("max_response_bytes") || error.message().contains("maxResponseBytes"),
        "{error}"
    );
}
