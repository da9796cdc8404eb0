//! Requests that are no jobs.

use std::{fmt, future::IntoFuture, rc::Rc};

use serde::Serialize;

use super::{
    Call, Error, Inner, LocalFuture, Task, TaskRef, options::CallOptions, query::CustomRequest,
    setters::request_setters,
};
use crate::platform::Json;

/// A request that has not been sent. Awaiting it returns its result. Dropping that future ends the request.
///
/// # Errors
///
/// As [`ErrorCode`](crate::ErrorCode) says. Never for a task's own status.
#[must_use = "a request is not sent until it is awaited"]
pub struct Request<T: Requested> {
    inner: Rc<Inner>,
    query: T::Query,
    options: CallOptions,
}

/// What a [`Request`] returns.
pub trait Requested: sealed::Sealed {}

mod sealed {
    use std::rc::Rc;

    use super::{Call, Inner, LocalFuture};

    /// Only the results of this crate.
    pub trait Sealed: Sized + 'static {
        /// What is requested.
        type Query: 'static;
        /// Sends the request.
        fn send(inner: Rc<Inner>, query: Self::Query, call: Call) -> LocalFuture<Self>;
    }
}

impl<T: Requested> Request<T> {
    pub(super) fn new(inner: &Rc<Inner>, query: T::Query) -> Self {
        Self {
            inner: Rc::clone(inner),
            query,
            options: CallOptions::default(),
        }
    }

    fn call_options(&mut self) -> &mut CallOptions {
        &mut self.options
    }

    request_setters!();
}

impl Request<Json> {
    /// Sets the JSON body. A GET takes none.
    pub fn body(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        let json = Json::encode(value).ok().and_then(|json| json.stringify());
        self.query = self.query.and_then(|mut request| {
            request.body = Some(json.ok_or_else(|| Error::invalid_input("body", "plain JSON"))?);
            Ok(request)
        });
        self
    }
}

impl<T: Requested> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = LocalFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        let call = self.inner.call(self.options);
        T::send(self.inner, self.query, call)
    }
}

impl Requested for Task {}

impl sealed::Sealed for Task {
    type Query = TaskRef;

    fn send(inner: Rc<Inner>, task: TaskRef, call: Call) -> LocalFuture<Self> {
        Box::pin(async move { inner.fetch(task.id()?, &call).await })
    }
}

impl Requested for Vec<Task> {}

impl sealed::Sealed for Vec<Task> {
    type Query = Vec<TaskRef>;

    fn send(inner: Rc<Inner>, tasks: Vec<TaskRef>, call: Call) -> LocalFuture<Self> {
        Box::pin(async move {
            let ids = tasks.iter().map(|task| task.id().map(Into::into));
            inner
                .fetch_many(&ids.collect::<Result<Vec<_>, _>>()?, &call)
                .await
        })
    }
}

impl Requested for Json {}

impl sealed::Sealed for Json {
    type Query = Result<CustomRequest, Error>;

    fn send(inner: Rc<Inner>, request: Self::Query, call: Call) -> LocalFuture<Self> {
        Box::pin(async move { inner.custom(request?, &call).await })
    }
}

impl<T: Requested> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}
