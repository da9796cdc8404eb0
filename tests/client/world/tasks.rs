//! A gateway whose tasks come on evenly and take as long as a test says.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use serde_json::{Value, json};

use super::{answer::Answer, clock::Clock, exchange::Exchange, gateway::Server};

type Length = Box<dyn Fn(&str) -> u64>;
/// Gets the request and the rows of its tasks. `None`: the rows in reverse are the answer.
type Lists = Box<dyn Fn(&Exchange, &[Value]) -> Option<Answer>>;

/// A gateway whose tasks have the ids 1, 2 and so on. A task that was not submitted began with the world.
pub struct Tasks {
    length: Length,
    lists: Lists,
    submitted: RefCell<BTreeMap<String, u64>>,
    count: Cell<u64>,
}

impl Tasks {
    /// Tasks of 20 s.
    pub fn new() -> Self {
        Self {
            length: Box::new(|_| 20_000),
            lists: Box::new(|_, _| None),
            submitted: RefCell::default(),
            count: Cell::new(0),
        }
    }

    /// Says how long a task takes, in milliseconds.
    pub fn length(self, length: impl Fn(&str) -> u64 + 'static) -> Self {
        Self {
            length: Box::new(length),
            ..self
        }
    }

    /// Answers lists otherwise.
    pub fn lists(self, lists: impl Fn(&Exchange, &[Value]) -> Option<Answer> + 'static) -> Self {
        Self {
            lists: Box::new(lists),
            ..self
        }
    }

    fn row(&self, id: &str, now: u64) -> Value {
        let begun = self.submitted.borrow().get(id).copied().unwrap_or_default();
        let (age, length) = (now - begun, (self.length)(id));
        if age >= length {
            return json!({"id": id, "status": "SUCCESS", "progress": "100%", "imageUrl": "/i"});
        }
        let progress = (age * 7 / length * 15).min(93);
        json!({"id": id, "status": "IN_PROGRESS", "progress": format!("{progress}%")})
    }
}

impl Server for Tasks {
    fn answer(&self, exchange: &Exchange, clock: &Clock) -> Answer {
        if exchange.is_submit() {
            self.count.set(self.count.get() + 1);
            let id = self.count.get().to_string();
            self.submitted.borrow_mut().insert(id.clone(), clock.age());
            return Answer::json(200, &json!({"code": 1, "result": id}));
        }
        let rows = exchange.ids.iter().map(|id| self.row(id, clock.age()));
        let mut rows: Vec<Value> = rows.collect();
        if exchange.verb == "fetch" {
            return Answer::json(200, &rows.swap_remove(0));
        }
        (self.lists)(exchange, &rows).unwrap_or_else(|| {
            rows.reverse();
            Answer::json(200, &rows.into())
        })
    }
}
