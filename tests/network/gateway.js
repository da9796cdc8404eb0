// The sandbox behind a real socket that does one fault at the requests that it is told.
//
// Time goes on with the polls, not with the clock: a task is finished after the same few polls, however busy the machine is.

import { Gateway as Sandbox } from "../support/sandbox.js";
import { Server } from "../support/server.js";

/** When all begins, and how far a poll takes it, in milliseconds. A task takes a second. */
const BEGIN = 1_741_531_578_038;
const STEP = 300;

/**
 * @typedef {import("../support/sandbox.js").Answer} Answer
 * @typedef {import("../support/server.js").Asked} Asked
 * @typedef {import("../support/server.js").ServerResponse} ServerResponse
 *
 * @typedef {"submit" | "fetch" | "list" | "tasks"} Place a submit, a poll of one task, one of several, the list of all
 * @typedef {object} Arrival a request that arrived
 * @property {Place} place
 * @property {number} at in milliseconds
 * @property {any} body
 * @property {boolean} isFaulty whether the fault was done to it
 *
 * @typedef {object} Fault
 * @property {Place} at
 * @property {number} [from] the first request of that place that it is done to, counted from 1
 * @property {number} [times] how many of them, of which the last is the one before the gateway is well again
 * @property {Act} act
 *
 * @typedef {(response: ServerResponse, work: () => Promise<Answer>) => unknown} Act answers badly; `work` has the gateway do what was
 *   asked, and gives what would be answered
 */

/** @param {string} path @returns {Place} */
const placeOf = (path) => {
  if (path.includes("/submit/")) return "submit";
  if (path.endsWith("/fetch")) return "fetch";
  return path.endsWith("/list-by-condition") ? "list" : "tasks";
};

/** It says `"submit"`, `"fetch"`, `"list"` or `"tasks"` when such a request was met. */
export class Gateway extends Server {
  /** @type {Arrival[]} */
  arrivals = [];
  /** The bodies of the submits that the gateway took. @type {any[]} */
  taken = [];
  /** The ids that it gave them. @type {string[]} */
  ids = [];
  /** @type {Fault | undefined} */
  fault;
  /** Whether pages of other origins may ask it. */
  isShared = true;
  /** Whether a connection ends with its first answer, so that none can be left behind unseen. */
  endsConnections = true;

  #now = BEGIN;
  #sandbox;

  /** @param {Sandbox} sandbox */
  constructor(sandbox) {
    super((asked, response) => this.#met(asked, response));
    this.#sandbox = sandbox;
    this.setMaxListeners(0);
  }

  static async start() {
    // The dialect of a gateway that lists all tasks.
    const options = ["--task-seconds", "1", "--concurrency", "200", "--queue", "200"];
    return new Gateway(await Sandbox.of("novicezk", options)).open();
  }

  /** How often it was asked so. @param {Place} place */
  count(place) {
    return this.arrivals.filter((arrival) => arrival.place === place).length;
  }

  /** @param {Asked} asked @param {ServerResponse} response */
  async #met(asked, response) {
    const { method, path, body } = asked;
    if (this.endsConnections) response.setHeader("connection", "close");
    if (this.isShared) {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "authorization, content-type");
      response.setHeader("access-control-expose-headers", "retry-after");
    }
    if (method === "OPTIONS") return void response.writeHead(204).end();
    const place = placeOf(path);
    const number = this.count(place) + 1;
    const { at, from = 1, times = 1, act } = this.fault ?? {};
    const isFaulty = at === place && number >= from && number < from + times;
    const value = body && JSON.parse(body);
    this.arrivals.push({ place, at: performance.now(), body: value, isFaulty });
    const work = () => this.#work(place, asked, value);
    if (isFaulty && act) await act(response, work);
    else respond(response, await work());
    this.emit(place, number);
  }

  /** @param {Place} place @param {Asked} asked @param {any} value @returns {Promise<Answer>} */
  async #work(place, { method, path, body }, value) {
    if (place === "fetch" || place === "list") this.#now += STEP;
    const headers = /** @type {Record<string, string>} */ (body ? { "content-type": "application/json" } : {});
    const answer = await this.#sandbox.answer({ method, path, headers, body: body || undefined }, this.#now);
    if (place !== "submit") return answer;
    const { code, result } = JSON.parse(answer.body ?? "null");
    if (code === 1) {
      this.taken.push(value);
      this.ids.push(String(result));
    }
    return answer;
  }
}

/** Answers as the gateway would. @param {ServerResponse} response @param {Answer} answer */
export const respond = (response, { status, headers, body }) =>
  void response.writeHead(status, { "content-type": headers["content-type"] ?? "text/plain" }).end(body);
