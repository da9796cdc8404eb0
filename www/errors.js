// @ts-check
/** What a fault means, in words, and what to do next: an explanation. Pure. */
import { clientsTitle, isDoubtful } from "./fault.js";
import { sayingOf } from "./sayings.js";

/**
 * @typedef {import("./fault.js").Fault} Fault
 * @typedef {import("./sayings.js").Step} Step
 *
 * @typedef {object} Explanation
 * @property {string} title
 * @property {string[]} advice
 * @property {string} [quote] the gateway's own words
 * @property {Step[]} steps what to offer, best first
 * @property {[string, string][]} details
 */

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
