// Instantiating the WebAssembly: once, however many clients ask at once, and again after a failure.

import { link, start, stop } from "./client.js";
import { raise } from "./raise.js";

/**
 * The error of a client that cannot work.
 * @param {unknown} cause
 * @param {string} hint
 */
export const unavailable = (cause, hint) =>
  raise({
    class: "MidjourneyError",
    code: "wasm_unavailable",
    message: "The WebAssembly could not be started",
    hint,
    retryable: true,
    cause,
  });

/** @typedef {{ start: typeof start, stop: typeof stop }} Glue what Rust exports */

const hint = "A Content-Security-Policy must allow 'wasm-unsafe-eval'; Workers need a bundler that knows workerd or edge-light.";

/** Shared by all entries: the glue has room for one instance. @type {Promise<Glue> | undefined} */
let loaded;

/**
 * @param {() => BufferSource | WebAssembly.Module} source
 * @returns {() => Promise<Glue>}
 */
export const once = (source) => {
  const load = async () => {
    try {
      await link(source());
      return { start, stop };
    } catch (cause) {
      loaded = undefined;
      throw unavailable(cause, hint);
    }
  };
  return () => (loaded ??= load());
};
