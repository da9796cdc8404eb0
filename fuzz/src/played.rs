//! The whole client, fed with bytes as answers, and what must hold whatever they are.

use std::{cell::RefCell, rc::Rc, time::Duration};

use futures_util::future::LocalBoxFuture;
use midjourney_wasm::{
    Error, ErrorCode, Midjourney, MidjourneyBuilder, ModalInput, Status, Task, Updates, platform::Response,
};

use crate::{
    oracle,
    world::{Answer, Exchange, HOST, KEY, Left, Script, Server, Stage, World},
};

/// Between two answers.
const SEPARATOR: u8 = 0x1e;

/// A PNG, which is as much of one as the client looks at.
const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

/// Longer than any job here may take, in milliseconds.
const LIMIT: u64 = 4 * 3_600_000;

/// What a call ends with.
type Ended = Result<Vec<Task>, Error>;

/// A gateway that answers with what the fuzzer makes up, and then like a good one.
struct Bytes {
    answers: RefCell<std::vec::IntoIter<Answer>>,
    good: Script,
}

impl Server for Bytes {
    fn answer(&self, exchange: &Exchange, clock: &crate::world::Clock) -> Answer {
        let next = self.answers.borrow_mut().next();
        next.unwrap_or_else(|| self.good.answer(exchange, clock))
    }
}

/// Reads an answer: in its first line the status or what happens instead, and a header; behind it the body.
fn answer(bytes: &[u8]) -> Answer {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(bytes.len());
    let line = String::from_utf8_lossy(&bytes[..end]);
    let (status, header) = line.split_once(' ').unwrap_or((&line, ""));
    let body = bytes.get(end + 1..).unwrap_or_default();
    match status {
        "lost" => Answer::lost(),
        "never" => Answer::never(),
        "large" => Answer::too_large(),
        status => {
            let header = Some(header.to_owned()).filter(|header| !header.is_empty());
            Answer::of(Response {
                status: status.parse().unwrap_or(200),
                retry_after: header.clone(),
                location: header,
                body: body.into(),
            })
        }
    }
}

/// Plays a call against these bytes: in the first line a letter for each of the call and its options, behind it the answers.
pub fn play(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, rest) = (&data[..end], data.get(end + 1..).unwrap_or_default());
    let answers: Vec<Answer> = rest.split(|byte| *byte == SEPARATOR).map(answer).collect();
    let option = |at: usize| line.get(at).copied().unwrap_or_default();
    let server = Bytes {
        answers: RefCell::new(answers.into_iter()),
        good: Script::default(),
    };
    let mut stage = Stage::with_server(server, option(0).into());
    let client = stage.build(builder(option(1)));
    let sent: Rc<RefCell<Vec<Rc<Exchange>>>> = Rc::default();
    watch(&stage.world, &sent);
    let calls: Vec<_> = [option(2), option(3)]
        .into_iter()
        .enumerate()
        .map(|(at, verb)| call(&client, verb, option(4 + at)))
        .collect();
    let handles: Vec<_> = calls.into_iter().map(|call| stage.spawn(call)).collect();
    if option(6) % 8 == 1 {
        stage.pass(u64::from(option(7)) * 100);
        handles[0].cancel();
    }
    let is_over = stage.pass_until(LIMIT, || handles.iter().all(|handle| handle.is_over()));
    assert!(is_over, "a call never ends");
    assert_eq!(stage.world.left(), Left::default(), "something is left");
    for ended in handles.iter().filter_map(|handle| handle.take()) {
        match ended {
            Ok(tasks) => tasks.iter().for_each(hides),
            Err(error) => check(&error),
        }
    }
    assert!(
        stage.world.elsewhere().is_empty(),
        "the key goes to another origin"
    );
    let requests = stage.world.exchanges().len();
    stage.pass(3_600_000);
    assert_eq!(
        stage.world.exchanges().len(),
        requests,
        "it goes on after its end"
    );
}

fn builder(option: u8) -> MidjourneyBuilder {
    let builder = Midjourney::builder(format!("http://{HOST}"))
        .api_key(KEY)
        .timeout(Duration::from_secs(120));
    let builder = if option & 1 == 0 {
        builder
    } else {
        builder.max_retries(0)
    };
    let builder = if option & 2 == 0 {
        builder
    } else {
        builder.max_response_bytes(200)
    };
    if option & 4 == 0 {
        builder
    } else {
        builder.poll(Duration::ZERO, Duration::from_secs(1))
    }
}

