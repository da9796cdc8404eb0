//! How often a job polls: no closer than it may, and as late as the gateway asks.

use std::time::Duration;

use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Status, Token};
use serde_json::json;

use crate::{
    support::{HELD, fails},
    world::{Answer, Script, Stage, Tasks, line},
};

/// When the polls were sent, in milliseconds since the world began.
fn times(stage: &Stage) -> Vec<u64> {
    stage.world.polls().iter().map(|exchange| exchange.at).collect()
}

/// A stage whose requests take no time.
fn instant(server: Tasks) -> Stage {
    let stage = Stage::with_server(server, 1);
    stage.world.set_latency(0);
    stage
}

/// A token of a task that was submitted so long ago, in milliseconds.
fn token(id: &str, age: u64) -> Token {
    let submitted_at = crate::world::BEGIN - age;
    let token = json!({"v": 1, "id": id, "baseUrl": "http://gateway.test", "submittedAt": submitted_at});
    token.to_string().parse().unwrap()
}

#[test]
fn a_job_polls_through_an_outage_with_back_off_and_does_not_hammer() {
    for answer in [
        Answer::text(503, ""),
        Answer::lost(),
        Answer::text(429, ""),
        Answer::text(200, "{"),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 30, &answer), 1);
        let client = stage.client();
        assert!(stage.run_clean(client.imagine("cat")).is_ok(), "{answer:?}");
        let times = times(&stage);
        assert!(
            times.windows(2).all(|pair| pair[1] - pair[0] >= 1_000),
            "{times:?}"
        );
        let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max();
        assert!((4_000..8_200).contains(&longest.unwrap()), "{times:?}");
    }
}

#[test]
fn a_gateway_that_asks_for_a_pause_gets_it() {
    let date =
        httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_millis(crate::world::BEGIN + 41_000));
    for (wait, least, most) in [
        ("30", 30_000, 31_000),
        ("0.5", 0, 10_000),
        (date.as_str(), 38_000, 41_000),
        ("0", 0, 10_000),
        ("-5", 0, 10_000),
        ("soon", 0, 10_000),
        ("", 0, 10_000),
        ("NaN", 0, 10_000),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0, 10_000),
    ] {
        let busy = Answer::text(429, "").retry_after(wait);
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![line(busy)]), 1);
        let client = stage.client();
        assert!(stage.run_clean(client.imagine("cat")).is_ok(), "{wait}");
        let times = times(&stage);
        let pause = times[1] - times[0];
        assert!((least..=most).contains(&pause), "{wait}: {pause}");
    }
}

#[test]
fn however_long_a_gateway_asks_to_wait_a_job_waits_no_longer_than_it_may() {
    for wait in [
        "1e308",
        "Infinity",
        "99999999999999999999",
        "31536000",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        let busy = Answer::text(429, "").retry_after(wait);
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 999, &busy), 1);
        let client = stage.client();
        let timeout = Duration::from_secs(60);
        let error = fails(
            stage.run_clean(client.wait("7").timeout(timeout)),
            ErrorCode::TaskTimeout,
        );
        assert_eq!(error.task_id(), Some("7"));
        assert!(
            (60_000..=70_000).contains(&stage.world.age()),
            "{wait}: {}",
            stage.world.age()
        );
        let fetched = stage.run_clean(client.fetch("7").max_retries(1));
        fails(fetched, ErrorCode::RateLimited);
    }
}

#[test]
fn a_single_task_is_polled_by_itself_and_seldom() {
    let mut stage = instant(Tasks::new());
    let client = stage.client();
    stage.run_clean(client.imagine("cat")).unwrap();
    assert!(
        stage
            .world
            .polls()
            .iter()
            .all(|exchange| exchange.verb == "fetch")
    );
    assert!(stage.world.polls().len() <= 12, "{:?}", times(&stage));
    let stats = client.stats();
    assert_eq!(
        (stats.batched, stats.polls),
        (0, stage.world.polls().len() as u32)
    );
    assert_eq!(stats.requests, stage.world.exchanges().len() as u32);
    assert!(stats.bytes > 100 && stats.retries == 0);
}

#[test]
fn equal_limits_make_the_pause_fixed() {
    let mut stage = instant(Tasks::new());
    let pause = Duration::from_secs(3);
    let client = stage.build(stage.builder().poll(pause, pause));
    stage.run_clean(client.imagine("cat")).unwrap();
    assert_eq!(
        times(&stage),
        [3_000, 6_000, 9_000, 12_000, 15_000, 18_000, 21_000]
    );
}

#[test]
fn no_pause_is_shorter_than_50_ms_whatever_the_caller_asks_for() {
    let mut stage = instant(Tasks::new().length(|_| 2_000));
    let client = stage.build(stage.builder().poll(Duration::ZERO, Duration::ZERO));
    stage.run_clean(client.imagine("cat")).unwrap();
    let times = times(&stage);
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 50), "{times:?}");
}

#[test]
fn a_task_that_was_finished_long_ago_does_not_make_the_next_one_seem_slow() {
    let mut stage = instant(Tasks::new().length(|id| if id == "old" { 0 } else { 60_000 }));
    let client = stage.client();
    stage.run_clean(client.wait(token("old", 1_000_000_000))).unwrap();
    stage.run_clean(client.imagine("cat")).unwrap();
    let times = times(&stage);
    let pauses: Vec<u64> = times[1..].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses[..2].iter().all(|pause| *pause <= 5_100), "{pauses:?}");
}

#[test]
fn a_hidden_page_polls_seldom_and_at_once_when_somebody_is_back() {
    let mut stage = instant(Tasks::new().length(|_| 300_000));
    let (shortest, longest) = (Duration::from_secs(1), Duration::from_secs(60));
    let client = stage.build(stage.builder().poll(shortest, longest));
    let jobs = [
        stage.spawn(client.imagine("one")),
        stage.spawn(client.imagine("two")),
    ];
    stage.world.wakes().hide(true);
    stage.pass(30_000);
    let hidden = stage.world.polls().len();
    assert_eq!(hidden, 1, "{:?}", times(&stage));
    stage.world.wakes().wake();
    stage.settle();
    assert_eq!(stage.world.polls().len(), hidden, "it is hidden still");
    stage.world.wakes().hide(false);
    stage.world.wakes().wake();
    stage.pass(1);
    let woken = stage.world.polls();
    assert_eq!(woken.len(), hidden + 1, "one request for both");
    assert_eq!(woken[hidden].ids.len(), 2);
    stage.world.wakes().wake();
    stage.pass(500);
    assert_eq!(
        stage.world.polls().len(),
        hidden + 1,
        "not closer than the shortest pause"
    );
    stage.pass(2_000);
    let before = stage.world.polls().len();
    stage.world.wakes().wake();
    stage.pass(1);
    assert_eq!(stage.world.polls().len(), before + 1);
    assert!(stage.world.left().listeners >= 1);
    for job in jobs {
        job.cancel();
    }
    assert_eq!(stage.world.left(), Default::default());
}

#[test]
fn a_task_of_the_guide_is_read_without_waiting() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let task = stage.run_clean(client.wait(HELD)).unwrap();
    assert_eq!((task.id(), task.status()), (HELD, Status::Success));
    assert!(stage.world.age() < 200, "{}", stage.world.age());
}
