//! Finds a task that was submitted earlier: by its ID, or by the marker of its submit.

use super::{
    Error, ErrorKind,
    reference::Reference,
    root_url,
    run::{Followed, Run},
};
use crate::{
    gateway::id,
    policy::watch::{AFTER_GAP, GRACE, Start, is_gap},
};

impl Run<'_> {
    /// Finds a task that was submitted earlier: by its ID, or by the marker of its submit.
    pub(super) async fn find(&self, reference: &Reference) -> Result<Followed, Error> {
        let is_unusable = || {
            Error::invalid_input(
                "task",
                "a task, its id as a string (without slashes or \"..\") or, for wait, a job's token, parsed",
            )
        };
        let (known, token) = match reference {
            Reference::Id(id) => (Some(id.clone()), None),
            Reference::Task(task) => (Some(task.id().into()), None),
            Reference::Token(token) => (token.id.clone(), Some(token)),
        };
        if let Some(token) = token {
            let mode = self.inner.options.mode.as_deref();
            if root_url(&*self.inner.platform, &token.base_url, mode)? != self.inner.root_url {
                return Err(Error::invalid_input(
                    "token",
                    "of a job of this client's gateway (baseUrl differs)",
                ));
            }
        }
        let submitted_at = token.and_then(|token| token.submitted_at).map(|at| at as f64);
        let id = match (known, token.and_then(|token| token.state.as_deref())) {
            (Some(id), _) => id,
            (None, Some(state)) => {
                let found = self.find_by_state(state, submitted_at).await;
                found.map_err(Error::mark_maybe_submitted)?
            }
            (None, None) => return Err(is_unusable()),
        };
        if !id::is_valid(&id) {
            return Err(is_unusable());
        }
        let start = Start {
            // 0 would mean "submitted by this job". A task that is followed again may be finished.
            age: submitted_at.map(|at| (self.inner.platform.now() - at).max(1.0)),
            modal_sent: token.is_some_and(|token| token.modal),
            queued: false,
        };
        Ok(Followed::new(id, token.is_some(), start))
    }

    /// Searches the gateway's list again and again: for a short time after the submit the task may not be listed yet, and a list that
    /// cannot be read may be readable later.
    async fn find_by_state(&self, state: &str, submitted_at: Option<f64>) -> Result<String, Error> {
        let platform = &self.inner.platform;
        let is_over = || platform.now() >= self.deadline;
        let timed_out = |last| Error::new(ErrorKind::TaskTimeout(Some(Box::new(last))));
        let (mut last, mut deadline) = (None, self.deadline);
        loop {
            let error = match self.inner.find_by_state(state, self.call, deadline).await {
                Ok(id) => return Ok(id),
                Err(error) => error,
            };
            // A request that the deadline ended says less than the failure before it.
            let error = match (error.kind(), last.take()) {
                (ErrorKind::TaskTimeout(_), Some(last)) => last,
                _ => error,
            };
            let is_listed = matches!(error.kind(), ErrorKind::MarkerNotFound { .. });
            let is_new = submitted_at.is_some_and(|at| platform.now() - at < GRACE);
            if !error.is_retryable() || is_listed && (is_over() || !is_new) {
                return Err(error);
            }
            platform
                .sleep(self.call.options.pace.longest().min(self.remaining()))
                .await;
            if is_over() {
                // After a gap one more read comes first.
                let now = platform.now();
                if deadline > self.deadline || !is_gap(self.deadline, now) {
                    return Err(if is_listed { error } else { timed_out(error) });
                }
                deadline = now + AFTER_GAP;
            }
            last = Some(error);
        }
    }
}
