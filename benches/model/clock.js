// A clock that jumps from one timer to the next: minutes of waiting take milliseconds. All that a client may wait by is faked, in this
// process and only while a run goes on; a client that waits by anything else stands still, and the run fails.

import { setImmediate } from "node:timers";
import FakeTimers from "@sinonjs/fake-timers";
import { seeded } from "./seeded.js";

/** How often the real event loop goes round between two timers. Promises need one; libraries that use `setImmediate`, some more. */
const ROUNDS = 3;

/** When every run begins. */
export const BEGIN = 1_741_531_578_038;

const settleDown = async () => {
  for (let round = 0; round < ROUNDS; round++) await new Promise((resolve) => setImmediate(resolve));
};

/**
 * Calls `start`, and lets time pass until the promises that it gives have settled or `limit` milliseconds are over. Then goes on for
 * half a minute: what a client still asks is counted too.
 * @param {number} seed of `Math.random`, by which some clients vary their pauses
 * @param {number} limit
 * @param {() => Promise<unknown>[]} start
 */
export const pass = async (seed, limit, start) => {
  const { random } = Math;
  const { fetch } = globalThis;
  const { timeout } = AbortSignal;
  const { log } = console;
  const toFake = /** @type {const} */ (["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"]);
  const clock = FakeTimers.install({ now: BEGIN, toFake: [...toFake] });
  try {
    Math.random = seeded(seed);
    globalThis.fetch = () => Promise.reject(new Error("a client went past its wire"));
    // `midjourney` prints what it was answered, whatever its option Debug says.
    console.log = () => {};
    AbortSignal.timeout = (delay) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new DOMException("The operation timed out.", "TimeoutError")), delay);
      return controller.signal;
    };
    let open = 0;
    for (const promise of start()) {
      open++;
      const settled = () => void open--;
      promise.then(settled, settled);
    }
    for (let end = BEGIN + limit, over = false; ;) {
      await settleDown();
      if (open === 0 && !over) {
        over = true;
        end = clock.now + 30_000;
      }
      if (clock.countTimers() === 0) {
        if (open > 0) throw new Error(`${open} tasks are open, and nobody waits for anything`);
        break;
      }
      if (clock.next() > end) break;
      // Whatever else is due at the same moment.
      clock.tick(0);
    }
  } finally {
    // What the last timer has woken goes back to sleep by this clock, for good.
    await settleDown();
    clock.uninstall();
    console.log = log;
    AbortSignal.timeout = timeout;
    globalThis.fetch = fetch;
    Math.random = random;
  }
};
