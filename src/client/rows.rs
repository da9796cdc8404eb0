//! The rows of a gateway's list, by the IDs of their tasks.

use crate::{
    gateway::task::{Status, View},
    platform::Json,
};

/// The rows of a list, sorted by ID.
pub(super) struct Rows(Vec<Row>);

/// One row.
pub(super) struct Row {
    id: String,
    /// Whether the list has another row of the same task, as a relay's has after a modal.
    is_double: bool,
    pub view: View,
    pub json: Json,
}

impl Row {
    /// Returns `true` for a success that the task itself may not show yet: a relay finishes the two rows one after the other.
    pub fn is_unconfirmed(&self) -> bool {
        self.is_double && self.view.status == Status::Success
    }
}

impl Rows {
    /// Sorts the rows. A relay keeps two rows of one task after a modal: the further one counts.
    pub fn new(list: Vec<Json>) -> Self {
        let mut rows = Self(Vec::with_capacity(list.len()));
        for json in list {
            let Some(view) = View::of_row(&json) else {
                continue;
            };
            let Some(id) = view.id.clone() else {
                continue;
            };
            let position = rows.position(&id);
            let row = Row {
                id,
                is_double: position.is_ok(),
                view,
                json,
            };
            match position {
                Err(position) => rows.0.insert(position, row),
                Ok(position) => {
                    if let Some(known) = rows.0.get_mut(position) {
                        known.is_double = true;
                        if row.view.is_further_than(&known.view) {
                            *known = row;
                        }
                    }
                }
            }
        }
        rows
    }

    fn position(&self, id: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|row| row.id.as_str().cmp(id))
    }

    /// Returns the row of a task.
    pub fn get(&self, id: &str) -> Option<&Row> {
        self.0.get(self.position(id).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_further_of_two_rows_counts() {
        let list = r#"[{"id":"2","status":"MODAL"},{"id":"1","status":"SUBMITTED"},{"status":"SUCCESS"},
            {"id":"2","status":"IN_PROGRESS","progress":"31%"},{"id":"2","status":""},{"id":"__proto__","status":"SUCCESS"}]"#;
        let rows = Rows::new(Json::parse(list).unwrap().items().unwrap());
        let progress = |id| {
            rows.get(id)
                .map(|row| (row.view.status.word(), row.view.progress))
        };
        assert_eq!(progress("1"), Some(("SUBMITTED", None)));
        assert_eq!(progress("2"), Some(("IN_PROGRESS", Some(31))));
        assert_eq!(progress("__proto__"), Some(("SUCCESS", Some(100))));
        assert_eq!(progress("3"), None);
    }
}
