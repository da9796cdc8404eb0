//! What real servers answered about one task, one poll after the other. Times are in milliseconds after the last submit of the task;
//! those of new-api were recorded, novicezk's are ours, since only their order is known.

/// What a poll of a task, and a list, is answered from a time on.
#[derive(Clone, Copy)]
pub struct Step {
    pub at: u64,
    pub poll: &'static str,
    pub list: Option<&'static str>,
}

const fn step(at: u64, poll: &'static str, list: Option<&'static str>) -> Step {
    Step { at, poll, list }
}

/// What was answered about one task over time. Recordings are named by their keys.
pub struct Timeline {
    pub name: &'static str,
    pub id: &'static str,
    /// The answer to a button that was pressed for it, before its modal.
    pub action: Option<&'static str>,
    /// The answer to that modal.
    pub modal: Option<&'static str>,
    pub steps: &'static [Step],
    /// The error's code.
    pub ends: Option<&'static str>,
    /// What a client sees rise, in this order.
    pub progress: Option<&'static [u8]>,
    /// What it sees, without repetitions.
    pub statuses: Option<&'static [&'static str]>,
}

/// new-api after the modal of a Vary (Region) of 25 s: the two rows of one id, as a poll and as a list show them.
pub const TWO_ROWS: [Step; 4] = [
    step(
        0,
        "new-api/modal-two-rows--fetch-1",
        Some("new-api/modal-two-rows--list-1"),
    ),
    step(
        14_900,
        "new-api/modal-two-rows--fetch-2",
        Some("new-api/modal-two-rows--list-2"),
    ),
    step(
        30_100,
        "new-api/modal-two-rows--fetch-3",
        Some("new-api/modal-two-rows--list-3"),
    ),
    step(
        45_200,
        "new-api/modal-two-rows--fetch-4",
        Some("new-api/modal-two-rows--list-4"),
    ),
];

