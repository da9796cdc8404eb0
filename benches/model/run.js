// One run: a client is given tasks, all at once, and is watched until it has come back with each of them.

import { pass } from "./clock.js";
import { picture, prompt, Studio } from "./studio.js";
import { Wire } from "./wire.js";

/** How long a client gets, in milliseconds; our own gives up after as long by default. */
const LIMIT = 15 * 60_000;

/**
 * A client, and the service that it speaks to.
 * @typedef Peer
 * @property {string} name
 * @property {readonly string[]} packages the npm packages whose versions are shown
 * @property {(asked: import("./wire.js").Asked, studio: Studio, now: number) => import("./wire.js").Answer} answer
 * @property {(fetch: typeof globalThis.fetch) => Promise<(prompt: string) => PromiseLike<string>>} connect makes a client, whose
 *   function draws what it is asked for and gives the address of the picture
 * @property {RegExp} [givesUp] what it says when it gives up a task that goes on, by its own default limits
 * @property {boolean} [loses] it may leave tasks open for good
 */

/**
 * @typedef Run
 * @property {number} submits
 * @property {number} reads requests after the submit
 * @property {number} bytes
 * @property {number[]} delays from each picture's being there to the client's telling, in milliseconds
 * @property {number} missed tasks that the client gave up, or had not told of when the time was over
 */

/**
 * @param {Peer} peer
 * @param {readonly import("./plan.js").Plan[]} plans
 * @param {number} seed
 * @returns {Promise<Run>}
 */
export const run = async (peer, plans, seed) => {
  const studio = new Studio(plans);
  const wire = new Wire((asked, now) => peer.answer(asked, studio, now));
  const draw = await peer.connect(wire.fetch);
  const told = /** @type {(number | undefined)[]} */ (plans.map(() => undefined));
  let missed = 0;
  /** @type {unknown} */
  let wrong;
  const watch = async (/** @type {number} */ index) => {
    try {
      const address = await draw(prompt(index));
      if (address !== picture(index)) throw new Error(`task ${index} became ${address}`);
      told[index] = Date.now();
    } catch (error) {
      if (!peer.givesUp?.test(String(error))) wrong ??= error;
      missed++;
    }
  };
  await pass(seed, LIMIT, () => plans.map((_, index) => watch(index)));
  const open = told.filter((at) => at === undefined).length - missed;
  wrong ??= wire.fault ?? (open > 0 && !peer.loses ? `${open} tasks are open after ${LIMIT / 60_000} minutes` : undefined);
  if (wrong) throw new Error(`${peer.name}: ${wrong}`, { cause: wrong });
  const delays = told.flatMap((at, index) => (at === undefined ? [] : [at - studio.ends(index)]));
  if (delays.some((delay) => delay < 0)) throw new Error(`${peer.name} told of a picture before it was there`);
  return { submits: wire.submits, reads: wire.reads, bytes: wire.bytes, delays, missed: missed + open };
};
