//! What can go wrong with one request, or with all of them for some time.

use serde_json::{Value, json};

use crate::world::{Answer, Clock};

/// What a fault amounts to, which alone decides what must become of the call (see `rules`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    Harmless,
    /// The connection broke.
    Silence,
    /// The request stays open.
    Timeout,
    /// A 5xx.
    Down,
    /// A success in HTTP whose body is no JSON.
    Garbage,
    /// A body beyond the limit of size.
    Endless,
    /// A web page with a 200.
    Page,
    /// A success in HTTP without a body.
    Nothing,
    /// A 404.
    Gone,
    /// A redirect.
    Elsewhere,
    /// The gateway says that it has not taken the submit.
    Full,
    /// A code that nobody knows.
    Refused,
    /// The wall clock is set behind the deadline.
    Later,
    /// The machine slept behind the deadline, and the request is lost.
    Asleep,
    /// The page was frozen behind the deadline. All timers fire before the client hears of the request.
    Frozen,
    /// The gateway has not taken it, and asks for a pause that is longer than any job.
    Never,
}

/// Where a fault can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    Submit,
    Read,
    List,
}

/// Gets the gateway's answer, or an empty 200 where the gateway did not get the request.
type Act = fn(Answer, &Clock) -> Answer;

/// A fault of the matrix.
pub struct Kind {
    pub name: &'static str,
    pub means: Means,
    pub only: Option<Only>,
    /// Whether the gateway gets the request. `None`: a submit is tried both ways, and a read does not reach it.
    pub through: Option<bool>,
    /// All requests meet it for so many milliseconds, not one.
    pub lasts: u64,
    /// How long the client must stay away, in milliseconds.
    pub wait: u64,
    pub act: Act,
}

const fn kind(name: &'static str, means: Means, act: Act) -> Kind {
    Kind {
        name,
        means,
        only: None,
        through: None,
        lasts: 0,
        wait: 0,
        act,
    }
}

impl Kind {
    const fn only(mut self, only: Only) -> Self {
        self.only = Some(only);
        self
    }

    const fn through(mut self, through: bool) -> Self {
        self.through = Some(through);
        self
    }

    const fn lasts(mut self, milliseconds: u64) -> Self {
        self.lasts = milliseconds;
        self
    }

    const fn wait(mut self, milliseconds: u64) -> Self {
        self.wait = milliseconds;
        self
    }
}

const PAGE: &str =
    "<!doctype html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n";
const HOUR: u64 = 3_600_000;

