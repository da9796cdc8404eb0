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
  const { code, message, maybeSubmitted, hint, description, status, gatewayCode, taskId, body, retryable } = error;
  const more = /** @type {{ word?: string, retryAfter?: number, field?: string, task?: { failReason?: string } }} */ (
    /** @type {unknown} */ (error)
  );
  const bare = withoutQuote(message, description);
  const all = { code, message: bare, maybeSubmitted, hint, description, status, gatewayCode, taskId, body, retryable };
  const fault = { ...all, field: more.field, word: more.word, retryAfter: more.retryAfter, reason: more.task?.failReason };
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

/**
 * Explains a fault. Where the client has a hint, it knows the cause better than its code tells: then title and advice are the client's
 * own. The page has words for the rest.
 * @param {Fault} fault
 * @param {{ canLook: boolean, canRepeat: boolean }} possible whether there is a token to follow, and a request to send again
 * @returns {Explanation}
 */
export function explain(fault, possible) {
  const doubtful = isDoubtful(fault);
  const wanted = stepsOf(fault);
  if (doubtful && !wanted.includes("look")) wanted.unshift("look");
  const steps = wanted.filter((step) => (step === "look" ? possible.canLook : step === "again" ? possible.canRepeat : true));
  const title = titleOf(fault);
  const advice = [clientsHint(fault) ?? sayingOf(fault).advice(fault)];
  if (doubtful) {
    if (!fault.accepted) advice.push("The gateway may have accepted this job, and charged for it, all the same.");
    else if (title.includes("accepted")) advice.push("It may be charged.");
    else advice.push("The gateway accepted this job, and may charge for it.");
    const wasLookedFor = fault.code === "task_not_found";
    if (steps.includes("look") && !wasLookedFor) advice.push("Look for it before you send it again.");
  }
  const paragraphs = [advice[0] ?? "", advice.slice(1).join(" ")].filter(Boolean);
  const details = detailsOf(fault, [title, ...paragraphs].join(" "));
  const explanation = { title, advice: paragraphs, steps, details };
  const quote = fault.reason ?? fault.description;
  return quote ? { ...explanation, quote } : explanation;
}

/** Whether the gateway may be at work on it, unknown to this page. A task that it told the end of is not. @param {Fault} fault */
export function isDoubtful(fault) {
  return fault.maybeSubmitted && fault.code !== "task_failed" && fault.code !== "task_cancelled";
}

/** What happened, in a few words. @param {Fault} fault */
export function titleOf(fault) {
  return clientsHint(fault) ? clientsTitle(fault) : sayingOf(fault).title(fault);
}

/** Whether it is advised to change the prompt or the pictures. @param {Fault} fault */
export function advisesEdit(fault) {
  return stepsOf(fault).includes("edit");
}

/**
 * What to offer for a fault. A hint names what it is about: the settings by the names of the client's options, or the pictures. None is
 * about the prompt.
 * @param {Fault} fault
 * @returns {Step[]}
 */
function stepsOf(fault) {
  const { steps } = sayingOf(fault);
  // What is wrong with a task or a button is not in the prompt.
  if (fault.code === "invalid_input" && /^(task|token|button|state)\b/.test(fault.field ?? "")) return [];
  const hint = clientsHint(fault);
  const isOfPictures = hint !== undefined && /\bimages\b/.test(hint);
  const isOfSettings = fault.status === 402 || (hint !== undefined && /\b(baseUrl|apiKey|auth|mode|key)\b/.test(hint));
  /** @type {Step[]} */
  const first = isOfPictures ? ["edit"] : isOfSettings ? ["settings"] : [];
  const isEditVain = hint !== undefined || isOfSettings;
  return [...first, ...steps.filter((step) => !first.includes(step) && !(step === "edit" && isEditVain))];
}

/**
 * The client's hint, unless the page has a button or a better word for what it says. Not its call of `wait`, nor its warning of a submit in doubt: the page has
 * one for all such jobs.
 * @param {Fault} fault
 */
function clientsHint(fault) {
  if (sayingOf(fault).isBetter?.(fault)) return undefined;
  return withoutWarning(fault) || undefined;
}

/** @param {Fault} fault */
function withoutWarning({ hint }) {
  return hint
    ?.replace(/^[^.]*\blook for it before[^.]*\.\s*/i, "")
    .replace("follow it again with mj.wait(error.token)", "you can go on waiting for it");
}

/** The client's message, as a title. @param {Fault} fault */
function clientsTitle(fault) {
  return fault.message.replace(/\.$/, "");
}

/** A stored fault may have a code that this version does not know. @param {Fault} fault */
function sayingOf(fault) {
  return (Object.hasOwn(SAYINGS, fault.code) && SAYINGS[fault.code]) || UNEXPECTED;
}

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

/**
 * @param {Fault} fault
 * @param {string} shown what the card says already
 * @returns {[string, string][]}
 */
function detailsOf(fault, shown) {
  /** @param {string | undefined} text */
  const unlessShown = (text) => (text && shown.includes(text.replace(/\.$/, "")) ? undefined : text);
  /** @type {[string, string | number | undefined][]} */
  const rows = [
    ["Message", unlessShown(fault.message)],
    ["Hint", unlessShown(withoutWarning(fault))],
    ["Code", fault.code],
    ["Field", fault.field],
    ["HTTP status", fault.status],
    ["Gateway’s code", fault.gatewayCode],
    ["Gateway’s text", fault.reason && fault.reason !== fault.description ? fault.description : undefined],
    ["Task", fault.taskId],
    ["Answer", fault.body],
  ];
  return rows.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]]));
}
