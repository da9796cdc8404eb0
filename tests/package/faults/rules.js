// What must become of a call, by what the fault amounts to and where it happens. The rules are those of the README's "What you can
// rely on"; nothing here was recorded from a run.

/** @typedef {import("./kinds.js").Kind} Kind */
/** Where a fault happens: at a submit, at a poll of one task, at a poll of three. @typedef {"submit" | "poll" | "list"} Place */

/**
 * @typedef {object} Rule
 * @property {string} [code] of the error; none where the task is delivered
 * @property {string} [name] its class
 * @property {boolean} [maybeSubmitted]
 * @property {number} sent how often the submit may be sent in all
 */

/** @param {string} name @param {string} code @param {boolean} maybeSubmitted @returns {Rule} */
const fails = (name, code, maybeSubmitted) => ({ name, code, maybeSubmitted, sent: 1 });

/** @type {Rule} */
const delivered = { sent: 1 };

/** @param {Kind} kind @param {Place} place @returns {Rule} */
export const rule = (kind, place) => (place === "submit" ? atSubmit(kind) : atPoll(kind, place));

/**
 * A submit costs money. It is sent again only where the answer proves that the gateway did not take it; it is free of doubt only where
 * the answer proves the same; all else may have made the task.
 * @param {Kind} kind
 * @returns {Rule}
 */
const atSubmit = ({ means }) => {
  switch (means) {
    case "harmless":
      return delivered;
    case "later":
      // The deadline counts from the call: one poll more, and it is over.
      return fails("TimeoutError", "task_timeout", true);
    case "full":
      return { sent: 2 };
    case "gone":
      return fails("HttpError", "http_error", false);
    case "silence":
    case "asleep":
      return fails("NetworkError", "network", true);
    case "timeout":
      return fails("TimeoutError", "request_timeout", true);
    case "down":
      return fails("ServerError", "server_error", true);
    case "elsewhere":
      return fails("HttpError", "redirect", true);
    case "refused":
      return fails("SubmitError", "refused", true);
    case "page":
    case "nothing":
    case "garbage":
    case "endless":
      return fails("BadResponseError", "bad_response", true);
  }
};

/**
 * A failed poll is no failed task: it ends the job only if waiting cannot help.
 * @param {Kind} kind
 * @param {Place} place
 * @returns {Rule}
 */
const atPoll = ({ means }, place) => {
  switch (means) {
    case "elsewhere":
      // A list that is somewhere else is no list: each task is asked for by itself.
      return place === "list" ? delivered : fails("HttpError", "redirect", true);
    case "later":
      // One more poll, and then the deadline counts, by the wall clock.
      return fails("TimeoutError", "task_timeout", true);
    default:
      return delivered;
  }
};
