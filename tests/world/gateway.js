// The gateway of a world: the sandbox itself, as a process, one for each set of options and started when it is first needed.
//
// It runs with `--told-time`: each request says in a header when it comes by the world's clock, so the sandbox's own dialects, and no
// model of them, answer in no time. The requests to it are made with `node:http`, whose timers are none of those that the world fakes.

import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { start } from "../package/setup.js";

/** What the sandbox speaks. @typedef {"guide" | "novicezk" | "plus" | "trueai" | "new-api"} Dialect */

export const DIALECTS = /** @type {const} */ (["guide", "novicezk", "plus", "trueai", "new-api"]);

/** The name under which the client knows it. */
export const HOST = "gateway.test";

/** How the client is to send its key, where that is not the default. @type {Partial<Record<Dialect, string>>} */
export const AUTH = { novicezk: "mj-api-secret", plus: "mj-api-secret", trueai: "raw" };

/** @type {Map<string, Promise<Gateway>>} */
const running = new Map();

/** Starts it, or has the one that runs already forget its tasks. @param {Dialect} dialect @param {readonly string[]} options */
export const gateway = async (dialect, options) => {
  const wanted = ["--port", "0", "--told-time", "--concurrency", "50", "--dialect", dialect, ...options];
  const key = wanted.join(" ");
  if (!running.has(key))
    running.set(
      key,
      start(wanted).then(({ url }) => new Gateway(url)),
    );
  const found = await /** @type {Promise<Gateway>} */ (running.get(key));
  await found.reset();
  return found;
};

/**
 * An answer, whole.
 * @typedef {{ status: number, headers: Record<string, string>, body: string | null }} Answer
 */

export class Gateway {
  #agent = new Agent({ keepAlive: true });
  #url;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /**
   * What it answers to a request that comes at that time.
   * @param {{ method: string, path: string, headers: Record<string, string>, body: string | undefined }} asked
   * @param {number} now
   * @returns {Promise<Answer>}
   */
  answer({ method, path, headers, body }, now) {
    return new Promise((resolve, reject) => {
      const told = { ...headers, host: HOST, "sandbox-time": String(now) };
      const sent = request(this.#url + path, { method, agent: this.#agent, headers: told }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece) => (text += piece));
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode: status = 0, headers: all } = response;
          const names = Object.keys(all).filter((name) => !["connection", "keep-alive", "date", "content-length"].includes(name));
          const kept = Object.fromEntries(names.map((name) => [name, String(all[name])]));
          resolve({ status, headers: kept, body: [101, 204, 205, 304].includes(status) ? null : text });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async reset() {
    const { status, body } = await this.answer({ method: "POST", path: "/sandbox/reset", headers: {}, body: undefined }, 0);
    assert.equal(status, 200, String(body));
  }
}
