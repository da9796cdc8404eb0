//! How the calls of a script are made.

use std::{
    future::{Future, poll_fn},
    rc::Rc,
    time::Duration,
};

use futures_util::{StreamExt, future::LocalBoxFuture};
use midjourney_wasm::{
    Error, Job, Midjourney, ModalInput, Task, Token,
    platform::Cause,
    verb::{Submits, Verb as JobVerb},
};
use serde_json::json;

use super::{
    account::Account,
    call::{Call, End},
    play::{Play, settle},
    rules,
    script::{Key, Limits, Modal, Script, Takes, Verb},
};
use crate::{
    support::PNG,
    world::{BEGIN, Clock, HOST, KEY, Stage, auth},
};

fn duration(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

macro_rules! limited {
    ($builder:expr, $limits:expr) => {{
        let (mut builder, limits): (_, &Limits) = ($builder, $limits);
        if let Some(timeout) = limits.request_timeout {
            builder = builder.request_timeout(duration(timeout));
        }
        if let Some(retries) = limits.max_retries {
            builder = builder.max_retries(retries);
        }
        if limits.header {
            builder = builder.header("x-mine", "1");
        }
        builder
    }};
}

macro_rules! timed {
    ($builder:expr, $limits:expr) => {{
        let (mut builder, limits): (_, &Limits) = (limited!($builder, $limits), $limits);
        if let Some(timeout) = limits.timeout {
            builder = builder.timeout(duration(timeout));
        }
        if let Some((min, max)) = limits.poll {
            builder = builder.poll(duration(min), duration(max));
        }
        builder
    }};
}

/// A request with its options: no function can be written for requests of every kind.
macro_rules! request {
    ($play:expr, $call:expr, $request:expr $(,)?) => {{
        let request = limited!($request, &$call.plan.limits).header("x-call", $call.number.to_string());
        let request = request.into_future();
        settled($play, $call, async { request.await.map(|_| End::Value) })
    }};
}

/// The client of a script.
pub fn client(stage: &Stage, script: &Script) -> Midjourney {
    let plan = &script.client;
    let builder = Midjourney::builder(format!("http://{HOST}")).auth(auth(script.gateway.dialect));
    let mut builder = timed!(builder, &plan.limits);
    if let Some(limit) = plan.max_response_bytes {
        builder = builder.max_response_bytes(limit);
    }
    let clock = stage.world.clock().clone();
    builder = match plan.key {
        Key::Text => builder.api_key(KEY),
        Key::Callback => builder.api_key_with(|| async { KEY.into() }),
        Key::Slow(milliseconds) => builder.api_key_with(move || {
            let pause = clock.sleep(milliseconds);
            async {
                pause.await;
                KEY.into()
            }
        }),
        Key::Never => builder.api_key_with(std::future::pending),
        Key::Fails => builder.try_api_key_with(|| async { Err(Cause::new("locked")) }),
    };
    stage.build(builder)
}

/// What a call does, to its end.
pub fn work(play: &Play, call: &Rc<Call>) -> LocalBoxFuture<'static, ()> {
    let (client, plan) = (&play.client, &call.plan);
    let prompt = plan.prompt;
    let grid = || play.parents.grid.clone();
    let single = || play.parents.single.clone().unwrap();
    match plan.verb {
        Verb::Imagine => submit(play, call, client.imagine(prompt)),
        Verb::ImagineWithImages => submit(play, call, client.imagine(prompt).images([PNG, PNG])),
        Verb::Blend => submit(play, call, client.blend([PNG, PNG])),
        Verb::Describe => submit(play, call, client.describe(PNG)),
        Verb::Shorten => submit(play, call, client.shorten(prompt)),
        Verb::Upscale => submit(play, call, client.upscale(grid(), 2)),
        Verb::UpscaleById => submit(play, call, client.upscale(grid().id(), 2)),
        Verb::Vary => submit(play, call, client.vary(grid(), 1)),
        Verb::Reroll => submit(play, call, client.reroll(grid())),
        Verb::Zoom => submit(play, call, client.action(single(), "Custom Zoom")),
        Verb::Region => submit(play, call, client.action(single(), "Vary (Region)")),
        Verb::Modal => {
            let id = waiting(play, call, &single());
            submit(play, call, client.modal(id, answer()))
        }
        Verb::WaitUnknown => follow(play, call, client.wait(format!("404{}", call.number))),
        Verb::WaitId => {
            let id = target(play, call);
            follow(play, call, client.wait(id))
        }
        Verb::WaitToken | Verb::Find => {
            let token = token(play, call);
            follow(play, call, client.wait(token))
        }
        Verb::Fetch => {
            let id = target(play, call);
            request!(play, call, client.fetch(id))
        }
        Verb::FetchMany => {
            let id = target(play, call);
            request!(play, call, client.fetch_many([&id, "1"]))
        }
        Verb::Get => {
            let id = target(play, call);
            request!(
                play,
                call,
                client.request("GET", format!("/task/{id}/image-seed")),
            )
        }
        Verb::Post => request!(
            play,
            call,
            client.request("POST", "/insight-face/swap").body(&json!({})),
        ),
    }
}

