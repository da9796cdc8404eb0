//! Where something can go wrong: the submit of each verb, and each way in which a task is read.

use futures_util::future::{LocalBoxFuture, join_all};
use midjourney_sandbox::Dialect;
use midjourney_wasm::{Error, Midjourney, Status, Task};

use crate::{
    support::{PNG, QUICK},
    world::Stage,
};

/// What kind of request is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Submit,
    /// A poll of a task that this client has submitted.
    Job,
    /// The first poll of a client that has not seen this gateway answer.
    Fresh,
    /// A poll of several tasks.
    Batch,
    /// `fetch`.
    Fetch,
    /// `fetch_many`.
    Many,
}

/// What a call comes to.
pub type Outcome = Result<Vec<Task>, Error>;
type Start = Box<dyn FnOnce() -> LocalBoxFuture<'static, Outcome>>;

/// Where something can go wrong.
pub struct Place {
    pub name: &'static str,
    pub sort: Sort,
    /// Which request the fault meets.
    pub verb: &'static str,
    /// Which of them, after what came before.
    pub nth: usize,
    /// The dialects that do not have it.
    pub lacking: &'static [Dialect],
    /// Does what comes before without a fault, and returns what is to be done.
    pub prepare: fn(&mut Stage, Midjourney) -> Start,
}

const NO_BUTTONS: &[Dialect] = &[Dialect::Novicezk];
const BUTTONS: &[Dialect] = &[Dialect::Guide, Dialect::Plus, Dialect::Trueai, Dialect::NewApi];

const fn submit(verb: &'static str, prepare: fn(&mut Stage, Midjourney) -> Start) -> Place {
    Place {
        name: verb,
        sort: Sort::Submit,
        verb,
        nth: 1,
        lacking: &[],
        prepare,
    }
}

/// One job or request as a call of the matrix.
fn one<F: IntoFuture<Output = Result<Task, Error>>>(make: impl FnOnce() -> F + 'static) -> Start
where
    F::IntoFuture: 'static,
{
    Box::new(|| {
        let future = make().into_future();
        Box::pin(async { Ok(vec![future.await?]) })
    })
}

fn grid(stage: &mut Stage, client: &Midjourney, prompt: &str) -> Task {
    stage.run(client.imagine(prompt)).unwrap()
}

fn submitted(stage: &mut Stage, client: &Midjourney) -> String {
    stage.run(client.imagine(QUICK).submit()).unwrap().id().into()
}

/// The submit of each verb.
pub const SUBMITS: &[Place] = &[
    submit("imagine", |_, client| one(move || client.imagine(QUICK))),
    submit("blend", |_, client| one(move || client.blend([PNG, PNG]))),
    submit("describe", |_, client| one(move || client.describe(PNG))),
    Place {
        lacking: NO_BUTTONS,
        ..submit("shorten", |_, client| {
            one(move || client.shorten("a very long prompt about a cat"))
        })
    },
    Place {
        lacking: NO_BUTTONS,
        ..submit("action", |stage, client| {
            let grid = grid(stage, &client, QUICK);
            one(move || client.upscale(&grid, 2))
        })
    },
    Place {
        lacking: BUTTONS,
        ..submit("change", |stage, client| {
            let grid = grid(stage, &client, QUICK);
            one(move || client.upscale(&grid, 2))
        })
    },
    Place {
        lacking: NO_BUTTONS,
        ..submit("modal", |stage, client| {
            let grid = grid(stage, &client, "black cat sandbox:fast --remix");
            one(move || client.vary(&grid, 1))
        })
    },
];

const fn read(
    name: &'static str,
    sort: Sort,
    verb: &'static str,
    prepare: fn(&mut Stage, Midjourney) -> Start,
) -> Place {
    Place {
        name,
        sort,
        verb,
        nth: 1,
        lacking: &[],
        prepare,
    }
}

/// Each way in which a task is read.
pub const READS: &[Place] = &[
    read("a job's first poll", Sort::Job, "fetch", |_, client| {
        one(move || client.imagine(QUICK))
    }),
    Place {
        nth: 2,
        // Slow enough that no dialect is finished by then.
        ..read("a job's second poll", Sort::Job, "fetch", |_, client| {
            one(move || client.imagine("black cat"))
        })
    },
    read(
        "the first poll after a reload",
        Sort::Fresh,
        "fetch",
        |stage, client| {
            let token = stage.run(client.imagine(QUICK).submit()).unwrap().token();
            let fresh = stage.client();
            one(move || fresh.wait(token))
        },
    ),
    read(
        "a poll of three jobs at once",
        Sort::Batch,
        "list",
        |_, client| {
            Box::new(move || {
                let jobs =
                    (1..=3).map(|number| client.imagine(format!("cat {number} sandbox:fast")).into_future());
                let jobs = join_all(jobs.collect::<Vec<_>>());
                Box::pin(async { jobs.await.into_iter().collect() })
            })
        },
    ),
    read("fetch of one", Sort::Fetch, "fetch", |stage, client| {
        let id = submitted(stage, &client);
        stage.pass(60_000);
        one(move || client.fetch(id))
    }),
    read("fetch of many", Sort::Many, "list", |stage, client| {
        let ids = [submitted(stage, &client), submitted(stage, &client)];
        stage.pass(60_000);
        Box::new(move || Box::pin(client.fetch_many(ids).into_future()))
    }),
];

/// Whether a task is finished.
pub fn is_finished(task: &Task) -> bool {
    task.status() == Status::Success && task.progress() == 100
}
