//! The faults of a script, between the client and its gateway.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde_json::{Value, json};

use super::{
    account::Account,
    play::{Met, Play},
    script::{Fault, Rows, Script},
};
use crate::world::{self, Answer, Clock, Exchange};

/// Connects the client and the gateway by a network with the script's faults. Returns what will have met a request.
pub fn connect(play: &Play) -> Met {
    let met = Met::default();
    let network = Rc::new(Network {
        script: Rc::clone(&play.script),
        account: Rc::clone(&play.account),
        clock: play.stage.world.clock().clone(),
        first: RefCell::default(),
        met: Rc::clone(&met),
    });
    for is_through in [true, false] {
        let (choose, act) = (Rc::clone(&network), Rc::clone(&network));
        let fault = world::Fault::of(move |exchange| {
            choose
                .fault(exchange)
                .is_some_and(|fault| is_let_through(fault) == is_through)
        });
        play.stage.world.fault(if is_through {
            fault.after(move |exchange, answer| act.act(exchange, answer))
        } else {
            fault.instead(move |exchange| act.act(exchange, Answer::text(200, "")))
        });
    }
    // What no fault meets is kept, for a replica that lags.
    let keep = Rc::clone(&network);
    play.stage
        .world
        .fault(world::Fault::on("fetch").after(move |exchange, answer| {
            keep.keep(exchange, &answer);
            answer
        }));
    met
}

struct Network {
    script: Rc<Script>,
    account: Rc<Account>,
    clock: Clock,
    /// The first answer to each URL.
    first: RefCell<BTreeMap<String, Answer>>,
    met: Met,
}

/// Whether the gateway gets a request that meets the fault.
fn is_let_through(fault: &Fault) -> bool {
    match fault {
        Fault::Lost { through } | Fault::Hang { through } | Fault::TooLarge { through } => *through,
        Fault::Answer { through, .. } => *through,
        Fault::Redirect { .. } | Fault::Refusal { .. } | Fault::Missing(_) => false,
        Fault::Half
        | Fault::Stale
        | Fault::Delay(_)
        | Fault::Suspend(_)
        | Fault::Freeze(_)
        | Fault::Row { .. }
        | Fault::Rows(_) => true,
    }
}

/// Whether a fault can meet a request.
fn fits(fault: &Fault, exchange: &Exchange) -> bool {
    match fault {
        Fault::Refusal { .. } => exchange.is_submit(),
        Fault::Row { .. } => exchange.is_poll(),
        Fault::Missing(_) | Fault::Stale => exchange.verb == "fetch",
        Fault::Rows(_) => exchange.verb == "list",
        _ => true,
    }
}

impl Network {
    fn fault(&self, exchange: &Exchange) -> Option<&Fault> {
        let own = self
            .script
            .faults
            .iter()
            .find(|(number, _)| *number == exchange.number);
        let outage = self.script.outage.as_ref();
        let outage = outage.filter(|outage| (outage.from..outage.from + outage.lasts).contains(&exchange.at));
        let fault = own
            .map(|(_, fault)| fault)
            .or(outage.map(|outage| &outage.fault))?;
        fits(fault, exchange).then_some(fault)
    }

    fn keep(&self, exchange: &Exchange, answer: &Answer) {
        let mut first = self.first.borrow_mut();
        first
            .entry(exchange.url.clone())
            .or_insert_with(|| answer.clone());
    }

    fn act(&self, exchange: &Exchange, answer: Answer) -> Answer {
        let Some(fault) = self.fault(exchange) else {
            return answer;
        };
        self.met.borrow_mut().insert(fault.kind());
        match fault {
            Fault::Lost { .. } => Answer::lost(),
            Fault::Hang { .. } => Answer::never(),
            Fault::TooLarge { .. } => Answer::too_large(),
            Fault::Half => answer.half(),
            Fault::Stale => self.first.borrow().get(&exchange.url).cloned().unwrap_or(answer),
            Fault::Delay(milliseconds) => answer.after(*milliseconds),
            Fault::Suspend(milliseconds) => {
                self.clock.suspend(*milliseconds);
                self.account.lose(*milliseconds, self.clock.age());
                answer
            }
            Fault::Freeze(milliseconds) => {
                self.clock.freeze(*milliseconds);
                self.account.lose(*milliseconds, self.clock.age());
                answer
            }
            Fault::Redirect { status, place } => Answer::text(*status, "").location(place),
            Fault::Answer {
                status,
                body,
                retry_after,
                ..
            } => {
                let answer = Answer::text(*status, body);
                match retry_after {
                    Some(wait) => answer.retry_after(wait),
                    None => answer,
                }
            }
            Fault::Refusal {
                status,
                code,
                description,
            } => {
                let body = format!(r#"{{"code":{code},"description":"{description}","result":null}}"#);
                Answer::text(*status, &body)
            }
            Fault::Row { status, progress } => answer.map_json(|value| {
                each(value, &mut |row| {
                    row["status"] = serde_json::from_str(status).unwrap();
                    row["progress"] = serde_json::from_str(progress).unwrap();
                });
            }),
            Fault::Missing(400) => Answer::json(400, &json!({"code": 4, "description": "task_no_found "})),
            Fault::Missing(status) => Answer::text(*status, ""),
            Fault::Rows(rows) => answer.map_json(|value| {
                if let Value::Array(all) = value {
                    change(all, *rows);
                }
            }),
        }
    }
}

/// Changes a task, or all tasks of a list.
fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(rows) => rows.iter_mut().for_each(change),
        // An envelope is no task.
        Value::Object(fields) if !fields.contains_key("code") => change(value),
        _ => {}
    }
}

fn change(all: &mut Vec<Value>, rows: Rows) {
    match rows {
        Rows::None => all.clear(),
        Rows::First => all.truncate(1),
        Rows::Twice => {
            let stale = all.iter().map(|row| {
                let mut row = row.clone();
                (row["status"], row["progress"]) = (json!("NOT_START"), json!("0%"));
                row
            });
            let stale: Vec<_> = stale.collect();
            all.extend(stale);
        }
    }
}
