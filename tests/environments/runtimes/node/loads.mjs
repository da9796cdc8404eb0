// How often the WebAssembly is instantiated, and that it is read from its file: unpacking takes a hundred times as long.
//
//   node loads.mjs at-once|ready|failure

import { assert } from "./assert.mjs";
import { gateway } from "./given/where.js";

// Node's own fetch has some WebAssembly, too: it comes before.
await fetch(gateway);

const { instantiate } = WebAssembly;
const request = fetch;
let [instantiated, unpacked, sent, fails] = [0, 0, 0, false];
WebAssembly.instantiate = (...given) => {
  instantiated++;
  if (!Buffer.isBuffer(given[0])) unpacked++;
  return fails ? Promise.reject(new Error("not today")) : instantiate(...given);
};
globalThis.fetch = (...given) => {
  sent++;
  return request(...given);
};
const { Midjourney, MidjourneyError } = await import("midjourney-wasm");
const client = () => new Midjourney({ baseUrl: gateway, apiKey: "sk-of-a-cell", mode: "fast" });

const tries = {
  "at-once": async () => {
    const submissions = await Promise.all(
      Array.from({ length: 50 }, (_, at) => client().submit.imagine(`cat ${at} sandbox:fast`)),
    );
    assert(new Set(submissions.map(({ id }) => id)).size === 50, "not every client got its own task");
  },
  ready: async () => {
    const mj = client();
    await mj.ready;
    assert(instantiated === 1 && sent === 0, `ready instantiated ${instantiated} times and sent ${sent} requests`);
    await mj.submit.shorten("a black cat sandbox:fast");
  },
  failure: async () => {
    const mj = client();
    fails = true;
    const ends = await Promise.allSettled([mj.ready, mj.imagine("a cat sandbox:fast"), mj.submit.imagine("a cat sandbox:fast")]);
    for (const { reason } of ends) {
      assert(MidjourneyError.is(reason) && reason.code === "wasm_unavailable", `it is another error: ${reason}`);
      assert(reason.maybeSubmitted === false && reason.cause?.message === "not today", "it does not say what happened");
    }
    assert(sent === 0, "something was sent");
    [fails, instantiated] = [false, 0];
    const task = await mj.imagine("a cat sandbox:fast");
    assert(task.status === "SUCCESS", "it did not recover");
  },
};
await tries[process.argv[2]]();
assert(instantiated === 1, `it was instantiated ${instantiated} times`);
assert(unpacked === 0, "it was unpacked");
