// Where a script is played: its clock, page, network and gateway, the client, and the list of what went wrong.

import { Clock } from "../world/clock.js";
import { Page } from "../world/page.js";
import { seeded } from "../../benches/model/seeded.js";
import { Call, taskOf } from "./call.js";
import { Gateway } from "./gateway.js";
import { Network } from "./network.js";
import { Rules } from "./rules.js";
import { Midjourney } from "./setup.js";

/** @type {unknown[]} */
let unhandled = [];
process.on("unhandledRejection", (reason) => void unhandled.push(reason));

/** No script lasts longer: the longest waits are those for a Retry-After. */
const LIMIT = 8 * 3_600_000;

/** What is longer is a gap: no look waits so long for its answer. */
const GAP = 120_000;

export class Stage {
  baseUrl = "https://gateway.example";
  /** What went wrong. @type {string[]} */
  complaints = [];
  /** @type {Call[]} */
  calls = [];
  /** By how much the wall clock was set back and forth, and how long everything stood still. */
  lost = 0;
  ahead = 0;
  /** When the latest gap was over: what was planned before it came late. */
  woken = 0;
  frozen = 0;
  isClosed = false;
  #own = 0;
  #random = Math.random;
  #error = console.error;

  /** @param {Record<string, any>} script */
  constructor(script) {
    this.script = script;
    this.clock = new Clock();
    this.begun = this.clock.now;
    Math.random = seeded(script.chance ?? 0);
    // What callbacks throw is told there.
    console.error = () => {};
    this.page = script.place === "page" ? new Page() : undefined;
    if (script.place === "edge") Object.assign(globalThis, { WebSocketPair: Object });
    unhandled = [];
    this.gateway = new Gateway(script, () => this.clock.now);
    this.network = new Network(this.gateway, this.clock);
    this.rules = new Rules(this);
    this.mj = new Midjourney({ baseUrl: this.baseUrl, fetch: this.network.fetch, ...this.#client(script.client ?? {}) });
  }

  /** @param {string} wrong */
  complain(wrong) {
    this.complaints.push(`${this.clock.now - this.begun} ms: ${wrong}`);
  }

  /** Plays the script to its end, and gives what went wrong. */
  async play() {
    try {
      const { calls = [], events = [] } = this.script;
      /** @type {Call[]} */
      const made = [];
      const agenda = [
        ...calls.map((told, number) => ({ at: told.at ?? 0, act: () => (made[number] = this.call(told)) })),
        ...calls.map(({ at = 0, ends }, number) => ({ at: at + (ends?.after ?? 0), act: () => ends && made[number].end(ends) })),
        ...events.map(({ at, what }) => ({ at, act: () => this.#happen(what) })),
      ].sort((one, other) => one.at - other.at);
      for (const { at, act } of agenda) {
        const wait = this.begun + at - this.clock.now;
        if (wait > 0) await this.clock.pass(wait);
        act();
        await this.clock.quiet();
        this.rules.atOnce();
      }
      const isOver = () => this.calls.every(({ settled }) => settled);
      if (!(await this.clock.pass(LIMIT, isOver))) this.complain("it never ends");
      else await this.rules.afterwards();
      await this.clock.quiet();
      for (const reason of unhandled) this.complain(`unhandled: ${reason}`);
    } finally {
      this.end();
    }
    return this.complaints;
  }

  /** Something that takes its time, which is none of the client's. @template T @param {number} time @param {T} value */
  later(time, value) {
    this.#own++;
    return new Promise((resolve) => setTimeout(() => (this.#own--, resolve(value)), time));
  }

  /** The timers of the client. */
  get timers() {
    return this.clock.timers - this.#own;
  }

  /** @param {Record<string, any>} told */
  call(told) {
    const call = new Call(this.calls.length, told, this);
    this.calls.push(call);
    this.gateway.begin(taskOf(call.number), `state-${call.number}`);
    call.begin();
    return call;
  }

  close() {
    this.isClosed = true;
    this.mj.close();
  }

  /** Pauses of a client or a call. @param {Record<string, any> | undefined} told @param {Call} [call] */
  poll(told, call) {
    if (!told?.strategy) return told;
    const how = told.strategy;
    const strategy = (_task, planned) => {
      call?.hear("strategy");
      this.hear("strategy");
      if (how === "throws") throw new Error("of strategy");
      return { planned, zero: 0, long: 1e12, words: "soon" }[how];
    };
    return { ...told, strategy };
  }

  /** A callback of the client's is called: never when all is over. @param {string} what */
  hear(what) {
    if (this.calls.every(({ settled }) => settled)) this.complain(`${what} is called after the end`);
  }

  #client({ apiKey = "text", auth, imageUrl, poll, ...others }) {
    const thrown = () => {
      const error = new Error("of the client's");
      for (const call of this.calls) call.thrown.push(error);
      return error;
    };
    const keys = {
      text: "sk-1",
      wrong: "sk\n1",
      function: () => "sk-1",
      later: () => this.later(40, "sk-1"),
      never: () => new Promise(() => {}),
      rejects: () => Promise.reject(thrown()),
      throws: () => {
        throw thrown();
      },
    };
    const given = keys[apiKey];
    const key = typeof given === "function" ? () => (this.hear("apiKey"), given()) : given;
    const auths = {
      raw: "raw",
      function: (headers, key) => headers.set("x-key", key),
      throws: () => {
        throw thrown();
      },
    };
    const pictures = {
      mirror: (url) => (this.hear("imageUrl"), `https://mirror.example/${url}`),
      throws: () => {
        throw new Error("of imageUrl");
      },
    };
    return { ...others, poll: this.poll(poll), apiKey: key, auth: auths[auth], imageUrl: pictures[imageUrl] };
  }

  #happen(what) {
    if (what.set) {
      this.clock.set(what.set);
      this.lost += Math.max(-what.set, 0);
      this.ahead += Math.max(what.set, 0);
      if (what.set > GAP) this.woken = this.clock.now;
    } else if (what.freeze) {
      this.frozen += what.freeze;
      if (what.freeze > GAP) this.woken = this.clock.now + what.freeze;
      this.clock.freeze(what.freeze);
    } else if (what === "close") this.close();
    else if (!this.page) return;
    else if (what === "pageshow") this.page.window.dispatchEvent(new Event("pageshow"));
    else if (what === "hide" || what === "show") this.page.hide(what === "hide");
    else this.page.connect(what === "online");
  }

  end() {
    Math.random = this.#random;
    console.error = this.#error;
    this.page?.end();
    if (this.script.place === "edge") delete (/** @type {any} */ (globalThis).WebSocketPair);
    this.clock.end();
  }
}