/// Every fault of the matrix.
pub const KINDS: &[Kind] = &[
    kind("a connection that breaks", Means::Silence, |_, _| Answer::lost()),
    kind("a reset in mid-body", Means::Silence, |_, _| {
        Answer::lost().after(20)
    })
    .through(true),
    kind("offline for 10 s", Means::Silence, |_, _| Answer::lost())
        .through(false)
        .lasts(10_000),
    kind("429 with Retry-After: 3", Means::Full, |_, _| {
        let body = json!({"error": {"message": "too many requests"}});
        Answer::json(429, &body).retry_after("3")
    })
    .through(false)
    .wait(3_000),
    kind("429 with a date", Means::Full, |_, clock| {
        let date = std::time::UNIX_EPOCH + std::time::Duration::from_millis(clock.now() + 4_000);
        Answer::text(429, "").retry_after(&httpdate::fmt_http_date(date))
    })
    .through(false)
    .wait(3_000),
    kind("429 with an absurd Retry-After", Means::Full, |_, _| {
        Answer::text(429, "").retry_after("9".repeat(400).as_str())
    })
    .through(false),
    kind("429 with Retry-After: 3600", Means::Never, |_, _| {
        Answer::text(429, "").retry_after("3600")
    })
    .through(false),
    kind("503 for 4 s", Means::Down, |_, _| {
        Answer::json(503, &json!({"error": {"message": "no available channel"}}))
    })
    .lasts(4_000),
    kind("502 with a web page for 30 s", Means::Down, |_, _| {
        Answer::text(502, PAGE)
    })
    .lasts(30_000),
    kind("500 with a success in words", Means::Down, |_, _| {
        Answer::json(500, &json!({"code": 1, "description": "ok", "result": "7"}))
    }),
    kind("an answer that never comes", Means::Timeout, |_, _| {
        Answer::never()
    }),
    kind("a body that drips for ever", Means::Timeout, |answer, _| {
        answer.after(10_000_000)
    })
    .through(true),
    kind(
        "a body that drips, but comes in time",
        Means::Harmless,
        |answer, _| answer.after(900),
    )
    .through(true),
    kind("a status that nobody knows", Means::Harmless, |answer, _| {
        answer.map_json(|value| {
            each(value, &mut |task| {
                if task.is_object() {
                    task["status"] = json!("DANCING");
                }
            });
        })
    })
    .only(Only::Read)
    .through(true),
    kind("200 with a web page", Means::Page, |_, _| Answer::text(200, PAGE)),
    kind("404 with a web page", Means::Gone, |_, _| Answer::text(404, PAGE)).through(false),
    kind("204", Means::Nothing, |_, _| Answer::text(204, "")),
    kind("an empty 200", Means::Nothing, |_, _| Answer::text(200, "")),
    kind("307 to another origin", Means::Elsewhere, |_, _| {
        Answer::text(307, "").location("https://elsewhere.test/mj")
    }),
    kind("a redirect as a page sees it", Means::Elsewhere, |_, _| {
        Answer::text(0, "")
    }),
    kind("half a body", Means::Garbage, |answer, _| answer.half()).through(true),
    kind("a body of 100 MB", Means::Endless, |_, _| Answer::too_large()).through(true),
    kind("every row of a list three times", Means::Harmless, |answer, _| {
        answer.map_json(|rows| {
            let all = rows.as_array().cloned().unwrap_or_default();
            let stale = all.iter().map(stale);
            let rows_again = stale.clone().chain(all.iter().cloned()).chain(stale.rev());
            *rows = rows_again.collect();
        })
    })
    .only(Only::List)
    .through(true),
    kind(
        "a list in reverse with strangers in it",
        Means::Harmless,
        |answer, _| {
            answer.map_json(|rows| {
                let mut all = rows.as_array().cloned().unwrap_or_default();
                all.reverse();
                all.splice(
                    0..0,
                    [Value::Null, json!(7), json!({"id": "8", "status": "SUCCESS"})],
                );
                all.push(json!({"status": "FAILURE"}));
                *rows = all.into();
            })
        },
    )
    .only(Only::List)
    .through(true),
    kind("code 23, queue full", Means::Full, |_, _| {
        envelope(200, &json!(23), "队列已满，请稍后尝试")
    })
    .only(Only::Submit)
    .through(false),
    kind("trueai's code 9, queue full", Means::Full, |_, _| {
        envelope(200, &json!(9), "提交失败，队列已满")
    })
    .only(Only::Submit)
    .through(false),
    kind("a relay's code 30 with 429", Means::Full, |_, _| {
        envelope(429, &json!(30), "当前分组负载已饱和，请稍后再试")
    })
    .only(Only::Submit)
    .through(false),
    kind("code 30 with 200", Means::Full, |_, _| {
        envelope(200, &json!("30"), "busy")
    })
    .only(Only::Submit)
    .through(false),
    kind("503 that says queue full", Means::Down, |_, _| {
        envelope(503, &json!(23), "queue is full")
    })
    .only(Only::Submit),
    kind("a code that nobody knows", Means::Refused, |_, _| {
        envelope(200, &json!(77), "?")
    })
    .only(Only::Submit),
    kind(
        "the clock is set an hour forward",
        Means::Later,
        |answer, clock| {
            clock.set(HOUR as i64);
            answer
        },
    )
    .through(true),
    kind(
        "the clock is set an hour back",
        Means::Harmless,
        |answer, clock| {
            clock.set(-(HOUR as i64));
            answer
        },
    )
    .through(true),
    kind(
        "the machine sleeps for an hour, and the request is lost",
        Means::Asleep,
        |_, clock| {
            clock.suspend(HOUR);
            Answer::lost()
        },
    ),
    kind(
        "the page is frozen for an hour, and the request is lost",
        Means::Frozen,
        |_, clock| {
            clock.freeze(HOUR);
            Answer::lost()
        },
    ),
];

/// Changes a task, or all tasks of a list.
fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(tasks) => tasks.iter_mut().for_each(change),
        task => change(task),
    }
}

/// A row of a list as a relay keeps it beside the one that counts.
fn stale(row: &Value) -> Value {
    let mut row = row.clone();
    for (name, value) in [
        ("status", json!("")),
        ("progress", json!("")),
        ("imageUrl", json!("")),
        ("buttons", Value::Null),
    ] {
        row[name] = value;
    }
    row
}

fn envelope(status: u16, code: &Value, description: &str) -> Answer {
    let body = json!({"code": code, "description": description, "result": null});
    Answer::json(status, &body)
}
