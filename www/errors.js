// @ts-check
/**
 * What went wrong, in words, and what to do next. Pure: an error becomes a fault (plain JSON, which survives a reload), a fault
 * becomes an explanation.
 */
import { MidjourneyError } from "midjourney-wasm";

/**
 * @typedef {import("midjourney-wasm").ErrorCode} ErrorCode
 *
 * @typedef {object} Fault
 * @property {ErrorCode | "unexpected"} code
 * @property {string} message
 * @property {boolean} maybeSubmitted
 * @property {boolean} [accepted] of one that may be submitted: the gateway said that it was
 * @property {string} [hint]
 * @property {string} [description] the gateway's own words
 * @property {string} [reason] why the task failed, in the gateway's own words
 * @property {string} [word] the word that was refused
 * @property {number} [retryAfter] milliseconds
 * @property {number} [status] of HTTP
 * @property {number} [gatewayCode]
 * @property {string} [taskId]
 * @property {string} [body] the beginning of an answer that made no sense
 *
 * @typedef {"again" | "look" | "settings" | "edit"} Step
 *   `again`: send the same once more; `look`: follow what may be there; `edit`: back to the prompt bar
 *
 * @typedef {object} Explanation
 * @property {string} title
 * @property {string[]} advice
 * @property {string} [quote] the gateway's own words
 * @property {Step[]} steps what to offer, best first
 * @property {[string, string][]} details
 */

/**
 * @param {unknown} error
 * @returns {Fault}
 */
export function faultOf(error) {
  if (!MidjourneyError.is(error)) {
    return { code: "unexpected", message: error instanceof Error ? error.message : String(error), maybeSubmitted: false };
  }
  const { code, message, maybeSubmitted, hint, description, status, gatewayCode, taskId, body } = error;
  const more = /** @type {{ word?: string, retryAfter?: number, task?: { failReason?: string } }} */ (
    /** @type {unknown} */ (error)
  );
  const bare = withoutEnding(message, hint, description);
  const all = { code, message: bare, maybeSubmitted, hint, description, status, gatewayCode, taskId, body };
  const fault = { ...all, word: more.word, retryAfter: more.retryAfter, reason: more.task?.failReason };
  return JSON.parse(JSON.stringify(fault)); // drops what is absent
}

/**
 * The client ends its message with the gateway's words and its hint; the page shows each of them in a place of its own.
 * @param {string} message
 * @param {string | undefined} hint
 * @param {string | undefined} description
 */
function withoutEnding(message, hint, description) {
  const unhinted = hint && message.endsWith(hint) ? message.slice(0, -hint.length).trim() : message;
  const quoted = description ? unhinted.indexOf(" (the gateway says: ") : -1;
  return quoted > 0 ? `${unhinted.slice(0, quoted)}.` : unhinted;
}

/**
 * @param {Fault} fault
 * @param {{ canLook: boolean, canRepeat: boolean }} possible whether there is a token to follow, and a request to send again
 * @returns {Explanation}
 */
export function explain(fault, possible) {
  const known = sayingOf(fault);
  const doubtful = isDoubtful(fault);
  const advice = [];
  if (doubtful) {
    const happened = fault.accepted
      ? "The gateway accepted this job, and may charge for it."
      : "The gateway may have accepted this job, and charged for it, all the same.";
    advice.push(`${happened} Look for it before you send it again.`);
  }
  advice.push(known.advice(fault));
  /** @type {Step[]} */
  const wanted = doubtful ? ["look", ...known.steps.filter((step) => step !== "look")] : known.steps;
  const steps = wanted.filter((step) => (step === "look" ? possible.canLook : step === "again" ? possible.canRepeat : true));
  const explanation = { title: known.title(fault), advice, steps, details: detailsOf(fault) };
  const quote = fault.reason ?? fault.description;
  return quote ? { ...explanation, quote } : explanation;
}

/** Whether the gateway may be at work on it, unknown to this page. A task that it told the end of is not. @param {Fault} fault */
export function isDoubtful(fault) {
  return fault.maybeSubmitted && fault.code !== "task_failed" && fault.code !== "task_cancelled";
}

/** What happened, in a few words. @param {Fault} fault */
export function titleOf(fault) {
  return sayingOf(fault).title(fault);
}

/** Whether it is advised to change the prompt. @param {Fault} fault */
export function advisesEdit(fault) {
  return sayingOf(fault).steps.includes("edit");
}

