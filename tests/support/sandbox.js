// The fake gateway of all tests: the sandbox itself, as a process, in one of its dialects.
//
// It is met in two ways. `sandbox()` serves clients over HTTP, in real time. A `Gateway` answers requests that are told their time, so
// a test on a virtual clock meets the same dialects, and waits for nothing; those processes are started once for each set of options.

import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { start } from "./programs.js";

/** What the sandbox speaks. @typedef {"guide" | "novicezk" | "plus" | "trueai" | "new-api"} Dialect */

export const DIALECTS = /** @type {const} */ (["guide", "novicezk", "plus", "trueai", "new-api"]);

/** The name under which a client on a virtual clock knows it. */
export const HOST = "gateway.test";

/** How the client is to send its key, where that is not the default. @type {Partial<Record<Dialect, string>>} */
export const AUTH = { novicezk: "mj-api-secret", plus: "mj-api-secret", trueai: "raw" };

/**
 * Starts the sandbox's program, which MIDJOURNEY_SANDBOX_BIN names, and waits until it listens. It ends with this process.
 * @param {readonly string[]} options
 */
export const launch = async (options) => {
  const program = process.env.MIDJOURNEY_SANDBOX_BIN ?? assert.fail("MIDJOURNEY_SANDBOX_BIN must be the path of the sandbox");
  const args = ["--port", "0", ...options, "--stop-with-stdin"];
  const { match, stop } = await start(program, args, { ready: /^listening on (http:\S+)$/m });
  return { url: String(match[1]), stop };
};

/**
 * What is asked of a running sandbox beside the gateway's own API.
 * @param {string} url
 */
export const controls = (url) => {
  const control = async (/** @type {string} */ method, /** @type {string} */ what, /** @type {unknown} */ body) => {
    const response = await fetch(`${url}/sandbox/${what}`, { method, body: body === undefined ? null : JSON.stringify(body) });
    assert.equal(response.status, 200, await response.clone().text());
    return response.json();
  };
  return {
    /** From now on exactly these faults. @param {...object} faults */
    faults: (...faults) => control("POST", "faults", faults),
    /** Forgets tasks, log and faults. */
    reset: () => control("POST", "reset", undefined),
    log: () => control("GET", "log", undefined),
    /** The requests so far, as `POST /mj/submit/imagine`. @returns {Promise<string[]>} */
    lines: async () => {
      const { requests } = await control("GET", "log", undefined);
      return requests.map((/** @type {any} */ { method, path }) => `${method} ${path}`);
    },
  };
};

/**
 * Starts one in real time; an imagine takes a second. Of an option that is given twice the later one counts.
 * @param {...string} options
 */
export const serveSandbox = async (...options) => {
  const { url, stop } = await launch(["--task-seconds", "1", ...options]);
  return { url, stop, ...controls(url) };
};

/** @typedef {{ method: string, path: string, headers: Record<string, string>, body: string | undefined }} Asked */
/** A whole response. @typedef {{ status: number, headers: Record<string, string>, body: string | null }} Answer */

/** @type {Map<string, Promise<Gateway>>} */
const running = new Map();

/** The sandbox on the caller's clock. Its requests are made with `node:http`, whose timers are none of those that a test fakes. */
export class Gateway {
  #agent = new Agent({ keepAlive: true });
  #url;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /** Starts it, or has the one that runs already forget its tasks. @param {Dialect} dialect @param {readonly string[]} [options] */
  static async of(dialect, options = []) {
    const wanted = ["--told-time", "--concurrency", "50", "--dialect", dialect, ...options];
    const key = wanted.join(" ");
    const launched = running.get(key) ?? launch(wanted).then(({ url }) => new Gateway(url));
    running.set(key, launched);
    const gateway = await launched;
    await gateway.reset();
    return gateway;
  }

  /**
   * What it answers to a request that comes at that time.
   * @param {Asked} asked
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
