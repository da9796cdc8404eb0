// @ts-check
/** An error as this page keeps it: plain JSON, which survives a reload. */
import { MidjourneyError } from "midjourney-wasm";

/**
 * @typedef {import("midjourney-wasm").ErrorCode} ErrorCode
 *
 * @typedef {object} Fault
 * @property {ErrorCode | "unexpected"} code
 * @property {string} message
 * @property {boolean} maybeSubmitted
 * @property {boolean} [accepted] of one that may be submitted: the gateway said that it was
 * @property {string} [hint] what the client says to do about it
 * @property {string} [field] the option or argument that cannot be used
 * @property {boolean} [retryable]
 * @property {string} [description] the gateway's own words
 * @property {string} [reason] why the task failed, in the gateway's own words
 * @property {string} [word] the word that was refused
 * @property {number} [retryAfter] milliseconds
 * @property {number} [status] of HTTP
 * @property {number} [gatewayCode]
 * @property {string} [taskId]
 * @property {string} [body] the beginning of an answer that made no sense
 */

/**
 * @param {unknown} error
 * @returns {Fault}
 */
export function faultOf(error) {
  if (!MidjourneyError.is(error)) {
    return { code: "unexpected", message: error instanceof Error ? error.message : String(error), maybeSubmitted: false };
  }
  const { code, message, maybeSubmitted, hint, description, field, status, gatewayCode, taskId, body, retryable } = error;
  const more = /** @type {{ word?: string, retryAfter?: number, task?: { failReason?: string } }} */ (
    /** @type {unknown} */ (error)
  );
  const bare = withoutQuote(message, description);
  const all = { code, message: bare, maybeSubmitted, hint, description, field, status, gatewayCode, taskId, body, retryable };
  const fault = { ...all, word: more.word, retryAfter: more.retryAfter, reason: more.task?.failReason };
  return JSON.parse(JSON.stringify(fault)); // drops what is absent
}

/**
 * The client ends its message with the gateway's words; the page shows them in a place of their own.
 * @param {string} message
 * @param {string | undefined} description
 */
function withoutQuote(message, description) {
  const quoted = description ? message.indexOf(" (the gateway says: ") : -1;
  return quoted > 0 ? `${message.slice(0, quoted)}.` : message;
}

/** Whether the gateway may be at work on it, unknown to this page. A task that it told the end of is not. @param {Fault} fault */
export function isDoubtful(fault) {
  return fault.maybeSubmitted && fault.code !== "task_failed" && fault.code !== "task_cancelled";
}

/** The client's message, as a title. @param {Fault} fault */
export function clientsTitle(fault) {
  return fault.message.replace(/\.$/, "");
}