/** A stored fault may have a code that this version does not know. @param {Fault} fault */
function sayingOf(fault) {
  return (Object.hasOwn(SAYINGS, fault.code) && SAYINGS[fault.code]) || UNEXPECTED;
}

/** @typedef {{ title: (fault: Fault) => string, advice: (fault: Fault) => string, steps: Step[] }} Saying */

/**
 * @param {string} title
 * @param {string} advice
 * @param {...Step} steps
 * @returns {Saying}
 */
function say(title, advice, ...steps) {
  return { title: () => title, advice: () => advice, steps };
}

const LATER = "Nothing is wrong with your prompt. Wait a moment, then try again.";
const ADDRESS = "Check the gateway’s address and mode in the settings: often the path is wrong.";
const UNEXPECTED = say("Something unexpected happened", "The details below say more. Reloading the page may help.", "again");

/** @type {Record<string, Saying>} */
const SAYINGS = {
  config: say("The settings do not work", "Correct the settings, then try again.", "settings", "again"),
  invalid_input: {
    title: () => "This was not sent",
    advice: (fault) => [fault.message, fault.hint, "Nothing was sent."].filter(Boolean).join(" "),
    steps: ["edit"],
  },
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
  task_timeout: say("This is taking very long", "The gateway may still be drawing. You can go on waiting.", "look", "again"),
  http_error: say("The gateway did not understand the request", ADDRESS, "settings", "again"),
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
  unsupported: say("This gateway cannot do this", "It lacks what this needs. Another gateway may have it.", "settings"),
  rate_limited: {
    title: () => "Too many requests",
    advice: (fault) =>
      `Try again in ${fault.retryAfter ? `${Math.ceil(fault.retryAfter / 1000)} seconds` : "a moment"}. It was not accepted.`,
    steps: ["again"],
  },
  server_error: say("The gateway is in trouble", LATER, "look", "again"),
  bad_response: say("The answer made no sense", ADDRESS, "settings", "look", "again"),
  refused: say("The gateway refused this", "Its own words say why.", "edit", "again"),
  unavailable: say("The gateway has no account free", LATER, "again"),
  gateway_failure: say("The gateway failed", LATER, "again"),
  upstream_failure: say("The service behind the gateway failed", LATER, "again"),
  accepted_without_id: say(
    "Accepted, but without a number to follow it by",
    "The job exists, but the gateway did not say which it is.",
    "look",
  ),
  banned_prompt: {
    title: (fault) => (fault.word ? `The word “${fault.word}” is not allowed` : "The prompt has a word that is not allowed"),
    advice: () => "Change the prompt, then send it again. It was not accepted.",
    steps: ["edit"],
  },
  queue_full: say(
    "The gateway’s queue is full",
    "Others are waiting too. Try again when a job has finished. It was not accepted.",
    "again",
  ),
  task_not_found: {
    title: (fault) => (fault.maybeSubmitted ? "This job cannot be found" : "The gateway does not know this job any more"),
    advice: (fault) => {
      if (!fault.maybeSubmitted) return "It may have been cleared there. You can send it anew.";
      const lost = "it is not among the tasks that the gateway shows. Only the gateway’s own log can tell what became of it.";
      return fault.accepted ? `Now ${lost}` : `This page saw no answer to its submit, and ${lost}`;
    },
    steps: ["again", "edit"],
  },
  task_failed: say("The picture failed", "Change the prompt, or try the same again.", "again", "edit"),
  task_cancelled: say("The gateway cancelled this job", "You can send it again.", "again", "edit"),
  wasm_unavailable: say(
    "WebAssembly could not start",
    "The page needs a browser that allows WebAssembly. Reload it, or try another one.",
    "again",
  ),
  internal: say("The page’s client failed", "The job may go on at the gateway. You can go on waiting for it.", "look"),
  closed: say("The page let go of this job", "You can go on waiting for it.", "look"),
};

/**
 * @param {Fault} fault
 * @returns {[string, string][]}
 */
function detailsOf(fault) {
  /** @type {[string, string | number | undefined][]} */
  const rows = [
    ["Message", fault.message],
    ["Code", fault.code],
    ["HTTP status", fault.status],
    ["Gateway’s code", fault.gatewayCode],
    ["Gateway’s text", fault.reason && fault.description],
    ["Task", fault.taskId],
    ["Answer", fault.body],
  ];
  return rows.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]]));
}
