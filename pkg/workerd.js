// Cloudflare Workers: bytes cannot be compiled there, but an imported .wasm is a module already.

import module from "./client.wasm";
import { define } from "./midjourney.js";
import { once } from "./once.js";

export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(once(() => module));
