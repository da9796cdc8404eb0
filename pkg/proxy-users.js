// What the proxy remembers of its users, in the memory of this process or isolate: how much they have submitted, and what of it is open.

/** Users that are remembered at once. The one who has been away for longest is forgotten first. */
const USERS = 10_000;
const MINUTE = 60_000;
/** A task that nobody has seen to end counts as open for as long as a job waits for one. */
const OPEN = 15 * MINUTE;
/** A browser repeats a submit at once, if at all. */
const REPEATED = MINUTE;

/** @typedef {import("./proxy-http.js").Answer} Answer */

/**
 * @typedef {object} User
 * @property {number[]} submits when the submits of the last minute came
 * @property {Map<string | symbol, number>} open the tasks that are not known to have ended, and until when they count; and the submits
 *   that the gateway has not answered yet
 * @property {Map<string, { at: number, answer: Promise<Answer> }>} answers to the submits of the last minute
 */

/** Removes the entries that are over. @param {Map<string | symbol, number>} open */
const sweep = (open) => {
  for (const [id, until] of open) if (until <= Date.now()) open.delete(id);
};

export class Users {
  /** @type {Map<string, User>} */
  #users = new Map();
  #limits;

  /** @param {{ submitsPerMinute: number | import("./proxy.js").RateLimiter, openTasks: number }} limits */
  constructor(limits) {
    this.#limits = limits;
  }

  /** @param {string} id @returns {User} */
  #of(id) {
    const user = this.#users.get(id) ?? { submits: [], open: new Map(), answers: new Map() };
    // At the end of the map.
    this.#users.delete(id);
    this.#users.set(id, user);
    if (this.#users.size > USERS) this.#users.delete(this.#users.keys().next().value ?? id);
    return user;
  }

  /**
   * Runs a submit, unless it is one too many.
   * @param {string} id
   * @param {(opened: (tasks: string[]) => void) => Promise<Answer>} run tells which tasks the gateway has made of it
   * @param {(seconds: number) => Answer} refuse gets in how many seconds there may be room
   */
  async admit(id, run, refuse) {
    const user = this.#of(id);
    const { open } = user;
    // It has its place before anything is waited for: of two that come at once, the second is to see the first.
    const place = Symbol("submit");
    open.set(place, Infinity);
    try {
      const wait = await this.#wait(user, id);
      if (wait) return refuse(wait);
      return await run((tasks) => {
        open.delete(place);
        for (const task of tasks) open.set(task, Date.now() + OPEN);
      });
    } finally {
      open.delete(place);
    }
  }

  /** Counts a submit, unless it is one too many. Returns in how many seconds there may be room, or 0. @param {User} user @param {string} id */
  async #wait({ submits, open }, id) {
    const { submitsPerMinute, openTasks } = this.#limits;
    sweep(open);
    if (open.size > openTasks) return 10;
    if (typeof submitsPerMinute !== "number") return (await submitsPerMinute.limit({ key: id })).success ? 0 : 60;
    const now = Date.now();
    while (submits.length && submits[0] <= now - MINUTE) submits.shift();
    if (submits.length >= submitsPerMinute) return Math.max(1, Math.ceil(((submits[0] ?? now) + MINUTE - now) / 1000));
    submits.push(now);
    return 0;
  }

  /** @param {string} id @param {string} task */
  ended(id, task) {
    this.#users.get(id)?.open.delete(task);
  }

  /**
   * Answers a submit, or repeats the answer to the same one: a browser sends a POST again by itself when its connection dies, with the
   * same marker in it. A submit that the gateway refused is not the same when it comes again.
   * @param {string} id
   * @param {string} submit what makes it the same
   * @param {() => Promise<Answer>} run
   */
  async once(id, submit, run) {
    const { answers } = this.#of(id);
    for (const [other, { at }] of answers) if (at <= Date.now() - REPEATED) answers.delete(other);
    const known = answers.get(submit);
    if (known) return known.answer;
    const answer = run();
    const entry = { at: Date.now(), answer };
    answers.set(submit, entry);
    const { isRefused } = await answer;
    if (isRefused) answers.delete(submit);
    else entry.at = Date.now();
    return answer;
  }
}
