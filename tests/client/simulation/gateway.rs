//! The gateway of a script: the sandbox, and the tasks that are there before the script begins.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use midjourney_sandbox::{Dialect, Gateway, Request, Settings};
use midjourney_wasm::Task;
use serde_json::{Value, json};

use super::script::{GatewayPlan, Lists};
use crate::world::{Answer, BEGIN, Clock, Exchange, HOST, KEY, Server, handle};

/// The gateway of a script.
#[derive(Clone)]
pub struct Played(Rc<Inner>);

struct Inner {
    gateway: RefCell<Gateway>,
    lists: Lists,
}

/// Tasks that were finished before the script begins.
#[derive(Clone)]
pub struct Parents {
    pub grid: Task,
    pub single: Option<Task>,
}

thread_local! {
    /// Gateways with their finished tasks, by their settings: most scripts begin like one before.
    static READY: RefCell<BTreeMap<String, (Gateway, Parents)>> = RefCell::default();
}

impl Played {
    /// Sets up a gateway, with the tasks that were finished before.
    pub fn new(plan: &GatewayPlan) -> (Self, Parents) {
        let settings = Settings {
            dialect: plan.dialect,
            seed: 1,
            task_ms: plan.task_ms,
            concurrency: plan.concurrency,
            queue: plan.queue,
            remix: plan.remix,
            key: None,
            refresh_ms: plan.refresh_ms,
        };
        let key = format!("{settings:?}");
        let (gateway, parents) = READY.with_borrow_mut(|ready| {
            let found = ready.entry(key).or_insert_with(|| {
                let played = Self::of(Gateway::new(settings), plan.lists);
                let parents = played.parents(plan.dialect);
                let gateway = played.0.gateway.borrow().clone();
                (gateway, parents)
            });
            found.clone()
        });
        (Self::of(gateway, plan.lists), parents)
    }

    fn of(gateway: Gateway, lists: Lists) -> Self {
        let gateway = RefCell::new(gateway);
        Self(Rc::new(Inner { gateway, lists }))
    }

    /// Asks the gateway, past the network and its account.
    pub fn ask(&self, method: &str, path: &str, body: &Value, now: u64) -> Value {
        let request = Request::new(method, path, body.to_string().as_bytes())
            .with("host", HOST)
            .with("mj-api-secret", KEY)
            .with("accept", "application/json")
            .with("content-type", "application/json");
        let answer = self.0.gateway.borrow_mut().handle(&request, now);
        serde_json::from_slice(&answer.body.into_bytes()).unwrap_or_default()
    }

    /// Submits a task for somebody else. `None` if the gateway refuses.
    pub fn submit(&self, verb: &str, body: &Value, now: u64) -> Option<String> {
        let reply = self.ask("POST", &format!("/mj/submit/{verb}"), body, now);
        let result = &reply["result"];
        let is_accepted = matches!(reply["code"].as_u64(), Some(1 | 21 | 22));
        is_accepted.then(|| result.as_str().map_or_else(|| result.to_string(), Into::into))
    }

    fn finished(&self, id: &str, now: u64) -> Task {
        let task = self.ask("GET", &format!("/mj/task/{id}/fetch"), &Value::Null, now);
        task.to_string().parse().unwrap()
    }

    /// Makes a grid and, where there are buttons, a single picture of it.
    fn parents(&self, dialect: Dialect) -> Parents {
        let begun = BEGIN - 900_000;
        let grid = self
            .submit("imagine", &json!({"prompt": "black cat"}), begun)
            .unwrap();
        let grid = self.finished(&grid, begun + 300_000);
        let single = (dialect != Dialect::Novicezk).then(|| {
            let buttons = grid.buttons();
            let upscale = buttons.iter().find(|button| button.label() == "U1").unwrap();
            let press = json!({"taskId": grid.id(), "customId": upscale.custom_id()});
            let single = self.submit("action", &press, begun + 300_000).unwrap();
            self.finished(&single, BEGIN - 1_000)
        });
        Parents { grid, single }
    }
}

impl Server for Played {
    fn answer(&self, exchange: &Exchange, clock: &Clock) -> Answer {
        let none = match self.0.lists {
            Lists::Rows => None,
            Lists::NotFound => Some(Answer::text(404, "")),
            Lists::Html => Some(Answer::text(200, "<html>home</html>")),
            Lists::Envelope => Some(Answer::json(
                200,
                &json!({"code": 4, "description": "no such route"}),
            )),
        };
        if let Some(none) = none.filter(|_| exchange.verb == "list") {
            return none;
        }
        handle(&mut self.0.gateway.borrow_mut(), exchange, clock)
    }
}
