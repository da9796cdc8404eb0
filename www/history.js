// @ts-check
/**
 * What the page remembers: one entry for each job that was started, newest first. An entry is plain JSON and is stored under a
 * key of its own, so that two tabs add to one history and do not overwrite each other's.
 *
 * @typedef {import("midjourney-wasm").Task} Task
 * @typedef {import("midjourney-wasm").Button} Button
 * @typedef {import("midjourney-wasm").JobToken} JobToken
 * @typedef {import("./fault.js").Fault} Fault
 *
 * @typedef {"imagine" | "blend" | "describe" | "shorten" | "action"} Verb
 * @typedef {"running" | "waiting" | "done" | "failed" | "stopped"} Phase
 *   `waiting`: the gateway wants input. `stopped`: this page stopped waiting, the gateway goes on.
 *
 * @typedef {object} Entry
 * @property {string} key
 * @property {Verb} verb
 * @property {string} title the prompt, or what stands for one
 * @property {number} since when it was started, by the clock of this machine
 * @property {string} baseUrl the gateway it was sent to, as it stood in the settings
 * @property {Phase} phase
 * @property {number} [pictures] how many pictures went with it; they are not stored
 * @property {string} [parent] the entry whose button was pressed
 * @property {Button} [button] that button
 * @property {string} [source] the picture that the button was under
 * @property {number} [took] milliseconds from start to end
 * @property {Task} [task] the newest look at the task
 * @property {JobToken} [token] for `mj.wait`, while there is something to wait for
 * @property {boolean} [accepted] the gateway accepted it, but gave no ID, so that the token does not say it
 * @property {Fault} [fault] why it failed
 */

const PREFIX = "midjourney-wasm:entry:";
const LIMIT = 200;

/** @type {Map<string, Entry>} */
const entries = new Map();
const events = new EventTarget();

/** All entries, newest first. */
export function list() {
  return [...entries.values()].sort((a, b) => b.since - a.since);
}

/** @param {string | undefined} key */
export function find(key) {
  return key === undefined ? undefined : entries.get(key);
}

/**
 * Adds an entry, or says that one has changed. `store: false` is for what may be lost, as the steps of a progress.
 * @param {Entry} entry
 * @param {{ store?: boolean }} [options]
 */
export function keep(entry, { store = true } = {}) {
  entries.set(entry.key, entry);
  if (store) write(entry);
  events.dispatchEvent(new CustomEvent("change", { detail: entry }));
}

/** @param {string} key */
export function forget(key) {
  entries.delete(key);
  withStorage((storage) => storage.removeItem(PREFIX + key));
  events.dispatchEvent(new CustomEvent("remove", { detail: key }));
}

/**
 * @param {(entry: Entry) => void} changed
 * @param {(key: string) => void} removed
 */
export function watch(changed, removed) {
  events.addEventListener("change", (event) => changed(/** @type {CustomEvent<Entry>} */ (event).detail));
  events.addEventListener("remove", (event) => removed(/** @type {CustomEvent<string>} */ (event).detail));
}

/** Reads what earlier visits left. */
export function load() {
  withStorage((storage) => {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    for (const key of keys) {
      if (!key?.startsWith(PREFIX)) continue;
      const entry = restore(key.slice(PREFIX.length), storage.getItem(key));
      if (entry) entries.set(entry.key, entry);
      else storage.removeItem(key);
    }
  });
  for (const entry of list().slice(LIMIT)) forget(entry.key);
}

/** @param {Entry} entry */
function write(entry) {
  withStorage((storage) => {
    // A gateway may nest its answers deeper than this can write.
    const text = JSON.stringify(entry);
    try {
      storage.setItem(PREFIX + entry.key, text);
    } catch {
      // Full. The oldest that has ended makes room; a running one must not be lost, it is paid for.
      const oldest = list().findLast((other) => other.phase !== "running" && other.key !== entry.key);
      if (!oldest) return;
      forget(oldest.key);
      write(entry);
    }
  });
}

/**
 * What was stored may be from an older version or from another page of this origin: it is checked before it is believed. A part
 * that is not what it should be is left out; what lacks a part that every entry has is no entry.
 * @param {string} key
 * @param {string | null} text
 * @returns {Entry | undefined}
 */
function restore(key, text) {
  try {
    const entry = JSON.parse(text ?? "null");
    const known =
      entry.key === key &&
      hasTexts(entry, "title", "baseUrl") &&
      isNumber(entry.since) &&
      ["imagine", "blend", "describe", "shorten", "action"].includes(entry.verb) &&
      ["running", "waiting", "done", "failed", "stopped"].includes(entry.phase);
    if (!known) return undefined;
    for (const [name, isGood] of Object.entries(PARTS)) if (!isGood(entry[name])) delete entry[name];
    const isBroken = (entry.phase === "running" && !entry.token) || (entry.phase === "waiting" && !entry.task);
    if (!isBroken) return entry;
    const fault = { code: "unexpected", message: "What was stored of this job is incomplete.", maybeSubmitted: true };
    return { ...entry, phase: "failed", fault };
  } catch {
    return undefined;
  }
}

/** The parts that an entry may have, and what each must be. @type {Record<string, (value: any) => boolean>} */
const PARTS = {
  pictures: isNumber,
  took: isNumber,
  parent: (value) => typeof value === "string",
  source: (value) => typeof value === "string",
  button: (value) => hasTexts(value, "customId", "label", "emoji"),
  task: (value) => hasTexts(value, "id", "status") && isNumber(value.progress),
  accepted: (value) => value === true,
  token: (value) => hasTexts(value, "baseUrl") && isNumber(value.submittedAt),
  fault: (value) => hasTexts(value, "code", "message"),
};

/** @param {any} value @param {...string} names */
function hasTexts(value, ...names) {
  return typeof value === "object" && value !== null && names.every((name) => typeof value[name] === "string");
}

/** @param {unknown} value */
function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/**
 * Storage may be switched off, and then merely naming it throws: the page works without, and forgets.
 * @param {(storage: Storage) => void} use
 */
function withStorage(use) {
  try {
    use(localStorage);
  } catch {
    // Nothing is remembered.
  }
}
