// Vercel's edge runtime: the query makes its bundlers give a module.

import makeGlue from "./client.glue.js";
import module from "./client.wasm?module";
import { loader } from "./instance.js";
import { define } from "./midjourney.js";

export { buttonRows, buttonText, prompts } from "./display.js";
export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => module));
