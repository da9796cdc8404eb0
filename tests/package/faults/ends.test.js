// How calls end that do not end by themselves: aborted with whatever, closed, and very many of them by one signal.

import assert from "node:assert/strict";
import { getEventListeners, setMaxListeners } from "node:events";
import { test } from "node:test";
import { MidjourneyError } from "../../support/package.js";
import { asked, json, row } from "../../support/script.js";
import { BASE_URL, inside } from "../../support/world.js";

/** A call of each kind. @type {Record<string, (mj: any, options: object) => PromiseLike<any>>} */
const CALLS = {
  imagine: (mj, options) => mj.imagine("cat", options),
  press: (mj, options) => mj.upscale("1", 1, options),
  modal: (mj, options) => mj.modal("1", { prompt: "dog" }, options),
  wait: (mj, options) => mj.wait("1", options),
  find: (mj, options) => mj.wait({ v: 1, state: "mine", baseUrl: BASE_URL, submittedAt: Date.now() }, options),
  fetch: (mj, options) => mj.fetch("1", options),
  fetchMany: (mj, options) => mj.fetch(["1", "2"], options),
  submit: (mj, options) => mj.submit.imagine("cat", options),
  get: (mj, options) => mj.request("GET", "/x", options),
  post: (mj, options) => mj.request("POST", "/x", { ...options, body: {} }),
};

/** A gateway that takes so long for each answer, whose tasks never end by themselves. @param {number} time */
const slow = (time) => async (/** @type {import("../../support/exchange.js").Exchange} */ exchange) => {
  await exchange.wait(time);
  const running = (/** @type {string} */ id) => row(id, { status: "IN_PROGRESS", progress: "31%" });
  if (exchange.isSubmit) return json({ code: 1, result: "1" });
  if (exchange.verb === "all") return json([]);
  return json(exchange.verb === "list" ? exchange.json.ids.map(running) : running(asked(exchange)));
};

const REASONS = { nothing: undefined, text: "enough", null: null, object: { why: "enough" }, error: new RangeError("enough") };

for (const [name, reason] of Object.entries(REASONS)) {
  test(`an abort with ${name} arrives untouched, at once, whatever it ends`, () =>
    inside(
      async (world) => {
        const mj = world.client();
        for (const [verb, call] of Object.entries(CALLS)) {
          for (const after of [0, 1, 500, 5_000]) {
            // By then only jobs are still open.
            if (after === 5_000 && !["imagine", "press", "modal", "wait", "find"].includes(verb)) continue;
            const { signal, abort } = world.signal();
            const begun = world.age;
            const made = call(mj, { signal });
            if (after === 0) abort(reason);
            else world.clock.after(after, () => abort(reason));
            const { error } = await world.run(() => made);
            assert.equal(error, signal.reason, verb);
            if (name === "nothing") assert.equal(error.name, "AbortError");
            assert.equal(world.age - begun, after, verb);
          }
        }
      },
      { script: slow(4_000), latency: 0 },
    ));
}

test("one signal for a thousand calls keeps no listener, and ends all that are open", () =>
  inside(
    async (world) => {
      const mj = world.client();
      const controller = new AbortController();
      const { signal } = controller;
      setMaxListeners(0, signal);
      const made = (/** @type {number} */ count) =>
        Array.from({ length: count }, (_, number) => (number % 2 ? mj.fetch("1", { signal }) : mj.imagine("cat", { signal })));
      const all = made(1_000);
      assert.equal(getEventListeners(signal, "abort").length, 1_000);
      // The reads have ended by themselves; the jobs go on.
      await world.spend(5_000);
      assert.equal(getEventListeners(signal, "abort").length, 500);
      controller.abort("enough");
      const ends = (await world.run(() => Promise.allSettled(all))).value;
      ends.forEach((/** @type {any} */ { status, reason }, /** @type {number} */ number) => {
        assert.deepEqual([status, reason], number % 2 ? ["fulfilled", undefined] : ["rejected", "enough"]);
      });
      assert.equal(getEventListeners(signal, "abort").length, 0);
    },
    { script: slow(40), latency: 0 },
  ));

for (const at of [0, 40, 1_000, 5_000]) {
  test(`a client that is closed after ${at} ms ends all open calls at once, and takes no other`, () =>
    inside(
      async (world) => {
        const mj = world.client();
        /** @type {Map<string, any>} */
        const ended = new Map();
        for (const [verb, call] of Object.entries(CALLS)) {
          call(mj, {}).then(
            () => void ended.set(verb, undefined),
            (error) => void ended.set(verb, error),
          );
        }
        if (at > 0) await world.spend(at);
        const open = Object.keys(CALLS).filter((verb) => !ended.has(verb));
        assert.ok(open.length > 4, `${open}`);
        mj.close();
        await world.clock.quiet();
        for (const verb of open) assert.equal(ended.get(verb)?.code, "closed", verb);
        const { error } = await world.run(() => mj.fetch("1"));
        assert.ok(MidjourneyError.is(error));
        assert.equal(error.code, "closed");
      },
      { script: slow(600), latency: 0 },
    ));
}
