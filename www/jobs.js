// @ts-check
/**
 * The jobs of this page: every one is an entry of the history, and every verb of the client that the page uses is called here.
 */
import { MidjourneyError, ModalRequiredError, TaskCancelledError } from "midjourney-wasm";
import { announce, inShort } from "./announce.js";
import { watchContact } from "./contact.js";
import { titleOf } from "./errors.js";
import { faultOf, isDoubtful } from "./fault.js";
import { addressOf, client, gateway, lacksKey } from "./gateway.js";
import * as history from "./history.js";

/**
 * @typedef {import("midjourney-wasm").Midjourney} Midjourney
 * @typedef {import("midjourney-wasm").TaskOptions} TaskOptions
 * @typedef {import("midjourney-wasm").ModalInput} ModalInput
 * @typedef {import("midjourney-wasm").BlendOptions} BlendOptions
 * @typedef {import("./history.js").Entry} Entry
 * @typedef {(mj: Midjourney, options: TaskOptions) => import("midjourney-wasm").Job} Send
 */

/** @type {Map<string, import("midjourney-wasm").Job>} */
const running = new Map();
/** The keys of running entries that were sent before: they are looked for. @type {Set<string>} */
const lookedFor = new Set();
/** How to send an entry once more, with its pictures, which only memory holds. @type {Map<string, Send>} */
const requests = new Map();
/** A page that is left breaks its requests off. That is no failure of a job: it is resumed by its token. */
let leaving = false;
addEventListener("pagehide", () => {
  leaving = true;
});
addEventListener("pageshow", () => {
  leaving = false;
});

/** @param {string} prompt @param {readonly File[]} [images] */
export function imagine(prompt, images = []) {
  const pictures = images.length > 0 ? { pictures: images.length } : {};
  return start({ verb: "imagine", title: prompt, ...pictures }, (mj, options) => mj.imagine({ prompt, images }, options));
}

/** @param {readonly File[]} images @param {NonNullable<BlendOptions["dimensions"]>} dimensions */
export function blend(images, dimensions) {
  const title = `${images.length} pictures`;
  return start({ verb: "blend", title, pictures: images.length }, (mj, options) => mj.blend(images, { ...options, dimensions }));
}

/** @param {File} image */
export function describe(image) {
  return start({ verb: "describe", title: image.name || "a picture", pictures: 1 }, (mj, options) => mj.describe(image, options));
}

/** @param {string} prompt */
export function shorten(prompt) {
  return start({ verb: "shorten", title: prompt }, (mj, options) => mj.shorten(prompt, options));
}

/**
 * Presses a button of a finished entry. `answer` is for a button whose question was asked before anything was sent.
 * @param {Entry} parent
 * @param {import("midjourney-wasm").Button} button
 * @param {ModalInput} [answer]
 */
export function press(parent, button, answer) {
  const task = parent.task;
  if (!task) return undefined;
  const source = task.imageUrl ? { source: task.imageUrl } : {};
  const title = answer?.prompt || parent.title;
  return start({ verb: "action", title, parent: parent.key, button, ...source }, pressing(task, button, answer));
}

/** Answers what the gateway asked. @param {Entry} entry @param {ModalInput} answer */
export function respond(entry, answer) {
  const task = entry.task;
  if (!task) return;
  if (answer.prompt) entry.title = answer.prompt;
  const send = /** @type {Send} */ ((mj, options) => mj.modal(task, answer, options));
  requests.set(entry.key, send);
  run(entry, send);
}

/** Follows a job by its token: after a reload, after a stop, or where a submit ended in doubt. @param {Entry} entry */
export function lookFor(entry) {
  const token = entry.token;
  if (!token) return;
  lookedFor.add(entry.key);
  run(entry, (mj, options) => mj.wait(token, options));
}

/** Sends the same request again, under the same entry. @param {Entry} entry */
export function repeat(entry) {
  const send = requestOf(entry);
  if (!send) return;
  delete entry.token;
  delete entry.task;
  delete entry.accepted;
  entry.since = Date.now();
  run(entry, send);
}

/** Whether an entry's request is still known, or can be made from what is stored. @param {Entry} entry */
export function canRepeat(entry) {
  return requestOf(entry) !== undefined;
}

/** @param {Entry} entry */
export function cancel(entry) {
  return running.get(entry.key)?.cancel();
}

/** Follows again what was running when the page was left. Without a key that the gateway wants, this waits for one. */
export function resume() {
  if (lacksKey()) return;
  for (const entry of history.list()) {
    if (entry.phase === "running" && !running.has(entry.key) && isReachable(entry)) lookFor(entry);
  }
}

/** Whether a job is followed at this moment; a stored one may not be, yet. @param {Entry} entry */
export function isFollowed(entry) {
  return running.has(entry.key);
}

/** Whether a followed entry was sent earlier, and not by the job that runs now. @param {Entry} entry */
export function isLookedFor(entry) {
  return lookedFor.has(entry.key);
}

/** Whether an entry is of the gateway that the page talks to now: another one does not know its task. @param {Entry} entry */
export function isReachable(entry) {
  return addressOf(entry.baseUrl) === addressOf(gateway().baseUrl);
}

/**
 * @param {Pick<Entry, "verb" | "title"> & Partial<Entry>} about
 * @param {Send} send
 * @returns {Entry}
 */
