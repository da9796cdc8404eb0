// One virtual world for tests of the whole client: the packed package, a page, a clock that only goes on when nothing else can, a
// network that keeps account of every request, and behind it the sandbox in one of its dialects.
//
// The sandbox is the real program, told the time with each request (see sandbox.js): what the client meets here is what it meets there,
// only faster, and the same in every run. Faults are functions between the two: `world.fault({ verb, nth, act })`.
//
//   const world = await World.begin({ dialect: "new-api" });
//   world.fault({ verb: "imagine", nth: 1, act: (exchange, pass) => … });
//   const { value, error } = await world.run(() => world.client().imagine("cat"));
//   assert.deepEqual(world.left, nothing);
//   world.end();

import assert from "node:assert/strict";
import { seeded } from "./chance.js";
import { Clock } from "./clock.js";
import { Exchange } from "./exchange.js";
import { Midjourney } from "./package.js";
import { Page, counted } from "./page.js";
import { AUTH, Gateway, HOST } from "./sandbox.js";

export { BEGIN } from "./clock.js";
export { DIALECTS } from "./sandbox.js";

/** @typedef {import("./exchange.js").Told} Told */
/** @typedef {import("./sandbox.js").Dialect} Dialect */
/** What a scripted gateway answers. @typedef {(exchange: Exchange, world: World) => Told | Promise<Told>} Line */

/**
 * What goes wrong, and when. A fault meets the requests of its verb, or all; and of those the `nth` (from 1; several, or all), or those
 * that are sent `from` one time `until` another, in ms after the world's beginning.
 * @typedef {object} Fault
 * @property {string | ((exchange: Exchange) => boolean)} [verb] "imagine" … "modal", "change", "fetch", "list", "all" or "other"
 * @property {number | readonly number[]} [nth]
 * @property {number} [from]
 * @property {number} [until]
 * @property {(exchange: Exchange, pass: () => Promise<Told>, world: World) => Promise<Told> | Told} act gives what the client gets,
 *   or throws what `fetch` rejects with; `pass` lets the request through to the gateway
 */

/**
 * @typedef {object} Given what a world is made with
 * @property {Dialect} [dialect]
 * @property {readonly string[]} [options] the sandbox's own
 * @property {Line} [script] answers in place of the sandbox
 * @property {number} [seed] of the client's chance
 * @property {number} [latency] of a request, there and back, in milliseconds
 */

/** What may still be there after a job has settled: nothing. */
export const nothing = { timers: 0, requests: 0, listeners: 0 };

/** The gateway's address, in every world. */
export const BASE_URL = `http://${HOST}`;

/** How long a request takes, there and back, in milliseconds. */
const LATENCY = 80;

/** How long the client is watched at the most: twice its own limit for a task. */
const LIMIT = 30 * 60_000;

// The WebAssembly is instantiated once, before any clock is faked.
await new Midjourney({ baseUrl: BASE_URL }).ready;

/**
 * Lets a test happen in a world of its own, which must be empty when it is over.
 * @template T
 * @param {(world: World) => Promise<T>} act
 * @param {Given} [given]
 */
export const inside = async (act, given) => {
  const world = await World.begin(given);
  try {
    const value = await act(world);
    assert.deepEqual(world.left, nothing);
    return value;
  } finally {
    world.end();
  }
};

export class World {
  /** Every request, in the order they were sent. @type {Exchange[]} */
  exchanges = [];
  /** Requests to other places than the gateway. @type {string[]} */
  elsewhere = [];
  clock = new Clock();
  page = new Page();
  /** @type {{ count: () => number }[]} */
  #signals = [];
  /** @type {(Fault & { met: number })[]} */
  #faults = [];
  #random = Math.random;
  #fetch = globalThis.fetch;
  #gateway;
  #script;
  #dialect;
  #latency;

  /** @param {Given} [given] */
  static async begin(given = {}) {
    const behind = given.script ? undefined : await Gateway.of(given.dialect ?? "guide", given.options);
    return new World(behind, given);
  }

  /** @param {Gateway | undefined} behind @param {Given} given */
  constructor(behind, { dialect = "guide", script, seed = 1, latency = LATENCY }) {
    this.#gateway = behind;
    this.#script = script;
    this.#dialect = dialect;
    this.#latency = latency;
    this.begun = this.clock.now;
    Math.random = seeded(seed);
    // Some calls of the client do not go through its option `fetch`.
    globalThis.fetch = this.fetch;
  }

