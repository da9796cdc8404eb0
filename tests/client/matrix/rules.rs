//! What must become of a call, by what the fault amounts to and where it happens. Nothing here was recorded from a run.

use midjourney_wasm::ErrorCode;

use super::{
    kinds::{Kind, Means},
    places::{Place, Sort},
};

/// What must become of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// The tasks are delivered, after so many submits.
    Delivered { sent: usize },
    /// The call fails so.
    Fails { code: ErrorCode, maybe_submitted: bool },
}

const DELIVERED: Rule = Rule::Delivered { sent: 1 };

fn fails(code: ErrorCode, maybe_submitted: bool) -> Rule {
    Rule::Fails {
        code,
        maybe_submitted,
    }
}

pub fn rule(kind: &Kind, place: &Place) -> Rule {
    match place.sort {
        // The task of a modal is open since its button was pressed.
        Sort::Submit if place.verb == "modal" => match at_submit(kind.means) {
            Rule::Fails { code, .. } => fails(code, true),
            delivered => delivered,
        },
        Sort::Submit => at_submit(kind.means),
        Sort::Job | Sort::Fresh | Sort::Batch => at_poll(kind.means, place.sort),
        Sort::Fetch | Sort::Many => at_fetch(kind, place.sort),
    }
}

/// A submit costs money. It is sent again only where the answer proves that the gateway did not take it. It is free of doubt only
/// where the answer proves the same.
fn at_submit(means: Means) -> Rule {
    match means {
        Means::Harmless => DELIVERED,
        Means::Full => Rule::Delivered { sent: 2 },
        Means::Gone => fails(ErrorCode::Http, false),
        Means::Silence | Means::Asleep => fails(ErrorCode::Network, true),
        Means::Timeout => fails(ErrorCode::RequestTimeout, true),
        Means::Down => fails(ErrorCode::Server, true),
        Means::Elsewhere => fails(ErrorCode::Redirect, true),
        Means::Refused => fails(ErrorCode::Refused, true),
        Means::Page | Means::Nothing | Means::Garbage | Means::Endless => fails(ErrorCode::BadResponse, true),
        Means::Never => fails(ErrorCode::RateLimited, false),
        // One deadline holds for the whole job, the submit included. After an answer comes one more poll.
        Means::Later | Means::Frozen => fails(ErrorCode::TaskTimeout, true),
    }
}

/// A failed poll is no failed task. It ends the job only if waiting cannot help.
fn at_poll(means: Means, sort: Sort) -> Rule {
    match means {
        // A list that is somewhere else is no list: each task is asked for by itself.
        Means::Elsewhere if sort != Sort::Batch => fails(ErrorCode::Redirect, true),
        // Without one good answer before it, a page means a wrong address.
        Means::Page if sort == Sort::Fresh => fails(ErrorCode::BadResponse, true),
        // One more poll, and then the deadline counts, by the wall clock; or no poll may come before it.
        Means::Later | Means::Never => fails(ErrorCode::TaskTimeout, true),
        _ => DELIVERED,
    }
}

/// A plain read is retried twice, within two seconds, where that can help. Without a list each task is read by itself.
fn at_fetch(kind: &Kind, sort: Sort) -> Rule {
    match kind.means {
        Means::Silence if kind.lasts > 0 => fails(ErrorCode::Network, false),
        Means::Down if kind.lasts > 0 => fails(ErrorCode::Server, false),
        Means::Never => fails(ErrorCode::RateLimited, false),
        _ if sort == Sort::Many => DELIVERED,
        Means::Elsewhere => fails(ErrorCode::Redirect, false),
        Means::Gone | Means::Nothing => fails(ErrorCode::TaskNotFound, false),
        Means::Page | Means::Garbage => fails(ErrorCode::BadResponse, false),
        _ => DELIVERED,
    }
}
