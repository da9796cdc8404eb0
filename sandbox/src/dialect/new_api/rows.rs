//! The relay's own copies of its tasks.
//!
//! new-api keeps a row per submit and looks after all of them once in a while. A modal adds a second row for the same id. Only the newest unfinished row of an
//! id is refreshed, so the older one, which `fetch` shows, stands still until the newer one has ended.

use std::collections::HashMap;

use crate::studio::Studio;
use crate::task::{Look, Status, Task};

/// One submit that the relay took.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub id: String,
    pub action: &'static str,
    /// That of the submit, or of the parent.
    pub prompt: String,
    /// That of the submit's answer, for ever.
    pub description: String,
    pub submitted: u64,
    /// What was seen at the last look.
    pub seen: Option<(Look, Box<Task>)>,
}

impl Row {
    /// Where the task stands by this row; none before the first look.
    pub fn status(&self) -> Option<Status> {
        self.seen.as_ref().map(|(look, _)| look.status)
    }

    fn ended(&self) -> bool {
        self.status().is_some_and(Status::is_end)
    }
}

/// All rows, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    started: Option<u64>,
    looks: u64,
}

impl Rows {
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The row that `fetch` shows.
    pub fn first(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// All rows of these ids.
    pub fn of<'a>(&'a self, ids: &'a [String]) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| ids.contains(&row.id))
    }

    /// Catches up with all looks that were due until `now`.
    pub fn refresh(&mut self, studio: &Studio, every: u64, now: u64) {
        let every = every.max(1);
        let started = *self.started.get_or_insert(now);
        let due = now.saturating_sub(started) / every;
        // After the third look in a row nothing changes any more that a fourth would show.
        let from = (self.looks + 1).max(due.saturating_sub(3));
        for look in from..=due {
            self.look(studio, started + look * every);
        }
        self.looks = due;
    }

    fn look(&mut self, studio: &Studio, at: u64) {
        let mut newest: HashMap<&str, usize> = HashMap::new();
        for (number, row) in self.rows.iter().enumerate() {
            if !row.ended() {
                newest.insert(&row.id, number);
            }
        }
        let numbers: Vec<usize> = newest.into_values().collect();
        for number in numbers {
            let Some(row) = self.rows.get_mut(number) else {
                continue;
            };
            if let Some(task) = studio.task(&row.id) {
                row.seen = Some((task.look(at), Box::new(task.clone())));
            }
        }
    }
}
