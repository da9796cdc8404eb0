// @ts-check
/**
 * Whether the gateway answers the running jobs. The client retries by itself and reports nothing meanwhile, so the page watches the
 * polls: their requests go through `watchedFetch`, and `poll.strategy` is called after each. After a failed one it gets no task.
 */
import { ownFetch } from "./own-gateway.js";

/** How long a gateway may take to accept a job, or to answer a poll, before the page says that it waits. In milliseconds. */
const PATIENCE = 4_000;

/**
 * @typedef {"late" | "failed"} Trouble `late`: an answer has not come yet; `failed`: the last poll brought no usable one
 *
 * @typedef {object} Watcher
 * @property {string | undefined} id of the task
 * @property {() => void} expect an answer from now on
 * @property {() => void} lose the contact at once
 */

/** By the keys of the entries. @type {Map<string, Trouble>} */
const troubles = new Map();
/** The watchers of all running jobs. @type {Set<Watcher>} */
const watchers = new Set();

addEventListener("offline", () => {
  for (const watcher of watchers) watcher.lose();
});

const events = new EventTarget();

/** What is wrong with the gateway's answers to a running job, if anything. @param {string} key */
export function contactOf(key) {
  return troubles.get(key);
}

/** Whether some running job gets no usable answer. */
export function isAnySilent() {
  return troubles.size > 0;
}

/** @param {() => void} changed called when {@link isAnySilent} has changed */
export function watchSilence(changed) {
  events.addEventListener("change", changed);
}

/** @param {string} key @param {Trouble | undefined} trouble */
function set(key, trouble) {
  const wasAny = isAnySilent();
  if (trouble) troubles.set(key, trouble);
  else troubles.delete(key);
  if (isAnySilent() !== wasAny) events.dispatchEvent(new Event("change"));
}

/**
 * The platform's `fetch`, with an eye on when a poll is sent: earlier than planned where jobs share a request or the page is shown
 * again, and later where the client plans a long pause.
 * @param {string} url
 * @param {RequestInit} init
 */
export function watchedFetch(url, init) {
  const ids = polledIds(url, init.body);
  for (const watcher of watchers) if (watcher.id !== undefined && ids.includes(watcher.id)) watcher.expect();
  return new URL(url).origin === location.origin ? ownFetch(url, init) : fetch(url, init);
}

/** @param {string} url @param {unknown} body @returns {string[]} the tasks that a request reads */
function polledIds(url, body) {
  const { pathname } = new URL(url);
  const single = /\/task\/([^/]+)\/fetch$/.exec(pathname)?.[1];
  if (single) return [decodeURIComponent(single)];
  return pathname.endsWith("/task/list-by-condition") && typeof body === "string" ? (JSON.parse(body).ids ?? []) : [];
}

/**
 * Watches a job from its start. `end` must be called when it has settled.
 * @param {string} key of its entry
 * @param {{ wasSeen: boolean, id: string | undefined }} known whether its task was seen before, and its ID. Right after a submit a
 *   gateway may not know its own task yet, which is no failure
 * @param {() => void} changed
 */
export function watchContact(key, { wasSeen, id }, changed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let seen = wasSeen;
  /** Whether a poll came back without the task before any showed it. */
  let missed = false;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const tell = (/** @type {Trouble | undefined} */ trouble) => {
    if (contactOf(key) === trouble) return;
    set(key, trouble);
    changed();
  };
  /** @type {Watcher} */
  const watcher = {
    id,
    expect() {
      timer ??= setTimeout(watcher.lose, PATIENCE);
    },
    lose: () => tell(contactOf(key) ?? (missed ? "failed" : "late")),
  };
  watchers.add(watcher);
  watcher.expect();
  return {
    /** @param {string} newId */
    accepted(newId) {
      watcher.id = newId;
      stop();
      tell(undefined);
      watcher.expect();
    },
    /** @param {unknown} task @returns {undefined} the pause stays as the client plans it */
    polled(task) {
      if (!task && !seen) {
        missed = true;
        return;
      }
      seen = true;
      stop();
      tell(task ? undefined : "failed");
    },
    end() {
      stop();
      watchers.delete(watcher);
      set(key, undefined);
    },
  };
}
