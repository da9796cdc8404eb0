// What must become of a call, by what the fault amounts to and where it happens. The rules are those of the README's "What you can
// rely on"; nothing here was recorded from a run.

/** @typedef {import("./kinds.js").Kind} Kind */
/** @typedef {import("./places.js").Place} Place */

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
export const rule = (kind, place) => {
  if (place.sort === "submit") return atSubmit(kind);
  if (place.sort === "fetch" || place.sort === "many") return atFetch(kind, place);
  return atLook(kind, place);
};

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
      // The deadline counts from the submit's answer on: before it there was nothing to wait for.
      return delivered;
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
 * A failed look is no failed task: it ends the job only if waiting cannot help.
 * @param {Kind} kind
 * @param {Place} place
 * @returns {Rule}
 */
const atLook = ({ means }, { sort }) => {
  switch (means) {
    case "elsewhere":
      // A list that is somewhere else is no list: each task is asked for by itself.
      return sort === "batch" ? delivered : fails("HttpError", "redirect", true);
    case "page":
      // Without one good answer before it, a page means a wrong address.
      return sort === "fresh" ? fails("BadResponseError", "bad_response", true) : delivered;
    case "endless":
      // The limit is the caller's own, and each further try would cost as much; but a list is long because of the others in it.
      return sort === "batch" ? delivered : fails("BadResponseError", "bad_response", true);
    case "later":
      // One more look, and then the deadline counts, by the wall clock.
      return fails("TimeoutError", "task_timeout", true);
    default:
      return delivered;
  }
};

/**
 * A plain read is tried again twice, within two seconds, where that can help; what it is told otherwise, it tells.
 * @param {Kind} kind
 * @param {Place} place
 * @returns {Rule}
 */
const atFetch = ({ means, lasts }, { sort }) => {
  switch (means) {
    case "silence":
      return lasts ? fails("NetworkError", "network", false) : delivered;
    case "down":
      return lasts ? fails("ServerError", "server_error", false) : delivered;
    case "elsewhere":
      return fails("HttpError", "redirect", false);
    case "gone":
      return sort === "many" ? fails("HttpError", "http_error", false) : fails("TaskNotFoundError", "task_not_found", false);
    case "nothing":
      return sort === "many"
        ? fails("BadResponseError", "bad_response", false)
        : fails("TaskNotFoundError", "task_not_found", false);
    case "page":
    case "garbage":
    case "endless":
      return fails("BadResponseError", "bad_response", false);
    default:
      return delivered;
  }
};
