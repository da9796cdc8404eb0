//! How a job polls its task: a failed poll is no failed task, and the pace follows the task and the gateway.

use std::{cell::RefCell, rc::Rc, time::Duration};

use midjourney_sandbox::Dialect;
use midjourney_wasm::{ErrorCode, Status, Task, Token};
use serde_json::{Value, json};

use crate::{
    matrix,
    support::{HELD, fails},
    world::{Answer, GOOD, Line, Script, Stage, Tasks, line, row, says},
};

#[test]
fn every_fault_at_the_first_poll() {
    matrix::read("a job's first poll");
}

#[test]
fn every_fault_at_the_second_poll() {
    matrix::read("a job's second poll");
}

#[test]
fn every_fault_at_the_first_poll_after_a_reload() {
    matrix::read("the first poll after a reload");
}

#[test]
fn every_fault_at_a_poll_of_three() {
    matrix::read("a poll of three jobs at once");
}

#[test]
fn every_fault_at_fetch() {
    matrix::read("fetch of one");
}

#[test]
fn every_fault_at_fetch_many() {
    matrix::read("fetch of many");
}

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

fn running(progress: Value) -> Line {
    says(row(GOOD, json!({"status": "IN_PROGRESS", "progress": progress})))
}

fn missing() -> Line {
    line(Answer::json(
        400,
        &json!({"code": 4, "description": "task_no_found "}),
    ))
}

#[test]
fn a_task_that_is_not_visible_yet_has_ten_seconds_of_grace() {
    for answer in [
        Answer::json(400, &json!({"code": 4, "description": "task_no_found "})),
        Answer::text(200, ""),
        Answer::text(204, ""),
        Answer::text(404, ""),
    ] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 3, &answer), 1);
        let client = stage.client();
        assert!(stage.run_clean(client.imagine("cat")).is_ok(), "{answer:?}");
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 99, &answer), 1);
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine("cat")), ErrorCode::TaskNotFound);
        assert!(error.maybe_submitted() && error.token().unwrap().id() == Some(GOOD));
        assert!(
            (10_000..12_000).contains(&stage.world.age()),
            "{}",
            stage.world.age()
        );
    }
}

#[test]
fn the_grace_counts_from_the_time_in_the_token() {
    for (age, least) in [(4_000, 6_000), (9_000, 1_000), (20_000, 0)] {
        let mut stage = Stage::with_server(Script::default().repeat("fetch", 99, &Answer::text(404, "")), 1);
        let client = stage.client();
        let error = fails(
            stage.run_clean(client.wait(token("7", age))),
            ErrorCode::TaskNotFound,
        );
        assert_eq!(error.task_id(), Some("7"));
        let now = stage.world.age();
        assert!((least..least + 2_000).contains(&now), "{age}: {now}");
    }
}

#[test]
fn an_unknown_id_is_asked_for_once() {
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 9, &Answer::text(404, "")), 1);
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait("404")), ErrorCode::TaskNotFound);
    assert_eq!((error.task_id(), error.maybe_submitted()), (Some("404"), false));
    assert_eq!(stage.world.exchanges().len(), 1);
}

#[test]
fn a_task_that_was_seen_is_lost_after_three_misses_in_a_row() {
    let lines = || {
        vec![
            running(json!("31%")),
            missing(),
            missing(),
            running(json!("62%")),
            missing(),
            missing(),
        ]
    };
    let mut stage = Stage::with_server(Script::default().on("fetch", lines()), 1);
    let client = stage.client();
    assert!(stage.run_clean(client.imagine("cat")).is_ok());
    let mut all = lines();
    all.push(missing());
    let mut stage = Stage::with_server(Script::default().on("fetch", all), 1);
    let client = stage.client();
    // Behind the grace, so that only what was seen counts.
    let error = fails(
        stage.run_clean(client.wait(token(GOOD, 60_000))),
        ErrorCode::TaskNotFound,
    );
    let task = error.task().expect("the task as it was last seen");
    assert_eq!((task.status(), task.progress()), (Status::InProgress, 62));
    assert!(task.image_url().is_some());
}

#[test]
fn a_page_before_the_first_good_answer_is_a_wrong_address_and_after_it_a_passing_fault() {
    let page = Answer::text(200, "<!doctype html><p>Welcome");
    let mut stage = Stage::with_server(Script::default().repeat("fetch", 2, &page), 1);
    let client = stage.client();
    let error = fails(stage.run_clean(client.wait("7")), ErrorCode::BadResponse);
    assert!(
        error.hint().unwrap().contains("base_url") || error.hint().unwrap().contains("baseUrl"),
        "{error}"
    );
    assert_eq!(stage.world.exchanges().len(), 1);
    // One of an error is that of a proxy.
    let mut stage = Stage::with_server(
        Script::default().repeat("fetch", 2, &Answer::text(502, "<p>bad gateway")),
        1,
    );
    let client = stage.client();
    assert!(stage.run_clean(client.wait("7")).is_ok());
    let fetched = Script::default().on(
        "fetch",
        vec![says(row("1", Value::Null)), line(page.clone()), line(page)],
    );
    let mut stage = Stage::with_server(fetched, 1);
    let client = stage.client();
    stage.run_clean(client.fetch("1")).unwrap();
    assert!(stage.run_clean(client.wait("7")).is_ok());
    assert_eq!(stage.world.exchanges().len(), 4);
}

