// The default entry: the WebAssembly is inlined, because only that works untouched in every bundler and server.

import makeGlue from "./client.glue.js";
import inlined from "./client.inline.js";
import { inflate } from "./inflate.js";
import { loader } from "./instance.js";
import { define } from "./midjourney.js";

export { buttonRows, buttonText, prompts } from "./display.js";
export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => inflate(inlined)));
