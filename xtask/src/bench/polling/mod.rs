//! How often the client polls, and how late it sees the end: its own schedule, from the client's own file, against those of
//! others on tasks that are made up from seeds. Native, and some seconds at most.

mod alone;
mod schedules;
mod together;
mod trace;

use serde_json::{Value, json};

use alone::Outcome;
use schedules::{Eta, Fixed, Ours, Ramp, client::Pace};
use trace::{SHAPES, Shape, Trace};

/// The tasks that are reported on: so many of each kind.
const TASKS: usize = 2_000;

/// The seed of the tasks that are reported on, and of those by which the schedule's numbers were chosen.
const SEEDS: [u64; 2] = [2_026, 1];

/// How a schedule is named, and how one task is followed by it.
type Contender = (&'static str, fn(&Trace, &mut f64, &mut Outcome));

const CONTENDERS: [Contender; 7] = [
    ("midjourney-wasm", |trace, took, outcome| {
        alone::follow(trace, &mut Ours::new(Pace::default(), trace, took), outcome);
    }),
    ("every 0.5 s", |trace, _, outcome| {
        alone::follow(trace, &mut Fixed(500.0), outcome)
    }),
    ("every 1 s", |trace, _, outcome| {
        alone::follow(trace, &mut Fixed(1e3), outcome)
    }),
    ("every 2 s", |trace, _, outcome| {
        alone::follow(trace, &mut Fixed(2e3), outcome)
    }),
    ("every 5 s", |trace, _, outcome| {
        alone::follow(trace, &mut Fixed(5e3), outcome)
    }),
    ("1 s growing to 5 s", |trace, _, outcome| {
        alone::follow(trace, &mut Ramp(1e3), outcome)
    }),
    ("half of what is left", |trace, _, outcome| {
        alone::follow(trace, &mut Eta::default(), outcome);
    }),
];

/// An oracle polls once after each change, and sees it when the response is back.
const ORACLE: &str = "knowing the future";

const SAYS: &str = "How often a client polls and how late it sees the end, by its schedule alone: the client's own file \
(`src/policy/schedule.rs`) against those of others, on 2,000 made-up tasks of each kind. A poll takes 80 ms. `on others` is the same on \
the 2,000 tasks by which its numbers were chosen. `half of what is left` is the rule of thumb for a task with a progress: one second and \
a third more each time, then half of what is left by the speed of the latest two changes, from 1 to 5 s. An oracle (`knowing the future`) polls once \
after each change. [How it decides](polling.md).";

/// Follows all tasks of a kind. Each knows what the ones before learned of the gateway, as in one client.
fn followed(shape: &Shape, seed: u64, follow: fn(&Trace, &mut f64, &mut Outcome)) -> Outcome {
    let mut outcome = Outcome::default();
    let mut took = 0.0;
    for trace in shape.tasks(seed, TASKS) {
        follow(&trace, &mut took, &mut outcome);
    }
    outcome
}

/// The results, as `benches/write.js` reads them.
pub fn run() -> Value {
    let (mut rows, mut points) = (Vec::new(), Vec::new());
    let mut minute = Outcome::default();
    for shape in &SHAPES {
        for (name, follow) in CONTENDERS {
            let outcome = followed(shape, SEEDS[0], follow);
            let (requests, delay) = (outcome.requests_per_task(), outcome.mean_delay());
            let mut row = vec![
                shape.name.to_owned(),
                name.to_owned(),
                format!("{requests:.1}"),
                format!("{delay:.2} s"),
                format!("{:.1} s", outcome.worst_delay()),
                String::new(),
            ];
            if name == CONTENDERS[0].0 {
                let other = followed(shape, SEEDS[1], follow);
                row[5] = format!("{:.1}, {:.2} s", other.requests_per_task(), other.mean_delay());
            }
            rows.push(row);
            points.push(point(shape.name, name, requests, delay));
            if shape.name == SHAPES[0].name && name == CONTENDERS[0].0 {
                minute = outcome;
            }
        }
        let tasks = shape.tasks(SEEDS[0], TASKS);
        let changes = tasks.iter().map(Trace::changes).sum::<usize>() as f64 / TASKS as f64;
        let delay = alone::ONE_WAY / 1e3;
        rows.push(vec![
            shape.name.to_owned(),
            ORACLE.to_owned(),
            format!("{changes:.1}"),
            format!("{delay:.2} s"),
            format!("{delay:.1} s"),
            String::new(),
        ]);
        points.push(point(shape.name, ORACLE, changes, delay));
    }
    let (requests, delay) = (minute.requests_per_task(), minute.mean_delay());
    json!({
        "part": "polling",
        "title": "The schedule, in a model",
        "says": SAYS,
        "tables": [
            {
                "title": "One task at a time",
                "columns": ["tasks", "schedule", "polls", "mean delay", "worst delay", "on others"],
                "rows": rows,
            },
            { "title": "The kinds of tasks", "columns": ["tasks", "are"], "rows": SHAPES.map(|shape| [shape.name, shape.says]) },
            together_table(),
        ],
        "goals": [{
            "goal": "a task of 60 s: at most 17 polls and 0.6 s mean delay",
            "measured": format!("{requests:.1} polls, {delay:.2} s"),
            "met": requests <= 17.0 && delay <= 0.6,
            "tried": "",
        }],
        "plots": [{ "file": "polling", "alt": "Polls and mean delay of each schedule, for nine kinds of tasks", "spec": plot(&points) }],
    })
}

fn point(tasks: &str, schedule: &str, polls: f64, delay: f64) -> Value {
    json!({ "tasks": tasks, "schedule": schedule, "polls": polls, "delay": delay })
}

/// Many tasks at once, by shared requests, and by a loop that polls all open ones.
fn together_table() -> Value {
    let mut rows = Vec::new();
    for (count, seeds) in [(10, 100), (100, 20), (1_000, 4)] {
        let (mut ours, mut fixed, mut read) = (Outcome::default(), Outcome::default(), 0);
        for seed in 0..seeds {
            let traces = trace::together(SEEDS[0] + seed, count);
            read += together::follow(&traces, Pace::default(), &mut ours);
            together::follow_fixed(&traces, 2e3, &mut fixed);
        }
        for (name, outcome, read) in [
            ("midjourney-wasm", &ours, read),
            ("all that are open, every 2 s", &fixed, 0),
        ] {
            let tasks = (count as f64) * (seeds as f64);
            rows.push(vec![
                count.to_string(),
                name.to_owned(),
                format!("{:.1}", outcome.requests / seeds as f64),
                format!("{:.2} s", outcome.mean_delay()),
                format!("{:.1} s", outcome.worst_delay()),
                if read > 0 {
                    format!("{:.1}", read as f64 / tasks)
                } else {
                    String::new()
                },
            ]);
        }
    }
    json!({
        "title": "Tasks of a minute, a fifth more or less, that were submitted together",
        "columns": ["tasks", "schedule", "requests", "mean delay", "worst delay", "polls per task"],
        "rows": rows,
    })
}

fn plot(points: &[Value]) -> Value {
    let names: Vec<_> = CONTENDERS.iter().map(|(name, _)| *name).chain([ORACLE]).collect();
    let colors = [
        "#d6336c", "#adb5bd", "#8a97a6", "#667587", "#414e5e", "#0f8b8d", "#e08e0b", "#5f3dc4",
    ];
    let color = json!({
        "field": "schedule",
        "type": "nominal",
        "title": null,
        "scale": { "domain": names, "range": colors },
        "legend": { "orient": "top", "columns": 4 },
    });
    let polls = json!({
        "field": "polls",
        "type": "quantitative",
        "title": "polls per task",
        "scale": { "type": "log", "domain": [0.8, 800], "nice": false },
        "axis": { "values": [1, 10, 100], "grid": true },
    });
    let delay = json!({
        "field": "delay",
        "type": "quantitative",
        "title": "mean delay (s)",
        "axis": { "tickCount": 4 },
    });
    json!({
        "data": { "values": points },
        "facet": { "field": "tasks", "type": "nominal", "title": null, "sort": SHAPES.map(|shape| shape.name) },
        "columns": 3,
        "spec": {
            "width": 190,
            "height": 130,
            "mark": { "type": "point", "filled": true, "size": 80, "opacity": 1 },
            "encoding": { "x": polls, "y": delay, "color": color },
        },
    })
}
