//! References to tasks.

use super::{Error, Submission, Task, Token};
use crate::gateway::id;

/// The task that a call is about: its ID, the [`Task`], a [`Submission`] or a [`Token`], each by reference or by value.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRef(pub(crate) Reference);

/// What is known of the task.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// Its ID.
    Id(String),
    /// All of it, as an earlier poll showed it.
    Task(Box<Task>),
    /// The token of its job.
    Token(Token),
}

impl TaskRef {
    /// Returns the ID.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorCode::InvalidInput) for an ID that could change the path of a request, and for a token without ID.
    pub(crate) fn id(&self) -> Result<&str, Error> {
        let id = match &self.0 {
            Reference::Id(id) => id,
            Reference::Task(task) => task.id(),
            Reference::Token(token) => token.id.as_deref().unwrap_or_default(),
        };
        if id::is_valid(id) {
            Ok(id)
        } else {
            Err(Error::invalid_input(
                "task",
                "a task (awaited), its id as a string (without slashes or \"..\") or, for wait, a job's token, parsed",
            ))
        }
    }

    /// Returns the task, if all of it is known.
    pub(super) fn task(&self) -> Option<&Task> {
        match &self.0 {
            Reference::Task(task) => Some(task),
            _ => None,
        }
    }
}

impl From<&str> for TaskRef {
    fn from(id: &str) -> Self {
        Self(Reference::Id(id.into()))
    }
}

impl From<String> for TaskRef {
    fn from(id: String) -> Self {
        Self(Reference::Id(id))
    }
}

impl From<&String> for TaskRef {
    fn from(id: &String) -> Self {
        Self(Reference::Id(id.clone()))
    }
}

impl From<Task> for TaskRef {
    fn from(task: Task) -> Self {
        Self(Reference::Task(Box::new(task)))
    }
}

impl From<&Task> for TaskRef {
    fn from(task: &Task) -> Self {
        task.clone().into()
    }
}

impl From<Token> for TaskRef {
    fn from(token: Token) -> Self {
        Self(Reference::Token(token))
    }
}

impl From<&Token> for TaskRef {
    fn from(token: &Token) -> Self {
        token.clone().into()
    }
}

impl From<Submission> for TaskRef {
    fn from(submission: Submission) -> Self {
        submission.token().into()
    }
}

impl From<&Submission> for TaskRef {
    fn from(submission: &Submission) -> Self {
        submission.token().into()
    }
}