/// What a call does. `letter` chooses what it does with a modal, and whether it only submits.
fn call(client: &Midjourney, verb: u8, letter: u8) -> LocalBoxFuture<'static, Ended> {
    macro_rules! job {
        ($job:expr) => {{
            let job = $job;
            match letter % 4 {
                0 => followed(job.updates()),
                1 => followed(job.fail_on_modal().updates()),
                _ => followed(
                    job.answer_modal(|_| async { ModalInput::new().prompt("--zoom 2").mask(PNG) })
                        .updates(),
                ),
            }
        }};
    }
    let parent: Result<Task, _> =
        r#"{"id":"7","status":"SUCCESS","buttons":[{"customId":"MJ::CustomZoom::1","label":"U1"}]}"#.parse();
    let Ok(parent) = parent else {
        panic!("the parent is a task")
    };
    match verb % 16 {
        0 => job!(client.imagine("cat")),
        1 => job!(client.imagine("cat").images([PNG])),
        2 => job!(client.blend([PNG, PNG])),
        3 => job!(client.describe(PNG)),
        4 => job!(client.shorten("cat")),
        5 => job!(client.upscale(parent, 1)),
        6 => job!(client.upscale("7", 1)),
        7 => job!(client.modal("7", ModalInput::new())),
        8 => job!(client.wait("7")),
        9 => token(
            client,
            r#"{"v":1,"id":"9","baseUrl":"http://gateway.test","submittedAt":1795417552000}"#,
        ),
        10 => token(
            client,
            r#"{"v":1,"state":"mine","baseUrl":"http://gateway.test","submittedAt":1795417552000}"#,
        ),
        11 => token(
            client,
            r#"{"v":1,"id":"9","baseUrl":"http://gateway.test","modal":true}"#,
        ),
        12 => one(client.fetch("7").into_future()),
        13 => Box::pin(client.fetch_many(["7", "__proto__"]).into_future()),
        14 => none(client.request("GET", "/x").into_future()),
        _ => none(client.request("POST", "/x").into_future()),
    }
}

fn token(client: &Midjourney, text: &str) -> LocalBoxFuture<'static, Ended> {
    match text.parse::<midjourney_wasm::Token>() {
        Ok(token) => followed(client.wait(token).updates()),
        Err(error) => panic!("{error}"),
    }
}

fn one(request: LocalBoxFuture<'static, Result<Task, Error>>) -> LocalBoxFuture<'static, Ended> {
    Box::pin(async { Ok(vec![request.await?]) })
}

fn none<T: 'static>(request: LocalBoxFuture<'static, Result<T, Error>>) -> LocalBoxFuture<'static, Ended> {
    Box::pin(async { request.await.map(|_| Vec::new()) })
}

/// A job to its end. Its progress never goes back, and is 100 only at success.
fn followed(mut updates: Updates) -> LocalBoxFuture<'static, Ended> {
    Box::pin(async move {
        let mut last: Option<Task> = None;
        while let Some(update) = updates.next().await {
            let task = update?;
            assert_eq!(
                task.progress() == 100,
                task.status() == Status::Success,
                "{task:?}"
            );
            assert_eq!(updates.token().id(), Some(task.id()), "the token's id");
            if let Some(before) = last.filter(|before| before.id() == task.id()) {
                assert!(
                    task.progress() >= before.progress() || before.status() == Status::Modal,
                    "{before:?}, then {task:?}"
                );
            }
            last = Some(task);
        }
        let last = last.unwrap_or_else(|| panic!("it ends well without a task"));
        assert_eq!(last.status(), Status::Success, "{last:?}");
        Ok(vec![last])
    })
}

/// No submit is sent again without proof that it was not taken, and no request leaves `/mj`.
fn watch(world: &World, sent: &Rc<RefCell<Vec<Rc<Exchange>>>>) {
    let sent = Rc::clone(sent);
    world.watch(move |exchange| {
        if exchange.end() != crate::world::End::Open {
            return;
        }
        assert!(
            exchange.url.starts_with(&format!("http://{HOST}/")),
            "{}",
            exchange.url
        );
        let is_same = |before: &&Rc<Exchange>| {
            let is_own = before.json["state"] == exchange.json["state"]
                && before.json["taskId"] == exchange.json["taskId"];
            before.verb == exchange.verb && is_own
        };
        if exchange.is_submit() {
            let mut sent = sent.borrow_mut();
            if let Some(before) = sent.iter().rev().find(is_same) {
                assert!(
                    oracle::may_come_again(before.told()),
                    "{} is sent again after {:?}",
                    exchange.verb,
                    before.told()
                );
            }
            sent.push(Rc::clone(exchange));
        }
    });
}

fn check(error: &Error) {
    let told = error.to_string();
    assert!(
        told.ends_with(['.', '?']) && !told.contains(char::is_control),
        "{told:?}"
    );
    assert!(told.chars().count() < 2_500, "an endless message");
    assert!(error.body().is_none_or(|body| body.chars().count() <= 200));
    assert!(
        !format!("{told} {error:?}").contains(KEY),
        "the key is shown: {told}"
    );
    error.task().iter().for_each(|task| hides(task));
    if error.code() == ErrorCode::InvalidInput || error.code() == ErrorCode::Config {
        assert!(!error.maybe_submitted() && error.field().is_some(), "{told}");
    }
    assert!(error.retry_after().is_none_or(|wait| wait > Duration::ZERO));
}

fn hides(task: &Task) {
    let text = format!("{task:?} {}", task.json());
    assert!(!text.contains(KEY), "the key is shown: {text}");
    assert!(
        task.json().to_string().parse::<Task>().is_ok(),
        "a task that cannot be stored: {text}"
    );
    let urls = task.image_url();
    assert!(
        urls.is_none_or(|url| url.starts_with("http") || url.starts_with("data:image/")),
        "{urls:?}"
    );
}
