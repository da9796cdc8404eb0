// The tasks of one run, as they are at any moment. What the services tell of them, each in its own words, all comes from here.

/** @typedef {import("./plan.js").Plan} Plan */

/**
 * @typedef Look
 * @property {number} index
 * @property {"queued" | "running" | "done"} state
 * @property {number} progress from 0 to 100
 * @property {number} submitted when, by the clock of the run
 * @property {number | undefined} started
 * @property {number | undefined} finished
 */

/** What each client is asked to draw; the number tells whose task it is. @param {number} index */
export const prompt = (index) => `a lighthouse on a cliff at dusk, oil on canvas --v 6.1 #${index}`;

/** Where the finished picture lies: what a client must come back with. @param {number} index */
export const picture = (index) =>
  `https://img.example.com/attachments/1320066655572987907/${1348306030429470000n + BigInt(index)}/user_a_lighthouse_${hash(index)}.png`;

/** Midjourney's name for a job. @param {number} index */
export const hash = (index) => `26d56b92-4ed6-45e2-8561-${String(563797923135 + index)}`;

export class Studio {
  /** @type {readonly Plan[]} */
  #plans;
  /** When each was submitted, by its number. @type {Map<number, number>} */
  #submitted = new Map();

  /** @param {readonly Plan[]} plans */
  constructor(plans) {
    this.#plans = plans;
  }

  /**
   * A task is submitted; its number is read from whatever a client sent. One that is submitted twice is billed twice.
   * @param {string} text
   * @param {number} now
   */
  submit(text, now) {
    const index = Number(/#(\d+)/.exec(text)?.[1]);
    if (!this.#plans[index]) throw new Error(`this asks for no task of the run: ${text}`);
    if (this.#submitted.has(index)) throw new Error(`task ${index} was submitted twice`);
    this.#submitted.set(index, now);
    return this.look(index, now);
  }

  /** @param {number} index @param {number} now @returns {Look} */
  look(index, now) {
    const submitted = this.#submitted.get(index);
    if (submitted === undefined || submitted > now) throw new Error(`there is no task ${index}`);
    const { queue, figures, length } = this.#plans[index];
    const age = now - submitted;
    const done = age >= length;
    const shown = figures.findLast(({ after }) => after <= age);
    return {
      index,
      state: done ? "done" : shown ? "running" : "queued",
      progress: done ? 100 : (shown?.progress ?? 0),
      submitted,
      started: shown && submitted + queue,
      finished: done ? submitted + length : undefined,
    };
  }

  /** The tasks that were submitted, oldest first. @param {number} now */
  all(now) {
    return [...this.#submitted].filter(([, submitted]) => submitted <= now).map(([index]) => this.look(index, now));
  }

  /** When the picture of a task is there. @param {number} index */
  ends(index) {
    const submitted = this.#submitted.get(index);
    if (submitted === undefined) throw new Error(`task ${index} was never submitted`);
    return submitted + this.#plans[index].length;
  }
}
