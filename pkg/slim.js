// The client without the WebAssembly in it, for programs that serve client.wasm themselves.

import makeGlue from "./client.glue.js";
import { loader, unavailable } from "./instance.js";
import { define } from "./midjourney.js";
import { read } from "./source.js";

export { buttonRows, buttonText, prompts } from "./display.js";
export * from "./errors.js";
export { Job } from "./job.js";

/** @typedef {import("./slim.js").WasmSource} WasmSource */

/** @type {(() => Promise<import("./instance.js").Instance>) | undefined} */
let load;

const hint = "Is client.wasm where init(source) of midjourney-wasm/slim looks for it?";

/** @param {WasmSource | PromiseLike<WasmSource>} source */
export const init = (source) => {
  const own = (load ??= loader(makeGlue, () => read(source, hint)));
  const ready = own().then(
    () => {},
    (error) => {
      // Another source may be given then.
      if (load === own) load = undefined;
      throw error;
    },
  );
  // Without a reader of this promise, every call reports the failure.
  ready.catch(() => {});
  return ready;
};

export const Midjourney = /* @__PURE__ */ define(
  async () => load?.() ?? Promise.reject(unavailable(undefined, "Call init(source) of midjourney-wasm/slim first.")),
);
