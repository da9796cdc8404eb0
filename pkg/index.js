// The default entry: the WebAssembly is inlined, because only that works untouched in every bundler and server.

import packed from "./inline.js";
import { define } from "./midjourney.js";
import { once } from "./once.js";
import { unpack } from "./unpack.js";

export * from "./errors.js";
export { Job } from "./job.js";

export const Midjourney = /* @__PURE__ */ define(once(() => unpack(packed)));
