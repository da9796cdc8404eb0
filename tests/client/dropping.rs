//! What is dropped ends at once, and what is not polled sends nothing.

use std::future::{Future, IntoFuture};

use futures_util::FutureExt;
use midjourney_sandbox::Dialect;
use midjourney_wasm::Status;

use crate::{
    support::{PNG, QUICK},
    world::{Handle, Left, Stage, Tasks},
};

const HOUR: u64 = 3_600_000;

/// A call as one of many.
fn unit<F: IntoFuture>(call: F) -> impl Future<Output = ()>
where
    F::IntoFuture: 'static,
{
    call.into_future().map(drop)
}

#[test]
fn what_is_dropped_ends_at_once_wherever_it_is() {
    for at in [0, 1, 20, 40, 79, 80, 81, 500, 1_080, 1_100, 1_160, 5_000] {
        let mut stage = Stage::with_server(Tasks::new(), 1);
        let client = stage.client();
        let calls = [
            stage.spawn(unit(client.imagine("cat"))),
            stage.spawn(unit(client.imagine("dog").images([PNG]))),
            stage.spawn(unit(client.wait("w"))),
            stage.spawn(unit(client.blend([PNG, PNG]))),
            stage.spawn(unit(client.fetch("7"))),
            stage.spawn(unit(client.fetch_many(["7", "8"]))),
            stage.spawn(unit(client.request("GET", "/x"))),
        ];
        stage.pass(at);
        calls.iter().for_each(Handle::cancel);
        assert_eq!(stage.world.left(), Left::default(), "after {at} ms");
        let sent = stage.world.exchanges().len();
        stage.pass(HOUR);
        assert_eq!(stage.world.exchanges().len(), sent, "after {at} ms");
    }
}

#[test]
fn nothing_is_sent_before_the_first_poll_of_a_future() {
    let mut stage = Stage::with_server(Tasks::new(), 1);
    let client = stage.client();
    let job = client.imagine(QUICK).into_future();
    let updates = client.imagine(QUICK).updates();
    let request = client.fetch("1").into_future();
    stage.pass(60_000);
    assert_eq!(
        (stage.world.exchanges().len(), stage.world.left()),
        (0, Left::default())
    );
    drop((job, updates, request));
}

#[test]
fn a_job_that_is_not_polled_in_between_sends_nothing_new() {
    let mut stage = Stage::sandbox(Dialect::Guide);
    let client = stage.client();
    let job = stage.spawn(client.imagine("cat"));
    stage.pass(3_000);
    job.pause();
    let sent = stage.world.exchanges().len();
    stage.pass(120_000);
    assert_eq!(stage.world.exchanges().len(), sent);
    job.resume();
    assert!(stage.pass_until(10_000, || job.is_over()));
    assert_eq!(job.take().unwrap().unwrap().status(), Status::Success);
}
