// A clock that stands still while anything can still happen without it, and then jumps to the next timer: minutes of waiting take
// milliseconds, and every run of a test is the same.

import { setImmediate } from "node:timers";
import FakeTimers from "@sinonjs/fake-timers";

/** When every world begins. */
export const BEGIN = 1_741_531_578_038;

/**
 * How often the real event loop goes round before the clock may jump. Promises and streams need one round, a chain of promises of
 * real input and output some more.
 */
const ROUNDS = 4;

export class Clock {
  #fake = FakeTimers.install({
    now: BEGIN,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  /** By how much the wall clock was set. */
  #set = 0;
  /** How many of the open timers are the world's own. */
  #own = 0;
  /** Real work that is under way: the clock must not jump before it is done. @type {Set<Promise<unknown>>} */
  #work = new Set();

  /** The time that has really come, in ms since 1970, whatever the wall clock was set to. */
  get now() {
    return this.#fake.now - this.#set;
  }

  /** Timers that somebody else than the world has set and not cleared. */
  get timers() {
    return this.#fake.countTimers() - this.#own;
  }

  /** Lets real work be done before the clock goes on. @template T @param {Promise<T>} work @returns {Promise<T>} */
  await(work) {
    const done = () => void this.#work.delete(work);
    this.#work.add(work);
    work.then(done, done);
    return work;
  }

  /** Does something later, on nobody's account. @param {number} time @param {() => void} act */
  after(time, act) {
    this.#own++;
    setTimeout(() => {
      this.#own--;
      act();
    }, time);
  }

  /** Sets the wall clock, and nothing else: no timer comes earlier or later. @param {number} by */
  set(by) {
    this.#set += by;
    this.#fake.setSystemTime(this.#fake.now + by);
  }

  /** The machine sleeps: time passes, but no timer runs until it wakes. @param {number} time */
  sleep(time) {
    this.#fake.setSystemTime(this.#fake.now + time);
  }

  /** Everything stands still, as a tab that the browser freezes; what was due meanwhile comes at once, and late. @param {number} time */
  freeze(time) {
    this.#fake.jump(time);
  }

  /** Returns when nothing happens any more without the clock. */
  async quiet() {
    do {
      await Promise.allSettled(this.#work);
      for (let round = 0; round < ROUNDS; round++) await new Promise((resolve) => setImmediate(resolve));
    } while (this.#work.size > 0);
  }

  /**
   * Lets time pass until `isOver` says so, or `limit` milliseconds are over; gives whether it said so. Where nobody waits for
   * anything any more, time goes on all the same.
   * @param {number} limit
   * @param {() => boolean} isOver
   */
  async pass(limit, isOver = () => false) {
    let isLate = false;
    const end = setTimeout(() => void (isLate = true), limit);
    this.#own++;
    try {
      for (;;) {
        await this.quiet();
        if (isOver()) return true;
        if (isLate) return false;
        this.#fake.next();
        // Whatever else is due at the same moment.
        this.#fake.tick(0);
      }
    } finally {
      this.#own--;
      clearTimeout(end);
    }
  }

  end() {
    this.#fake.uninstall();
  }
}
