// The default entry: the WebAssembly is inlined, because only that works untouched in every bundler and server.

import packed from "./inline.js";
import { define } from "./midjourney.js";
import { once } from "./once.js";

export * from "./errors.js";
export { Job } from "./job.js";

const load = once(async (start) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  // `Response` rather than `Blob`: test DOMs replace the latter.
  const body = /** @type {ReadableStream} */ (new Response(bytes).body);
  const wasm = new Response(body.pipeThrough(new DecompressionStream("deflate-raw")));
  await start({ module_or_path: await wasm.arrayBuffer() });
});

export const Midjourney = /* @__PURE__ */ define(load);