  /** A client of this gateway. @param {Record<string, unknown>} [own] */
  client(own) {
    const auth = AUTH[this.#dialect] ?? "bearer";
    return new Midjourney({ baseUrl: BASE_URL, apiKey: "sk-of-the-world", auth, fetch: this.fetch, ...own });
  }

  /** An abort controller; whoever still listens to its signal in the end has forgotten it. */
  signal() {
    const controller = counted();
    this.#signals.push(controller);
    return controller;
  }

  /** The first that meets a request decides. @param {Fault} fault */
  fault(fault) {
    this.#faults.push({ ...fault, met: 0 });
  }

  /** Milliseconds since the world began. */
  get age() {
    return this.clock.now - this.begun;
  }

  /** How many submits were sent, have reached the gateway, and were taken by it, which bills them. @param {string} [verb] of one verb only */
  submits(verb) {
    const all = this.exchanges.filter((exchange) => exchange.isSubmit && (!verb || exchange.verb === verb));
    return {
      sent: all.length,
      received: all.filter(({ answer }) => answer).length,
      accepted: all.filter(({ isAccepted }) => isAccepted).length,
    };
  }

  /** What is still there of what the client has begun. */
  get left() {
    return {
      timers: this.clock.timers,
      requests: this.exchanges.filter(({ isOpen }) => isOpen).length,
      listeners: this.page.listeners + this.#signals.reduce((sum, { count }) => sum + count(), 0),
    };
  }

  /**
   * Lets time pass until what `start` begins has settled; gives how. Not a moment longer: what is `left` then is what the client
   * has left. One that has not settled within half an hour is told as `{ open: true }`.
   * @param {() => PromiseLike<any>} start
   * @param {number} [limit]
   * @returns {Promise<{ value?: any, error?: any, open?: true }>}
   */
  async run(start, limit = LIMIT) {
    /** @type {{ value?: any, error?: any } | undefined} */
    let settled;
    start().then(
      (value) => void (settled = { value }),
      (error) => void (settled = { error }),
    );
    await this.clock.pass(limit, () => settled !== undefined);
    return settled ?? { open: true };
  }

  /** Lets so much time pass. @param {number} time */
  async spend(time) {
    await this.clock.pass(time);
  }

  /** @type {typeof globalThis.fetch} */
  fetch = (input, init = {}) => {
    const url = new URL(/** @type {any} */ (input).url ?? input);
    if (init.signal?.aborted) return Promise.reject(init.signal.reason);
    const exchange = new Exchange(url, init, this.clock.now);
    this.exchanges.push(exchange);
    return exchange.response(this.#told(exchange));
  };

  /** @param {Exchange} exchange @returns {Promise<Told>} */
  async #told(exchange) {
    const fault = this.#struck(exchange);
    if (exchange.url.host !== HOST) {
      this.elsewhere.push(exchange.url.href);
      throw new TypeError("fetch failed", { cause: new Error(`getaddrinfo ENOTFOUND ${exchange.url.hostname}`) });
    }
    return fault ? fault.act(exchange, () => this.#pass(exchange), this) : this.#pass(exchange);
  }

  /** All that could meet a request count it; the first that does decides. @param {Exchange} exchange */
  #struck(exchange) {
    const age = this.age;
    const fits = this.#faults.filter(({ verb, from = 0, until = Infinity }) => {
      const means = typeof verb === "function" ? verb(exchange) : !verb || verb === exchange.verb;
      return means && from <= age && age < until;
    });
    for (const fault of fits) fault.met++;
    return fits.find(({ nth, met }) => nth === undefined || [nth].flat().includes(met));
  }

  /** Through to the gateway and back. @param {Exchange} exchange */
  async #pass(exchange) {
    if (this.#latency > 0) await exchange.wait(this.#latency / 2);
    const { method, url, headers, body } = exchange;
    const asked = { method, path: url.pathname + url.search, headers, body };
    const answer = await (this.#gateway
      ? this.clock.await(this.#gateway.answer(asked, this.clock.now))
      : /** @type {Line} */ (this.#script)(exchange, this));
    exchange.answer = answer;
    if (this.#latency > 0) await exchange.wait(this.#latency / 2);
    return answer;
  }

  end() {
    Math.random = this.#random;
    globalThis.fetch = this.#fetch;
    this.page.end();
    this.clock.end();
  }
}
