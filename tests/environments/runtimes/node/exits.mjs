// Jobs that end in each way there is; after the last, nothing may keep the process.

import { Midjourney } from "midjourney-wasm";
import { assert } from "./assert.mjs";
import { gateway } from "./given/where.js";

const mj = new Midjourney({ baseUrl: gateway, apiKey: "sk-of-a-cell", mode: "fast", poll: { min: 30, max: 120 } });
const controller = new AbortController();
const aborted = mj.imagine("a slow boat sandbox:slow", { signal: controller.signal });
const cancelled = mj.imagine("a slow train sandbox:slow");
await Promise.all([aborted.id, cancelled.id]);
controller.abort();
await cancelled.cancel();
const ends = await Promise.allSettled([
  mj.imagine("a cat sandbox:fast"),
  mj.imagine("a nude statue"),
  mj.imagine("a dog sandbox:stall", { timeout: 300 }),
  aborted,
  cancelled,
]);
assert(ends.map(({ status }) => status[0]).join("") === "frrrr", `they ended otherwise: ${JSON.stringify(ends)}`);
console.log(`LAST ${Date.now()}`);
