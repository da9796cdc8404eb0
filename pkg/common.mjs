// The source of index.cjs, for what loads CommonJS by itself: Jest before Node 24.9. Bundlers never get it, so it can read the
// WebAssembly from the file beside it.

import { readFileSync } from "node:fs";
import makeGlue from "./client.glue.js";
import { loader } from "./instance.js";
import { define } from "./midjourney.js";

export { buttonRows, buttonText, prompts } from "./display.js";
export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(
  /* @__PURE__ */ loader(makeGlue, () => readFileSync(`${__dirname}/client.wasm`)),
);
