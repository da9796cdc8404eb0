// @ts-check
/**
 * Whether the gateway answers the running jobs. The client retries by itself and reports nothing meanwhile, so the page watches the
 * polls: `poll.strategy` is called after each, and after a failed one it gets no task.
 */

/** How much later than planned an answer may come, in milliseconds. */
const PATIENCE = 4_000;

/** The keys of the entries whose gateway gave no usable answer. @type {Set<string>} */
const silent = new Set();
/** The watchers of all running jobs, to be told at once that the network is gone. @type {Set<() => void>} */
const watchers = new Set();

addEventListener("offline", () => {
  for (const lose of watchers) lose();
});

const events = new EventTarget();

/** @param {string} key */
export function isSilent(key) {
  return silent.has(key);
}

/** Whether some running job gets no usable answer. */
export function isAnySilent() {
  return silent.size > 0;
}

/** @param {() => void} changed called when {@link isAnySilent} has changed */
export function watchSilence(changed) {
  events.addEventListener("change", changed);
}

/** @param {string} key @param {boolean} isSilentNow */
function set(key, isSilentNow) {
  const wasAny = isAnySilent();
  if (isSilentNow) silent.add(key);
  else silent.delete(key);
  if (isAnySilent() !== wasAny) events.dispatchEvent(new Event("change"));
}

/**
 * Watches a job from its start. `end` must be called when it has settled.
 * @param {string} key of its entry
 * @param {boolean} wasSeen whether its task was seen before. Right after a submit a gateway may not know its own task yet, which is no
 *   failure
 * @param {() => void} changed
 */
export function watchContact(key, wasSeen, changed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let seen = wasSeen;
  const tell = (/** @type {boolean} */ isSilentNow) => {
    if (isSilent(key) === isSilentNow) return;
    set(key, isSilentNow);
    changed();
  };
  const lose = () => tell(true);
  const expect = (/** @type {number} */ milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(lose, milliseconds + PATIENCE);
  };
  watchers.add(lose);
  expect(0);
  return {
    accepted() {
      tell(false);
      expect(0);
    },
    /** @param {unknown} task @param {number} planned milliseconds until the next poll @returns {undefined} the pause stays as planned */
    polled(task, planned) {
      if (!task && !seen) return;
      seen = true;
      tell(!task);
      expect(planned);
    },
    end() {
      clearTimeout(timer);
      watchers.delete(lose);
      set(key, false);
    },
  };
}
