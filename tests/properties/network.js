// The network of a script: brings the gateway's answers, or does not, and keeps account of what is on its way.

import { Exchange } from "../world/exchange.js";

/** A look at tasks that is on its way, or was. @typedef {object} Look @property {string[]} ids @property {number} at @property {number} wall */

const bytes = (/** @type {string | null} */ text) => (text === null ? null : new TextEncoder().encode(text));

export class Network {
  /** Every request, in the order they were sent. @type {(Exchange & { ended?: number, told?: any, wall: number, ids: string[] })[]} */
  exchanges = [];
  /** Told of each request that is sent. @type {(exchange: any) => void} */
  sent = () => {};
  /** Told of each answer that the client has read to its end. @type {(exchange: any) => void} */
  heard = () => {};

  /** @param {import("./gateway.js").Gateway} gateway @param {import("../world/clock.js").Clock} clock */
  constructor(gateway, clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  get open() {
    return this.exchanges.filter(({ isOpen }) => isOpen);
  }

  /** @type {typeof globalThis.fetch} */
  fetch = (input, init = {}) => {
    if (init.signal?.aborted) return Promise.reject(init.signal.reason);
    const exchange = Object.assign(new Exchange(new URL(String(input)), init, this.clock.now), { wall: Date.now(), ids: [] });
    const one = /\/task\/([^/]+)\/fetch$/.exec(exchange.url.pathname)?.[1];
    if (one) exchange.ids = [one];
    else if (exchange.verb === "list") exchange.ids = exchange.json.ids;
    const { over } = exchange;
    exchange.over = (end) => {
      const isFirst = exchange.isOpen;
      over.call(exchange, end);
      if (!isFirst) return;
      exchange.ended = this.clock.now;
      if (end === "answered") this.heard(exchange);
    };
    this.exchanges.push(exchange);
    this.sent(exchange);
    exchange.told = this.gateway.answer(exchange);
    if (exchange.told.way === "refused") {
      exchange.over("failed");
      // Not every `fetch` gives a promise of its failure.
      throw new TypeError("refused");
    }
    return exchange.response(this.#comes(exchange, exchange.told));
  };

  async #comes(exchange, { way, latency, status, headers, body }) {
    await exchange.wait(latency);
    if (way === "never") await exchange.never();
    if (way === "reset") throw new TypeError("fetch failed");
    const whole = bytes(body);
    if (way === "whole" || whole === null) return { status, headers, body: whole };
    const pieces = async function* () {
      const half = Math.ceil(whole.length / 2);
      yield whole.subarray(0, half);
      await exchange.wait(latency);
      if (way === "cut") throw new TypeError("terminated");
      if (way === "hangs") await exchange.never();
      yield whole.subarray(half);
    };
    return { status, headers, body: pieces() };
  }
}
