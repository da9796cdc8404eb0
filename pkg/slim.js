// The client without the WebAssembly in it, for those who serve client.wasm themselves.

import { define } from "./midjourney.js";
import { once, unavailable } from "./once.js";

export * from "./errors.js";
export { Job } from "./job.js";

/** @typedef {import("./slim.js").WasmSource} WasmSource */

/** @type {Promise<import("./once.js").Glue> | undefined} */
let loaded;

/** The bytes of what was given, or the module that it is. @param {WasmSource | PromiseLike<WasmSource>} given */
const read = async (given) => {
  const source = await given;
  const isAddress = typeof source === "string" || source instanceof URL;
  const response = /** @type {Response} */ (isAddress ? await fetch(source) : source);
  if (!response.arrayBuffer) return /** @type {any} */ (source);
  if (!response.ok) throw new Error(`${response.url} was answered with HTTP ${response.status}`);
  // Not compileStreaming: many servers do not know the type of a .wasm.
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Servers of single-page apps answer with the page where there is no file.
  if (String(bytes.subarray(0, 4)) !== "0,97,115,109") throw new Error(`${response.url} is no WebAssembly`);
  return bytes;
};

/** @param {WasmSource | PromiseLike<WasmSource>} given */
const begin = async (given) => {
  let source;
  try {
    source = await read(given);
  } catch (cause) {
    loaded = undefined;
    throw unavailable(cause, "Is client.wasm where init(source) of midjourney-wasm/slim looks for it?");
  }
  const load = once(() => source);
  return load().catch((error) => {
    loaded = undefined;
    throw error;
  });
};

/** @param {WasmSource | PromiseLike<WasmSource>} source */
export const init = (source) => {
  const ready = (loaded ??= begin(source)).then(() => {});
  // Whoever does not wait for it hears of a failure from every call.
  ready.catch(() => {});
  return ready;
};

export const Midjourney = /* @__PURE__ */ define(
  async () => loaded ?? Promise.reject(unavailable(undefined, "Call init(source) of midjourney-wasm/slim first.")),
);
