// @ts-check
/** The page's own words for each code of an error. */
import { clientsTitle, isDoubtful } from "./fault.js";

/** @typedef {import("./fault.js").Fault} Fault */

/**
 * @typedef {"again" | "look" | "settings" | "edit"} Step
 *   `again`: send the same once more; `look`: follow what may be there; `edit`: back to the prompt bar
 */

/**
 * @typedef {object} Saying
 * @property {(fault: Fault) => string} title
 * @property {(fault: Fault) => string} advice "" where the title says all
 * @property {Step[]} steps
 * @property {(fault: Fault) => boolean} [isBetter] whether it tells a visitor more than the client's hint, which may be about a call
 */

/**
 * @param {string | Saying["title"]} title
 * @param {string | Saying["advice"]} advice
 * @param {...Step} steps
 * @returns {Saying}
 */
function say(title, advice, ...steps) {
  return { title: says(title), advice: says(advice), steps };
}

/** @param {string | ((fault: Fault) => string)} words */
function says(words) {
  return typeof words === "string" ? () => words : words;
}

/** @param {Fault} fault */
function later(fault) {
  return isDoubtful(fault) ? "" : "Nothing is wrong with your prompt. Wait a moment, then try again.";
}

/** Where to read on. @param {Fault} fault */
function ownWords(fault) {
  if (fault.description) return "Its own words say why.";
  if (fault.body) return "The details below show its answer.";
  return fault.status === undefined ? "" : "The page found no reason in its answer.";
}

/** @param {Fault} fault @param {string} advice */
function withoutDoubt(fault, advice) {
  return fault.maybeSubmitted ? advice : `${advice} It was not accepted.`;
}

const UNEXPECTED = say("Something unexpected happened", "The details below say more. Reloading the page may help.", "again");

/** @type {Record<string, Saying>} */
const SAYINGS = {
  config: say(
    "The settings do not work",
    (fault) => `${fault.message} Correct the settings, then try again.`,
    "settings",
    "again",
  ),
  invalid_input: say("This was not sent", (fault) => `${fault.message} Nothing was sent.`, "edit"),
  validation: say(
    "The gateway did not accept this input",
    "Change the prompt or the pictures, then send it again.",
    "edit",
    "again",
  ),
  network: say(
    "The gateway could not be reached",
    "Check your connection, and the address in the settings. Browsers also block a gateway that does not allow other pages (CORS), and one at http:// for a page at https://.",
    "again",
    "settings",
  ),
  request_timeout: say("The gateway did not answer in time", "It may be busy, or pictures may take long to send.", "again"),
  task_timeout: {
    ...say("This is taking very long", "The gateway may still be drawing. You can go on waiting.", "look", "again"),
    isBetter: () => true,
  },
  http_error: say(
    (fault) => `The gateway answered with HTTP ${fault.status ?? "error"}`,
    (fault) => (fault.status === 402 ? "It wants to be paid: add credit at the gateway, or use another key." : ownWords(fault)),
    "again",
    "edit",
  ),
  redirect: say("The gateway’s address has moved", "Put the new address into the settings.", "settings", "again"),
  unauthorized: say(
    "The gateway did not accept the key",
    "Enter the key again. If the key is right, change how it is sent.",
    "settings",
    "look",
    "again",
  ),
  forbidden: say(
    "The gateway refuses this key",
    "The key may lack a right or have been blocked. If the key is right, change how it is sent.",
    "settings",
    "look",
    "again",
  ),
  insufficient_quota: say("The credit is used up", "Add credit at the gateway, or use another key.", "settings", "look", "again"),
  // A gateway without the mode says the same of every verb.
  unsupported: {
    ...say(clientsTitle, "Another mode or another gateway may have it.", "settings", "again"),
    isBetter: () => true,
  },
  rate_limited: say(
    "Too many requests",
    (fault) =>
      withoutDoubt(fault, `Try again in ${fault.retryAfter ? `${Math.ceil(fault.retryAfter / 1000)} seconds` : "a moment"}.`),
    "again",
  ),
  server_error: say("The gateway is in trouble", later, "look", "again"),
  // Of another form, or too large.
  bad_response: say(clientsTitle, ownWords, "look", "again"),
  refused: say("The gateway refused this", ownWords, "edit", "again"),
  // A relay without a channel for the model does not get one by waiting.
  unavailable: {
    ...say(
      (fault) => (fault.gatewayCode === 3 ? "The gateway has no account free" : "The gateway has no channel for this"),
      (fault) => (fault.gatewayCode === 3 ? later(fault) : "A key of another group may have one, or this one later."),
      "again",
      "settings",
    ),
    isBetter: () => true,
  },
  gateway_failure: say("The gateway failed", later, "again"),
  upstream_failure: say("The service behind the gateway failed", later, "again"),
  accepted_without_id: {
    ...say("Accepted, but without a number to follow it by", "The job exists, but the gateway did not say which it is.", "look"),
    isBetter: () => true,
  },
  banned_prompt: say(
    (fault) => (fault.word ? `The word “${fault.word}” is not allowed` : "The prompt has a word that is not allowed"),
    (fault) => withoutDoubt(fault, "Change the prompt, then send it again."),
    "edit",
  ),
  queue_full: say(
    "The gateway’s queue is full",
    (fault) => withoutDoubt(fault, "Others are waiting too. Try again when a job has finished."),
    "again",
  ),
  task_not_found: {
    ...say(
      (fault) => (fault.maybeSubmitted ? "This job cannot be found" : "The gateway does not know this job any more"),
      (fault) => {
        if (!fault.maybeSubmitted) return "It may have been cleared there. You can send it anew.";
        // A search by marker is worth another try where there is a list.
        const isUnlisted = fault.status === undefined && fault.retryable === false;
        const lost = isUnlisted
          ? "The gateway lists no tasks, so this page cannot find it."
          : "It is not among the tasks that the gateway shows.";
        return `${lost} Only the gateway’s own log can tell what became of it.`;
      },
      "again",
      "edit",
    ),
    // The hint of a search by marker is for the author of a program. That of a missing path is for everybody.
    isBetter: (fault) => fault.status === undefined,
  },
  task_failed: say("The picture failed", "Change the prompt, or try the same again.", "again", "edit"),
  task_cancelled: say("The gateway cancelled this job", "You can send it again.", "again", "edit"),
  wasm_unavailable: say(
    "WebAssembly could not start",
    "The page needs a browser that allows WebAssembly. Reload it, or try another one.",
    "again",
  ),
  internal: {
    ...say(
      "The page’s client failed",
      (fault) => (fault.maybeSubmitted ? "You can go on waiting for it." : "You can try again."),
      "look",
      "again",
    ),
    isBetter: () => true,
  },
  closed: say(
    "The page let go of this job",
    (fault) => (fault.maybeSubmitted ? "You can go on waiting for it." : "You can send it again."),
    "look",
    "again",
  ),
};

/** A stored fault may have a code that this version does not know. @param {Fault} fault */
export function sayingOf(fault) {
  return (Object.hasOwn(SAYINGS, fault.code) && SAYINGS[fault.code]) || UNEXPECTED;
}