#[test]
fn what_waiting_cannot_help_ends_the_job_at_once() {
    for (answer, code) in [
        (Answer::text(401, ""), ErrorCode::Unauthorized),
        (Answer::text(403, ""), ErrorCode::Forbidden),
        (Answer::text(418, ""), ErrorCode::Http),
        (
            Answer::text(302, "").location("https://elsewhere.test/"),
            ErrorCode::Redirect,
        ),
        (Answer::too_large(), ErrorCode::BadResponse),
    ] {
        let mut stage = Stage::with_server(
            Script::default().on("fetch", vec![running(json!("31%")), line(answer.clone())]),
            1,
        );
        let client = stage.client();
        let error = fails(stage.run_clean(client.imagine("cat")), code);
        assert!(error.maybe_submitted(), "the task was accepted");
        assert_eq!(
            (error.task_id(), error.token().unwrap().id()),
            (Some(GOOD), Some(GOOD))
        );
        assert_eq!(stage.world.polls().len(), 2, "{answer:?}");
    }
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
fn progress_and_status_are_told_in_every_dress() {
    for (status, progress, shown) in [
        (json!("IN_PROGRESS"), json!("31%"), (Status::InProgress, 31)),
        (json!("IN_PROGRESS"), json!(31), (Status::InProgress, 31)),
        (json!("IN_PROGRESS"), json!(""), (Status::InProgress, 0)),
        (json!("IN_PROGRESS"), json!(null), (Status::InProgress, 0)),
        (json!("IN_PROGRESS"), json!("waiting"), (Status::InProgress, 0)),
        (json!("IN_PROGRESS"), json!("100%"), (Status::InProgress, 0)),
        (json!("SUCCESS"), json!(""), (Status::Success, 100)),
        (json!("SUCCESS"), json!("99%"), (Status::Success, 100)),
        (json!("FAILURE"), json!("100%"), (Status::Failure, 0)),
        (json!(""), json!("0%"), (Status::NotStart, 0)),
        (json!(null), json!("0%"), (Status::NotStart, 0)),
        (json!("DANCING"), json!("46%"), (Status::Unknown, 46)),
        (json!(5), json!("46%"), (Status::Unknown, 46)),
    ] {
        let task = json!({"id": "7", "status": status, "progress": progress, "new": {"field": [1]}});
        let mut stage = Stage::with_server(Script::default().on("fetch", vec![says(task)]), 1);
        let client = stage.client();
        let task = stage.run_clean(client.fetch("7")).unwrap();
        assert_eq!((task.status(), task.progress()), shown, "{status} {progress}");
        let kept: Value = serde_json::from_str(&task.json().to_string()).unwrap();
        assert_eq!(kept["new"], json!({"field": [1]}), "unknown fields are kept");
        let is_word = status.is_string() && task.status() == Status::Unknown;
        assert_eq!(task.raw_status().is_some(), is_word, "{status}");
    }
}

#[test]
fn progress_never_goes_back_and_a_preview_stays_until_the_end() {
    let steps = [
        json!({"status": "IN_PROGRESS", "progress": "46%", "imageUrl": "https://cdn.example/1.webp"}),
        json!({"status": "SUBMITTED", "progress": "0%", "imageUrl": ""}),
        json!({"status": "IN_PROGRESS", "progress": "31%", "imageUrl": null}),
        json!({"status": "IN_PROGRESS", "progress": "99%"}),
        json!({"status": "SUCCESS", "progress": "93%", "imageUrl": "https://cdn.example/2.png"}),
    ];
    let lines = steps.map(|step| says(row(GOOD, step))).into();
    let mut stage = Stage::with_server(Script::default().on("fetch", lines), 1);
    let client = stage.client();
    let seen: Rc<RefCell<Vec<Task>>> = Rc::default();
    let (mut updates, all) = (client.imagine("cat").updates(), Rc::clone(&seen));
    stage.run_clean(async move {
        while let Some(task) = updates.next().await {
            all.borrow_mut().push(task.unwrap());
        }
        assert!(updates.next().await.is_none(), "nothing comes after the end");
    });
    let seen = seen.borrow();
    let progress: Vec<u8> = seen.iter().map(Task::progress).collect();
    assert_eq!(progress, [46, 46, 46, 99, 100]);
    let pictures: Vec<_> = seen
        .iter()
        .map(|task| task.image_url().unwrap().to_string())
        .collect();
    assert_eq!(pictures[1], "https://cdn.example/1.webp");
    assert_eq!(pictures[4], "https://cdn.example/2.png");
}

#[test]
fn an_unknown_status_counts_as_running() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let mut updates = client.imagine("cat sandbox:unknown-status").updates();
    let seen = stage.run_clean(async move {
        let mut seen = Vec::new();
        while let Some(task) = updates.next().await {
            seen.push(task.unwrap());
        }
        seen
    });
    assert_eq!(seen.last().unwrap().status(), Status::Success);
    let unknown = seen.iter().find(|task| task.status() == Status::Unknown).unwrap();
    assert_eq!(unknown.raw_status(), Some("PAUSED_BY_MODERATOR"));
}

#[test]
fn the_queue_position_is_told_until_the_task_ends() {
    let queued = says(
        json!({"code": 22, "description": "排队中", "result": GOOD, "properties": {"numberOfQueues": 2}}),
    );
    let script = Script::default()
        .on("imagine", vec![queued])
        .on("fetch", vec![running(json!("0%"))]);
    let mut stage = Stage::with_server(script, 1);
    let client = stage.client();
    let mut updates = client.imagine("cat").updates();
    let (first, last, submission) = stage.run_clean(async move {
        let first = updates.next().await.unwrap().unwrap();
        (
            first,
            updates.next().await.unwrap().unwrap(),
            updates.submission().unwrap(),
        )
    });
    assert_eq!(
        (submission.queue_position(), submission.gateway_code()),
        (Some(2), Some(22))
    );
    assert_eq!((first.queue_position(), last.queue_position()), (Some(2), None));
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
    assert!(hidden <= 3, "{:?}", times(&stage));
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