/// Every timeline of one task.
pub const TIMELINES: &[Timeline] = &[
    Timeline {
        name: "new-api: an imagine of 40 s, looked after every 15 s",
        id: "1795418715672129",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--imagine-1-empty", None),
            step(14200, "new-api/fetch--imagine-2-in_progress", None),
            step(29300, "new-api/fetch--imagine-3-in_progress", None),
            step(44400, "new-api/fetch--imagine-4-success", None),
        ],
        ends: None,
        progress: Some(&[0, 34, 72, 100]),
        statuses: Some(&["NOT_START", "IN_PROGRESS", "SUCCESS"]),
    },
    Timeline {
        name: "new-api: a status that goes back, and the relay's own limit of an hour",
        id: "1795418716206142",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--old-1-empty", None),
            step(13300, "new-api/fetch--old-2-not_start", None),
            step(28400, "new-api/fetch--old-3-failure", None),
        ],
        ends: Some("task_failed"),
        progress: Some(&[0]),
        statuses: Some(&["NOT_START", "FAILURE"]),
    },
    Timeline {
        name: "new-api: numbers that no double holds",
        id: "1795418716154140",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--bigtask-1-empty", None),
            step(14100, "new-api/fetch--bigtask-2-success", None),
        ],
        ends: None,
        progress: None,
        statuses: Some(&["NOT_START", "SUCCESS"]),
    },
    Timeline {
        name: "new-api: a failure that says 100 %",
        id: "1795418715753132",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--failure-1-empty", None),
            step(14100, "new-api/fetch--failure-2-failure", None),
        ],
        ends: Some("task_failed"),
        progress: Some(&[0]),
        statuses: None,
    },
    Timeline {
        name: "new-api: a status that nobody knows, for ever",
        id: "1795418715854135",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--unknown-status-1-empty", None),
            step(14200, "new-api/fetch--unknown-status-2-paused_by_moderator", None),
        ],
        ends: Some("task_timeout"),
        progress: None,
        statuses: Some(&["NOT_START", "UNKNOWN"]),
    },
    Timeline {
        name: "new-api: stuck in SUBMITTED",
        id: "1795418715931136",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--stuck-submitted-1-empty", None),
            step(14200, "new-api/fetch--stuck-submitted-2-submitted", None),
        ],
        ends: Some("task_timeout"),
        progress: None,
        statuses: Some(&["NOT_START", "SUBMITTED"]),
    },
    Timeline {
        name: "new-api: a task that its upstream has forgotten",
        id: "1795418716256143",
        action: None,
        modal: None,
        steps: &[
            step(0, "new-api/fetch--forgotten-1-empty", None),
            step(600000, "new-api/fetch--forgotten-2h-never-fails", None),
        ],
        ends: Some("task_timeout"),
        progress: None,
        statuses: Some(&["NOT_START"]),
    },
    Timeline {
        name: "new-api: an id that is a list of two, which the relay knows as a whole only",
        id: "1795418716617152",
        action: None,
        modal: None,
        steps: &[step(0, "new-api/fetch--comma-list-result-first-id", None)],
        ends: Some("task_not_found"),
        progress: None,
        statuses: Some(&[]),
    },
    Timeline {
        name: "new-api: Custom Zoom, \"\" for the whole run after its modal",
        id: "1795418792596187",
        action: Some("new-api/submit-action--custom-zoom"),
        modal: Some("new-api/submit-modal--custom-zoom-at-once"),
        steps: &[
            step(
                0,
                "new-api/fetch--custom-zoom-after-modal-1-empty",
                Some("new-api/list-by-condition--custom-zoom-after-modal-1"),
            ),
            step(
                42300,
                "new-api/fetch--custom-zoom-after-modal-2-success",
                Some("new-api/list-by-condition--custom-zoom-after-modal-2"),
            ),
        ],
        ends: None,
        progress: None,
        statuses: Some(&["NOT_START", "SUCCESS"]),
    },
    Timeline {
        name: "new-api: Vary (Region), MODAL for the whole run after its modal",
        id: "1795418792650188",
        action: Some("new-api/submit-action--inpaint"),
        modal: Some("new-api/submit-modal--inpaint"),
        steps: &[
            step(0, "new-api/fetch--inpaint-after-modal-1-modal", None),
            step(
                52300,
                "new-api/fetch--inpaint-after-modal-2-success",
                Some("new-api/list-by-condition--inpaint-after-modal-2"),
            ),
        ],
        ends: None,
        progress: None,
        statuses: Some(&["MODAL", "SUCCESS"]),
    },
    Timeline {
        name: "novicezk: an imagine whose preview is lost, with words for progress",
        id: "1795417552574653",
        action: None,
        modal: None,
        steps: &[
            step(0, "novicezk/task-imagine-NOT_START", None),
            step(5000, "novicezk/task-imagine-SUBMITTED", None),
            step(10000, "novicezk/task-imagine-IN_PROGRESS-preview-lost", None),
            step(20000, "novicezk/task-imagine-IN_PROGRESS-text-progress", None),
            step(30000, "novicezk/task-imagine-IN_PROGRESS-stopped", None),
            step(40000, "novicezk/task-imagine-SUCCESS", None),
        ],
        ends: None,
        progress: Some(&[0, 31, 100]),
        statuses: Some(&["NOT_START", "SUBMITTED", "IN_PROGRESS", "SUCCESS"]),
    },
    Timeline {
        name: "novicezk: SUBMITTED again after it had begun",
        id: "1795417559954587",
        action: None,
        modal: None,
        steps: &[
            step(0, "novicezk/task-upscale-SUBMITTED", None),
            step(5000, "novicezk/task-upscale-IN_PROGRESS-preview", None),
            step(10000, "novicezk/task-upscale-SUBMITTED", None),
            step(15000, "novicezk/task-upscale-IN_PROGRESS-started", None),
            step(20000, "novicezk/task-upscale-IN_PROGRESS-preview", None),
        ],
        ends: Some("task_timeout"),
        progress: Some(&[0, 46]),
        statuses: Some(&["SUBMITTED", "IN_PROGRESS", "SUBMITTED", "IN_PROGRESS"]),
    },
    Timeline {
        name: "novicezk: the start overtakes the acceptance, and the status goes back",
        id: "1795419008047595",
        action: None,
        modal: None,
        steps: &[
            step(0, "novicezk/task-race-start-before-204-2", None),
            step(20000, "novicezk/task-race-start-before-204-3", None),
        ],
        ends: None,
        progress: Some(&[0, 100]),
        statuses: Some(&["SUBMITTED", "SUCCESS"]),
    },
    Timeline {
        name: "novicezk: the last event is lost, until the server gives up",
        id: "1795419012101914",
        action: None,
        modal: None,
        steps: &[
            step(0, "novicezk/task-final-event-lost", None),
            step(90000, "novicezk/task-final-event-lost-after-timeout", None),
        ],
        ends: Some("task_failed"),
        progress: Some(&[93]),
        statuses: Some(&["IN_PROGRESS", "FAILURE"]),
    },
];
