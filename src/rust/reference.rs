//! Which task is meant.

use wasm_bindgen::JsValue;

use super::{Submission, Task, Token};

/// Which task a call is about: its id, the [`Task`], a [`Submission`] or a [`Token`], each by reference or by value.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRef(pub(super) Kind);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Id(String),
    Task(Box<Task>),
    Token(Token),
}

impl TaskRef {
    /// As `client` takes it.
    pub(super) fn to_js(&self) -> JsValue {
        match &self.0 {
            Kind::Id(id) => id.into(),
            Kind::Task(task) => task.json().to_js(),
            Kind::Token(token) => token.to_js(),
        }
    }
}

impl From<&str> for TaskRef {
    fn from(id: &str) -> Self {
        Self(Kind::Id(id.into()))
    }
}

impl From<String> for TaskRef {
    fn from(id: String) -> Self {
        Self(Kind::Id(id))
    }
}

impl From<&String> for TaskRef {
    fn from(id: &String) -> Self {
        Self(Kind::Id(id.clone()))
    }
}

impl From<Task> for TaskRef {
    fn from(task: Task) -> Self {
        Self(Kind::Task(Box::new(task)))
    }
}

impl From<&Task> for TaskRef {
    fn from(task: &Task) -> Self {
        task.clone().into()
    }
}

impl From<Token> for TaskRef {
    fn from(token: Token) -> Self {
        Self(Kind::Token(token))
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
