//! The gateway's task object.

use super::{Json, id, progress};

/// Status of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Accepted. Also a relay's `""` before the first poll of its upstream.
    NotStart,
    /// Handed to Midjourney.
    Submitted,
    /// Waits for `/submit/modal`.
    Modal,
    /// Runs.
    InProgress,
    /// An unknown word. Counts as running.
    Unknown,
    /// Done.
    Success,
    /// Failed.
    Failure,
    /// Cancelled.
    Cancel,
}

impl Status {
    /// Reads a word, or its absence.
    fn read(word: Option<&Json>) -> Self {
        let Some(word) = word else {
            return Self::NotStart;
        };
        let Some(word) = word.text() else {
            return Self::Unknown;
        };
        if word.is_empty() {
            return Self::NotStart;
        }
        let known = Self::ALL.iter().find(|status| status.word() == word);
        known.copied().unwrap_or(Self::Unknown)
    }

    const ALL: &[Self] = &[
        Self::NotStart,
        Self::Submitted,
        Self::Modal,
        Self::InProgress,
        Self::Success,
        Self::Failure,
        Self::Cancel,
    ];

    /// Returns the protocol's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStart => "NOT_START",
            Self::Submitted => "SUBMITTED",
            Self::Modal => "MODAL",
            Self::InProgress => "IN_PROGRESS",
            Self::Unknown => "UNKNOWN",
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
            Self::Cancel => "CANCEL",
        }
    }

    /// Returns `true` if the task has ended.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Success | Self::Failure | Self::Cancel)
    }

    /// Returns how far along it is, to choose between two rows of one task: a relay keeps a stale row beside the live one.
    fn stage(self) -> u8 {
        match self {
            Self::NotStart => 0,
            Self::Modal => 1,
            Self::Submitted => 2,
            Self::Unknown | Self::InProgress => 3,
            Self::Success | Self::Failure | Self::Cancel => 4,
        }
    }
}

/// The fields of a task that decide what the client does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The task's ID, if the object has one.
    pub id: Option<String>,
    /// Its status.
    pub status: Status,
    /// Whether the status is an empty text: a relay's row of a task before the first poll of its upstream.
    pub is_blank: bool,
    /// 0–100. `None` if the gateway sends no number. 100 only on success: relays send 100 % on failure too.
    pub progress: Option<u8>,
}

impl View {
    /// Reads a task. `None` if the object is no task: one with a `code` is an envelope.
    pub fn read(task: &Json) -> Option<Self> {
        if !task.is_object() || task.has("code") {
            return None;
        }
        // Each field is read once: on the web a read leaves the WebAssembly.
        let (id, word) = (task.field("id"), task.field("status"));
        if id.is_none() && word.is_none() {
            return None;
        }
        let status = Status::read(word.as_ref());
        let sent = task.field("progress").as_ref().and_then(progress::read);
        let progress = if status == Status::Success {
            Some(100)
        } else {
            sent.filter(|&percent| percent < 100)
        };
        Some(Self {
            id: id.as_ref().and_then(id::read),
            status,
            is_blank: status == Status::NotStart
                && word.is_some_and(|word| word.text().as_deref() == Some("")),
            progress,
        })
    }

    /// Returns `true` if this view of a task is further along than that one.
    pub fn is_further_than(&self, other: &Self) -> bool {
        (self.status.stage(), self.progress) > (other.status.stage(), other.progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(text: &str) -> Option<View> {
        View::read(&Json::parse(text).unwrap())
    }

    #[test]
    fn a_task_is_distinguished_from_an_envelope() {
        assert!(view(r#"{"id":"1"}"#).is_some());
        assert!(view(r#"{"status":""}"#).is_some());
        for other in [
            r#"{"code":4,"description":"x"}"#,
            r#"{"id":"1","code":1}"#,
            "[]",
            "null",
            "{}",
            "5",
        ] {
            assert_eq!(view(other), None, "{other}");
        }
    }

    #[test]
    fn states_are_read() {
        for (text, status, progress) in [
            (r#"{"id":"1"}"#, Status::NotStart, None),
            (
                r#"{"id":"1","status":null,"progress":null}"#,
                Status::NotStart,
                None,
            ),
            (
                r#"{"id":"1","status":"","progress":"0%"}"#,
                Status::NotStart,
                Some(0),
            ),
            (
                r#"{"id":"1","status":"IN_PROGRESS","progress":"31%"}"#,
                Status::InProgress,
                Some(31),
            ),
            (
                r#"{"id":"1","status":"IN_PROGRESS","progress":"100%"}"#,
                Status::InProgress,
                None,
            ),
            (
                r#"{"id":"1","status":"SUCCESS","progress":"93%"}"#,
                Status::Success,
                Some(100),
            ),
            (
                r#"{"id":"1","status":"FAILURE","progress":"100%"}"#,
                Status::Failure,
                None,
            ),
            (
                r#"{"id":"1","status":"CANCEL","progress":"46%"}"#,
                Status::Cancel,
                Some(46),
            ),
            (
                r#"{"id":"1","status":"PAUSED","progress":"46%"}"#,
                Status::Unknown,
                Some(46),
            ),
            (r#"{"id":"1","status":5}"#, Status::Unknown, None),
        ] {
            let view = view(text).unwrap();
            assert_eq!((view.status, view.progress), (status, progress), "{text}");
        }
    }

    #[test]
    fn of_two_rows_the_further_one_is_recognized() {
        let order = [
            r#"{"id":"1","status":""}"#,
            r#"{"id":"1","status":"MODAL"}"#,
            r#"{"id":"1","status":"SUBMITTED"}"#,
            r#"{"id":"1","status":"IN_PROGRESS","progress":"15%"}"#,
            r#"{"id":"1","status":"IN_PROGRESS","progress":"58%"}"#,
            r#"{"id":"1","status":"SUCCESS"}"#,
        ]
        .map(|text| view(text).unwrap());
        for (at, row) in order.iter().enumerate() {
            for (other, earlier) in order.iter().enumerate() {
                assert_eq!(row.is_further_than(earlier), at > other);
            }
        }
    }
}