/// A task that somebody else has submitted. Without room for it, an id that the gateway does not know.
fn target(play: &Play, call: &Call) -> String {
    let body = json!({"prompt": call.plan.prompt, "state": *call.state.borrow()});
    let id = play
        .gateway
        .submit("imagine", &body, play.stage.world.clock().now());
    let id = id.unwrap_or_else(|| format!("404{}", call.number));
    call.target.replace(Some(id.clone()));
    call.ids.borrow_mut().push(id.clone());
    id
}

/// A task that waits for input.
fn waiting(play: &Play, call: &Call, single: &Task) -> String {
    let buttons = single.buttons();
    let zoom = buttons
        .iter()
        .find(|button| button.label() == "Custom Zoom")
        .unwrap();
    let body = json!({"taskId": single.id(), "customId": zoom.custom_id()});
    let id = play
        .gateway
        .submit("action", &body, play.stage.world.clock().now());
    let id = id.unwrap_or_else(|| format!("404{}", call.number));
    call.target.replace(Some(id.clone()));
    id
}

/// The token of a job that this one resumes, or of a task that was submitted somewhere else.
fn token(play: &Play, call: &Rc<Call>) -> Token {
    if let Some(earlier) = call.resumes.and_then(|number| play.call(number)) {
        let token = earlier.token.borrow().clone().unwrap();
        call.state.replace(earlier.state.borrow().clone());
        call.ids.borrow_mut().extend(token.id().map(str::to_owned));
        // A new page does not know when the old one has polled.
        token
            .id()
            .and_then(|id| play.account.polls.borrow_mut().remove(id));
        return token;
    }
    let id = target(play, call);
    let now = BEGIN + play.stage.world.age();
    let mut token = json!({
        "v": 1, "baseUrl": format!("http://{HOST}"), "submittedAt": now, "state": *call.state.borrow(),
    });
    if call.plan.verb == Verb::Find {
        call.ids.borrow_mut().clear();
    } else {
        token["id"] = json!(id);
    }
    token.to_string().parse().unwrap()
}

fn answer() -> ModalInput {
    ModalInput::new()
        .prompt("a cat --zoom 1.5 sandbox:fast")
        .mask(PNG)
}

/// A job with its options.
fn with_options<V: JobVerb>(play: &Play, call: &Call, job: Job<V>) -> Job<V> {
    let job = timed!(job, &call.plan.limits);
    let clock = play.stage.world.clock().clone();
    match call.plan.modal {
        Modal::Auto => job,
        Modal::Fail => job.fail_on_modal(),
        Modal::Answers => job.answer_modal(|_| async { answer() }),
        Modal::Nothing => job.answer_modal(|_| async { ModalInput::new() }),
        Modal::Later(milliseconds) => job.answer_modal(move |_| {
            let pause = clock.sleep(milliseconds);
            async {
                pause.await;
                answer()
            }
        }),
    }
}

fn submit<V: Submits + JobVerb + 'static>(
    play: &Play,
    call: &Rc<Call>,
    job: Job<V>,
) -> LocalBoxFuture<'static, ()> {
    // A job whose updates are taken tells its own marker.
    let job = match call.plan.takes {
        Takes::Updates => job,
        Takes::Await | Takes::Submit => job.state(&**call.state.borrow()),
    };
    if call.plan.takes != Takes::Submit {
        return follow(play, call, job);
    }
    let job = with_options(play, call, job).submit();
    let submission = async move {
        let submission = job.await?;
        let text = format!("{submission:?} {}", submission.token());
        assert!(!text.contains("anary"), "a submission shows the key");
        Ok(End::Value)
    };
    settled(play, call, submission)
}

fn follow<V: JobVerb + 'static>(play: &Play, call: &Rc<Call>, job: Job<V>) -> LocalBoxFuture<'static, ()> {
    let job = with_options(play, call, job);
    if call.plan.takes != Takes::Updates {
        let job = job.into_future();
        return settled(play, call, async { Ok(End::Task(Box::new(job.await?))) });
    }
    let mut updates = job.updates();
    let token = updates.token();
    if let Some(state) = token.state().filter(|_| call.plan.verb.is_submit()) {
        call.state.replace(state.into());
    }
    call.token.replace(Some(token));
    let (own, account) = (Rc::clone(call), Rc::clone(&play.account));
    settled(play, call, async move {
        let mut last = None;
        loop {
            // The caller may leave at any time, and then needs the token as of now.
            let update = poll_fn(|context| {
                let update = updates.poll_next_unpin(context);
                own.token.replace(Some(updates.token()));
                update
            });
            match update.await {
                Some(Ok(task)) => {
                    rules::check_update(&account, &own, &task, &updates.token());
                    last = Some(task);
                }
                Some(Err(error)) => return Err(error),
                None => return Ok(End::Task(Box::new(last.unwrap()))),
            }
        }
    })
}

/// Notes how a call ends.
fn settled(
    play: &Play,
    call: &Rc<Call>,
    work: impl Future<Output = Result<End, Error>> + 'static,
) -> LocalBoxFuture<'static, ()> {
    let (call, account): (_, Rc<Account>) = (Rc::clone(call), Rc::clone(&play.account));
    let clock: Clock = play.stage.world.clock().clone();
    Box::pin(async move {
        let end = work.await.unwrap_or_else(End::Error);
        settle(&call, &account, clock.age(), end);
    })
}
