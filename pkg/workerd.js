// Cloudflare Workers: bytes cannot be compiled there, but an imported .wasm is a module already.

import makeGlue from "./client.glue.js";
import module from "./client.wasm";
import { loader } from "./instance.js";
import { define } from "./midjourney.js";

export { buttonRows, buttonText, prompts } from "./display.js";
export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => module));
