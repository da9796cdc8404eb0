// What real servers answered about one task, one look after the other. The times are in seconds after the last submit of the task; those of
// new-api were recorded, novicezk's are ours, since only their order is known.

/**
 * @typedef {object} Timeline
 * @property {string} name
 * @property {string} id
 * @property {string} [action] the answer to a button that was pressed for it, before its modal
 * @property {string} [modal] the answer to that modal
 * @property {readonly (readonly [at: number, look: string, list?: string])[]} steps what a look at it, and a list, is answered from then on
 * @property {string} [ends] the error's code
 * @property {readonly number[]} [progress] what a client sees rise, in this order
 * @property {readonly string[]} [statuses] what it sees, without repetitions
 */

/** @type {readonly Timeline[]} */
export const TIMELINES = [
  {
    name: "new-api: an imagine of 40 s, looked after every 15 s",
    id: "1795418715672129",
    steps: [
      [0, "new-api/fetch--imagine-1-empty"],
      [14.2, "new-api/fetch--imagine-2-in_progress"],
      [29.3, "new-api/fetch--imagine-3-in_progress"],
      [44.4, "new-api/fetch--imagine-4-success"],
    ],
    statuses: ["NOT_START", "IN_PROGRESS", "SUCCESS"],
    progress: [0, 34, 72, 100],
  },
  {
    name: "new-api: a status that goes back, and the relay's own limit of an hour",
    id: "1795418716206142",
    steps: [
      [0, "new-api/fetch--old-1-empty"],
      [13.3, "new-api/fetch--old-2-not_start"],
      [28.4, "new-api/fetch--old-3-failure"],
    ],
    ends: "task_failed",
    statuses: ["NOT_START", "FAILURE"],
    progress: [0],
  },
  {
    name: "new-api: numbers that no double holds",
    id: "1795418716154140",
    steps: [
      [0, "new-api/fetch--bigtask-1-empty"],
      [14.1, "new-api/fetch--bigtask-2-success"],
    ],
    statuses: ["NOT_START", "SUCCESS"],
  },
  {
    name: "new-api: a failure that says 100 %",
    id: "1795418715753132",
    steps: [
      [0, "new-api/fetch--failure-1-empty"],
      [14.1, "new-api/fetch--failure-2-failure"],
    ],
    ends: "task_failed",
    progress: [0],
  },
  {
    name: "new-api: a status that nobody knows, for ever",
    id: "1795418715854135",
    steps: [
      [0, "new-api/fetch--unknown-status-1-empty"],
      [14.2, "new-api/fetch--unknown-status-2-paused_by_moderator"],
    ],
    ends: "task_timeout",
    statuses: ["NOT_START", "UNKNOWN"],
  },
  {
    name: "new-api: stuck in SUBMITTED",
    id: "1795418715931136",
    steps: [
      [0, "new-api/fetch--stuck-submitted-1-empty"],
      [14.2, "new-api/fetch--stuck-submitted-2-submitted"],
    ],
    ends: "task_timeout",
    statuses: ["NOT_START", "SUBMITTED"],
  },
  {
    name: "new-api: a task that its upstream has forgotten",
    id: "1795418716256143",
    steps: [
      [0, "new-api/fetch--forgotten-1-empty"],
      [600, "new-api/fetch--forgotten-2h-never-fails"],
    ],
    ends: "task_timeout",
    statuses: ["NOT_START"],
  },
  {
    name: "new-api: an id that is a list of two, which the relay knows as a whole only",
    id: "1795418716617152",
    steps: [[0, "new-api/fetch--comma-list-result-first-id"]],
    ends: "task_not_found",
    statuses: [],
  },
  {
    name: 'new-api: Custom Zoom, "" for the whole run after its modal',
    id: "1795418792596187",
    action: "new-api/submit-action--custom-zoom",
    modal: "new-api/submit-modal--custom-zoom-at-once",
    steps: [
      [0, "new-api/fetch--custom-zoom-after-modal-1-empty", "new-api/list-by-condition--custom-zoom-after-modal-1"],
      [42.3, "new-api/fetch--custom-zoom-after-modal-2-success", "new-api/list-by-condition--custom-zoom-after-modal-2"],
    ],
    statuses: ["NOT_START", "SUCCESS"],
  },
  {
    name: "new-api: Vary (Region), MODAL for the whole run after its modal",
    id: "1795418792650188",
    action: "new-api/submit-action--inpaint",
    modal: "new-api/submit-modal--inpaint",
    steps: [
      [0, "new-api/fetch--inpaint-after-modal-1-modal"],
      [52.3, "new-api/fetch--inpaint-after-modal-2-success", "new-api/list-by-condition--inpaint-after-modal-2"],
    ],
    statuses: ["MODAL", "SUCCESS"],
  },
  {
    name: "novicezk: an imagine whose preview is lost, with words for progress",
    id: "1795417552574653",
    steps: [
      [0, "novicezk/task-imagine-NOT_START"],
      [5, "novicezk/task-imagine-SUBMITTED"],
      [10, "novicezk/task-imagine-IN_PROGRESS-preview-lost"],
      [20, "novicezk/task-imagine-IN_PROGRESS-text-progress"],
      [30, "novicezk/task-imagine-IN_PROGRESS-stopped"],
      [40, "novicezk/task-imagine-SUCCESS"],
    ],
    statuses: ["NOT_START", "SUBMITTED", "IN_PROGRESS", "SUCCESS"],
    progress: [0, 31, 100],
  },
  {
    name: "novicezk: SUBMITTED again after it had begun",
    id: "1795417559954587",
    steps: [
      [0, "novicezk/task-upscale-SUBMITTED"],
      [5, "novicezk/task-upscale-IN_PROGRESS-preview"],
      [10, "novicezk/task-upscale-SUBMITTED"],
      [15, "novicezk/task-upscale-IN_PROGRESS-started"],
      [20, "novicezk/task-upscale-IN_PROGRESS-preview"],
    ],
    ends: "task_timeout",
    statuses: ["SUBMITTED", "IN_PROGRESS", "SUBMITTED", "IN_PROGRESS"],
    progress: [0, 46],
  },
  {
    name: "novicezk: the start overtakes the acceptance, and the status goes back",
    id: "1795419008047595",
    steps: [
      [0, "novicezk/task-race-start-before-204-2"],
      [20, "novicezk/task-race-start-before-204-3"],
    ],
    statuses: ["SUBMITTED", "SUCCESS"],
    progress: [0, 100],
  },
  {
    name: "novicezk: the last event is lost, until the server gives up",
    id: "1795419012101914",
    steps: [
      [0, "novicezk/task-final-event-lost"],
      [90, "novicezk/task-final-event-lost-after-timeout"],
    ],
    ends: "task_failed",
    statuses: ["IN_PROGRESS", "FAILURE"],
    progress: [93],
  },
];

/** new-api after the modal of a Vary (Region) of 25 s: the two rows of one id, as a look and as a list show them. */
export const TWO_ROWS = {
  id: "1795419225931215",
  steps: [0, 14.9, 30.1, 45.2].map((at, number) => ({
    at,
    look: `new-api/modal-two-rows--fetch-${number + 1}`,
    list: `new-api/modal-two-rows--list-${number + 1}`,
  })),
  refused: "new-api/modal-two-rows--action-refused-though-list-says-success",
};