function start(about, send) {
  const key = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const entry = /** @type {Entry} */ ({ ...about, key, since: Date.now(), baseUrl: gateway().baseUrl, phase: "running" });
  requests.set(key, send);
  run(entry, send);
  return entry;
}

/** @param {Entry} entry @param {Send} send */
function run(entry, send) {
  delete entry.fault;
  entry.phase = "running";
  const contact = watchContact(entry.key, { wasSeen: entry.task !== undefined, id: entry.token?.id }, () => {
    if (history.find(entry.key)) history.keep(entry, { store: false });
  });
  try {
    follow(entry, send(client(), { onProgress: look(entry), poll: { strategy: contact.polled } }), contact);
  } catch (error) {
    contact.end();
    // The constructor's own refusal: stored settings that are no settings.
    entry.phase = "failed";
    entry.fault = faultOf(error);
    history.keep(entry);
  }
}

/** @param {Entry} entry @returns {(task: import("./history.js").Task) => void} */
function look(entry) {
  let halfway = false;
  return (task) => {
    if (!history.find(entry.key)) return; // Cleared away in the meantime.
    entry.task = task;
    history.keep(entry, { store: false });
    if (task.progress >= 50 && task.progress < 100 && !halfway) {
      halfway = true;
      announce(`Half done: ${inShort(entry.title)}`);
    }
  };
}

/** @param {Entry} entry @param {import("midjourney-wasm").Job} job @param {ReturnType<typeof watchContact>} contact */
function follow(entry, job, contact) {
  running.set(entry.key, job);
  job.then(contact.end, contact.end);
  // Stored before there is an id, and again with it: a reload in mid-submit finds the job by the marker in its token.
  entry.token = job.toJSON();
  history.keep(entry);
  job.id.then(
    (id) => {
      if (running.get(entry.key) !== job || !history.find(entry.key)) return;
      entry.token = job.toJSON();
      contact.accepted(id);
      history.keep(entry);
    },
    () => undefined, // What became of the submit is told by the job itself.
  );
  job.then(
    (task) => settle(entry, job, () => finish(entry, task)),
    (error) => settle(entry, job, () => fail(entry, error, job)),
  );
}

/** @param {Entry} entry @param {import("midjourney-wasm").Job} job @param {() => void} change */
function settle(entry, job, change) {
  if (leaving || running.get(entry.key) !== job) return;
  running.delete(entry.key);
  lookedFor.delete(entry.key);
  if (!history.find(entry.key)) return; // Removed while it ran.
  change();
  history.keep(entry);
}

/** @param {Entry} entry @param {import("midjourney-wasm").SuccessTask} task */
function finish(entry, task) {
  entry.phase = "done";
  entry.task = task;
  entry.took = Date.now() - entry.since;
  delete entry.token;
  requests.delete(entry.key);
  announce(`Finished: ${inShort(entry.title)}`);
}

/** @param {Entry} entry @param {unknown} error @param {import("midjourney-wasm").Job} job */
function fail(entry, error, job) {
  const token = (MidjourneyError.is(error) ? error.token : undefined) ?? job.toJSON();
  if (error instanceof ModalRequiredError) {
    entry.phase = "waiting";
    entry.task = error.task;
    entry.token = token;
    announce(`Waiting for your input: ${inShort(entry.title)}`);
  } else if (error instanceof TaskCancelledError && error.code === "cancelled") {
    entry.phase = "stopped";
    entry.token = token;
  } else {
    entry.phase = "failed";
    const fault = faultOf(error);
    // A job without an id is looked for by its marker. Where that finds nothing, the submit may have been taken all the same.
    if (fault.code === "task_not_found" && !token.id) fault.maybeSubmitted = true;
    if (fault.code === "accepted_without_id") entry.accepted = true;
    fault.accepted = fault.maybeSubmitted && (token.id !== undefined || entry.accepted === true);
    const ended = ["task_failed", "task_cancelled", "task_not_found"].includes(fault.code);
    entry.fault = fault;
    if (isDoubtful(fault) || (!ended && token.id)) entry.token = token;
    else delete entry.token;
    announce(`Failed: ${inShort(entry.title)}. ${titleOf(fault)}.`);
  }
}

/** @param {Entry} entry @returns {Send | undefined} */
function requestOf(entry) {
  const known = requests.get(entry.key);
  if (known) return known;
  if (entry.verb === "imagine" && !entry.pictures) return (mj, options) => mj.imagine(entry.title, options);
  if (entry.verb === "shorten") return (mj, options) => mj.shorten(entry.title, options);
  const parent = history.find(entry.parent)?.task;
  return parent && entry.button ? pressing(parent, entry.button) : undefined;
}

/**
 * @param {import("./history.js").Task} task
 * @param {import("midjourney-wasm").Button} button
 * @param {ModalInput} [answer]
 * @returns {Send}
 */
function pressing(task, button, answer) {
  // A button without a custom id is one that the gateway did not give: the client knows U1 to V4 and the reroll by label.
  const which = button.customId ? button : button.label || button.emoji;
  const modal = answer ? () => answer : /** @type {const} */ ("auto");
  return (mj, options) => mj.action(task, which, { ...options, modal });
}
