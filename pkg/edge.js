// Vercel's edge runtime: the query makes its bundlers give a module.

import module from "./client.wasm?module";
import { define } from "./midjourney.js";
import { once } from "./once.js";

export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(once(() => module));
