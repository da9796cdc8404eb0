//! The gateway's task object.

use super::{Json, id, progress, refusal};

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
    /// Returns the status of a protocol's word, in any case, with blanks or hyphens for its underscores.
    fn of_word(word: &str) -> Option<Self> {
        let mut statuses = Self::ALL.iter().copied();
        statuses.find(|status| is_same_word(word, status.word()))
    }

    /// Returns the final status that a gateway may mean by a word that is none of the protocol's.
    fn of_synonym(word: &str) -> Option<Self> {
        let is_one_of = |words: &[&str]| words.iter().any(|known| is_same_word(word, known));
        if is_one_of(&["COMPLETED", "SUCCEEDED", "FINISHED", "DONE"]) {
            Some(Self::Success)
        } else if is_one_of(&["FAILED", "ERROR"]) {
            Some(Self::Failure)
        } else if is_one_of(&["CANCELED", "CANCELLED"]) {
            Some(Self::Cancel)
        } else {
            None
        }
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

/// Compares a gateway's word to a protocol's: trimmed, in any case, with blanks and hyphens as underscores.
fn is_same_word(word: &str, known: &str) -> bool {
    let word = word.trim_ascii();
    let same = |(byte, known): (u8, u8)| match byte {
        b' ' | b'-' => known == b'_',
        _ => byte.eq_ignore_ascii_case(&known),
    };
    word.len() == known.len() && word.bytes().zip(known.bytes()).all(same)
}

/// The fields of a task that decide what the client does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The task's ID, if the object has one.
    pub id: Option<String>,
    /// Its status.
    pub status: Status,
    /// The final status that its word may mean, which is none of the protocol's. Two polls in a row must agree on it.
    pub claimed: Option<Status>,
    /// Whether the status is an empty text: a relay's row of a task before the first poll of its upstream.
    pub is_blank: bool,
    /// 0–100. `None` if the gateway sends no number. 100 only on success: relays send 100 % on failure too.
    pub progress: Option<u8>,
    /// Whether a task that has ended well lacks the image that it should have.
    pub lacks_image: bool,
}

/// Fields that only a task has. Without an ID they distinguish it from other objects with a status.
const OF_TASKS: [&str; 4] = ["action", "progress", "submitTime", "failReason"];

impl View {
    /// Reads the task with this ID. `None` for any other object.
    ///
    /// An object without an ID is the task only if its status is a word of the protocol, beside another field of a task.
    pub fn read(task: &Json, id: &str) -> Option<Self> {
        let view = Self::of_any(task)?;
        let is_wanted = match &view.id {
            Some(own) => own == id,
            None => {
                task.filled("status")
                    .is_some_and(|word| Status::ALL.iter().any(|status| status.word() == word))
                    && OF_TASKS.iter().any(|key| task.has(key))
            }
        };
        is_wanted.then_some(view)
    }

    /// Reads a row of a list, which must have an ID.
    pub fn of_row(row: &Json) -> Option<Self> {
        Self::of_any(row).filter(|view| view.id.is_some())
    }

    fn of_any(task: &Json) -> Option<Self> {
        if !task.is_object() || refusal::refuses(task) {
            return None;
        }
        // Each field is read once: on the web a read leaves the WebAssembly.
        let word = task.get("status");
        let text = word.as_ref().and_then(Json::text);
        let is_null = word.as_ref().is_some_and(Json::is_null);
        let is_task = match &word {
            Some(_) => text.is_some() || is_null,
            // An envelope has a code and no status.
            None => !task.has("code"),
        };
        if !is_task {
            return None;
        }
        let word = text.as_deref().unwrap_or_default();
        let is_blank = text.is_some() && word.is_empty();
        let status = if word.is_empty() {
            Status::NotStart
        } else {
            Status::of_word(word).unwrap_or(Status::Unknown)
        };
        let sent = task.field("progress").as_ref().and_then(progress::read);
        let (progress, claimed, lacks_image) = match status {
            Status::Success => (Some(100), None, lacks_image(task)),
            Status::Unknown => {
                let claimed = Status::of_synonym(word)
                    .filter(|claimed| *claimed != Status::Success || sent == Some(100) || has_result(task));
                (
                    sent.filter(|&percent| percent < 100),
                    claimed,
                    claimed == Some(Status::Success) && lacks_image(task),
                )
            }
            _ => (sent.filter(|&percent| percent < 100), None, false),
        };
        Some(Self {
            id: id::of(task),
            status,
            claimed,
            is_blank,
            progress,
            lacks_image,
        })
    }

    /// Shows a task that has ended, as it seems, as one that is about to end.
    pub fn set_unconfirmed(&mut self) {
        (self.status, self.progress) = (Status::InProgress, Some(99));
    }

    /// Returns `true` if this view of a task is further along than that one.
    pub fn is_further_than(&self, other: &Self) -> bool {
        (self.status.stage(), self.progress) > (other.status.stage(), other.progress)
    }
}

/// Returns `true` if a task shows what it made.
fn has_result(task: &Json) -> bool {
    has_images(task)
        || task
            .field("properties")
            .is_some_and(|properties| properties.filled("finalPrompt").is_some())
}

fn has_images(task: &Json) -> bool {
    let is_filled = |key: &&str| {
        task.field(key).is_some_and(|value| match value.items() {
            Some(items) => !items.is_empty(),
            None => value.text().is_some_and(|text| !text.is_empty()),
        })
    };
    ["imageUrl", "imageUrls", "videoUrl", "videoUrls"]
        .iter()
        .any(is_filled)
}

/// Returns `true` if a finished task should have an image and has none. Describe and shorten make texts.
fn lacks_image(task: &Json) -> bool {
    !has_images(task) && !matches!(task.filled("action").as_deref(), Some("DESCRIBE" | "SHORTEN"))
}

/// Returns why a task failed. Some gateways send an object: then the words in it, or else its JSON.
pub fn fail_reason(task: &Json) -> Option<String> {
    let reason = task.field("failReason")?;
    let words = reason.text().or_else(|| refusal::description(&reason)?.text());
    let words = words.or_else(|| Some(reason.stringify()?.start(u32::MAX)));
    words.filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests;
