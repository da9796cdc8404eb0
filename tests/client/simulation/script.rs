//! What a script says: a client, its calls, and what the gateway, the network, the clock and the page do meanwhile.
//!
//! A script is plain data, so that one that fails can be read, and made smaller.

use midjourney_sandbox::Dialect;

/// A script. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub gateway: GatewayPlan,
    /// Seed of the platform's own chance.
    pub chance: u64,
    pub client: ClientPlan,
    pub calls: Vec<CallPlan>,
    /// What goes wrong with one request, by its number.
    pub faults: Vec<(usize, Fault)>,
    /// What goes wrong with all requests for some time.
    pub outage: Option<Outage>,
    pub events: Vec<(u64, Event)>,
}

/// How the gateway is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayPlan {
    pub dialect: Dialect,
    pub task_ms: u64,
    pub concurrency: usize,
    pub queue: usize,
    pub remix: bool,
    pub refresh_ms: u64,
    pub lists: Lists,
    pub latency: u64,
}

/// How the gateway answers lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lists {
    Rows,
    NotFound,
    Html,
    Envelope,
}

/// How the client is set up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientPlan {
    pub limits: Limits,
    pub key: Key,
    pub max_response_bytes: Option<u32>,
    /// Whether one request may not serve several jobs.
    pub cannot_share: bool,
}

/// Where the key comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Key {
    #[default]
    Text,
    Callback,
    /// A callback that takes so long.
    Slow(u64),
    Never,
    Fails,
}

/// What both a client and a call may say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    pub timeout: Option<u64>,
    pub request_timeout: Option<u64>,
    pub max_retries: Option<u16>,
    pub poll: Option<(u64, u64)>,
    pub header: bool,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPlan {
    pub verb: Verb,
    pub at: u64,
    pub prompt: &'static str,
    pub limits: Limits,
    pub modal: Modal,
    pub takes: Takes,
    pub leaves: Option<Leave>,
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    Imagine,
    ImagineWithImages,
    Blend,
    Describe,
    Shorten,
    Upscale,
    /// On a bare id, so that the task is read first.
    UpscaleById,
    Vary,
    Reroll,
    Zoom,
    Region,
    /// Answers a task that waits.
    Modal,
    WaitId,
    WaitToken,
    /// Searches a task by its marker.
    Find,
    WaitUnknown,
    Fetch,
    FetchMany,
    Get,
    Post,
}

impl Verb {
    pub const ALL: [Self; 20] = [
        Self::Imagine,
        Self::ImagineWithImages,
        Self::Blend,
        Self::Describe,
        Self::Shorten,
        Self::Upscale,
        Self::UpscaleById,
        Self::Vary,
        Self::Reroll,
        Self::Zoom,
        Self::Region,
        Self::Modal,
        Self::WaitId,
        Self::WaitToken,
        Self::Find,
        Self::WaitUnknown,
        Self::Fetch,
        Self::FetchMany,
        Self::Get,
        Self::Post,
    ];

    /// Whether it submits something.
    pub fn is_submit(self) -> bool {
        self <= Self::Modal
    }

    /// Whether it follows a task.
    pub fn is_job(self) -> bool {
        self <= Self::WaitUnknown
    }

    /// Whether it needs a gateway with buttons.
    pub fn needs_buttons(self) -> bool {
        matches!(self, Self::Shorten | Self::Zoom | Self::Region | Self::Modal)
    }

    /// Whether it needs a finished task.
    pub fn needs_parent(self) -> bool {
        self >= Self::Upscale && self <= Self::Modal
    }
}

/// What a call does when its task waits for input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Modal {
    Auto,
    Fail,
    Answers,
    /// After so long.
    Later(u64),
    Nothing,
}

/// How a call is awaited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    Await,
    Updates,
    /// The submit only.
    Submit,
}

/// A caller that drops its call before the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leave {
    pub after: u64,
    pub then: Then,
}

/// What a caller does that has dropped its call, or polls it no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Then {
    Forget,
    /// Follows the job by its token, so much later.
    Reload(u64),
    /// Does not drop it, and polls it again so much later.
    Resume(u64),
}

/// What all requests meet for some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    pub from: u64,
    pub lasts: u64,
    pub fault: Fault,
}

/// What goes wrong with a request. `through` tells whether the gateway gets it.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    Lost {
        through: bool,
    },
    Hang {
        through: bool,
    },
    TooLarge {
        through: bool,
    },
    Half,
    /// The first answer to the same URL again, as from a replica that lags.
    Stale,
    Delay(u64),
    Suspend(u64),
    Freeze(u64),
    Redirect {
        status: u16,
        place: &'static str,
    },
    /// Another answer.
    Answer {
        status: u16,
        body: &'static str,
        retry_after: Option<&'static str>,
        through: bool,
    },
    /// A refusal in the gateway's own words, which has not got the request.
    Refusal {
        status: u16,
        code: &'static str,
        description: &'static str,
    },
    /// Other fields in each row.
    Row {
        status: &'static str,
        progress: &'static str,
    },
    /// The gateway knows no such task.
    Missing(u16),
    Rows(Rows),
}

/// What a list does with its rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rows {
    None,
    First,
    /// A stale row beside each.
    Twice,
}

impl Fault {
    /// Returns the name of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Lost { .. } => "lost",
            Self::Hang { .. } => "hang",
            Self::TooLarge { .. } => "too large",
            Self::Half => "half",
            Self::Stale => "stale",
            Self::Delay(_) => "delay",
            Self::Suspend(_) => "suspend",
            Self::Freeze(_) => "freeze",
            Self::Redirect { .. } => "redirect",
            Self::Answer { .. } => "answer",
            Self::Refusal { .. } => "refusal",
            Self::Row { .. } => "row",
            Self::Missing(_) => "missing",
            Self::Rows(_) => "rows",
        }
    }
}

/// The kinds of faults.
pub const FAULTS: [&str; 14] = [
    "lost",
    "hang",
    "too large",
    "half",
    "stale",
    "delay",
    "suspend",
    "freeze",
    "redirect",
    "answer",
    "refusal",
    "row",
    "missing",
    "rows",
];

/// What happens without a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The wall clock is set.
    Set(i64),
    Suspend(u64),
    Freeze(u64),
    Hide,
    Show,
    Wake,
}
