// How far a task is, and how far it was when it was delivered last. A webhook that shows no more than that is a duplicate, or old.

/** Number of tasks that the memory holds. It forgets the oldest. */
const MOST = 10_000;

/** More than any status before the end, with any progress. */
const END = 1_000_000;

/** The statuses before the end. A task gets its modal before it runs. */
const STAGES = new Map([
  ["NOT_START", 0],
  ["SUBMITTED", 1],
  ["MODAL", 2],
  ["IN_PROGRESS", 3],
  ["UNKNOWN", 3],
]);

/** What is no percentage (Discord's words) may mean any. @param {unknown} progress */
const percentOf = (progress) => {
  if (progress == null || progress === "") return 0;
  const [, digits = "100"] = /^(\d+)(?:\.\d+)?%?$/.exec(`${progress}`) ?? [];
  return Math.min(100, Number(digits));
};

/**
 * Returns how far a task is. Of a body that is not understood, the most that it can mean: then the task itself has to show it.
 * @param {{ status?: any, progress?: any }} task
 */
export const rankOf = ({ status, progress }) => {
  const stage = STAGES.get(status);
  return stage === undefined ? END : 1000 * stage + percentOf(progress);
};

/** Remembers the rank of each task's last delivery. It sets no timer: what is too old goes when something new comes. */
export class Delivered {
  /** The oldest first. @type {Map<string, { rank: number, until: number }>} */
  #tasks = new Map();
  #ttl;

  /** @param {number} ttl in ms */
  constructor(ttl) {
    this.#ttl = ttl;
  }

  /** Returns the rank, or -1. @param {string} id */
  rank(id) {
    const task = this.#tasks.get(id);
    return task && task.until > Date.now() ? task.rank : -1;
  }

  /** Takes a higher rank, and returns whether it is one. Synchronous, so of two calls that overlap only one delivers. @param {string} id @param {number} rank */
  raise(id, rank) {
    if (rank <= this.rank(id)) return false;
    this.#tasks.delete(id);
    this.#tasks.set(id, { rank, until: Date.now() + this.#ttl });
    for (const [oldest, { until }] of this.#tasks) {
      if (this.#tasks.size <= MOST && until > Date.now()) break;
      this.#tasks.delete(oldest);
    }
    return true;
  }

  /** Takes back a delivery that failed, unless a later one came meanwhile. @param {string} id @param {number} rank */
  lower(id, rank) {
    if (this.rank(id) === rank) this.#tasks.delete(id);
  }
}
