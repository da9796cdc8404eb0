// One instance of the WebAssembly for all clients of an entry: made by the first call, and again after a failure.

import makeGlue from "./client.js";
import { MidjourneyError } from "./errors.js";
import { raise } from "./raise.js";

/**
 * @typedef {object} Glue what Rust exports
 * @property {(...args: any[]) => number} start
 * @property {(started: number) => void} stop
 */

/**
 * @typedef {object} Instance
 * @property {Glue} glue
 */

/** @typedef {BufferSource | WebAssembly.Module} Source */

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

const hint = "A Content-Security-Policy must allow 'wasm-unsafe-eval'; Workers need a bundler that knows workerd or edge-light.";

/** @param {Source} source @returns {Promise<Instance>} */
const instantiate = async (source) => {
  const glue = makeGlue();
  // The glue is all modules that the WebAssembly names, bundled.
  const made = /** @type {any} */ (await WebAssembly.instantiate(source, new Proxy({}, { get: () => glue })));
  const { exports } = made.instance ?? made;
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start?.();
  return { glue };
};

/**
 * Gives a function that loads the instance: once, however many clients ask at once.
 * @param {() => Source | Promise<Source>} source
 * @returns {() => Promise<Instance>}
 */
export const loader = (source) => {
  /** @type {Promise<Instance> | undefined} */
  let loading;
  const load = async () => {
    try {
      return await instantiate(await source());
    } catch (cause) {
      loading = undefined;
      throw MidjourneyError.is(cause) ? cause : unavailable(cause, hint);
    }
  };
  return () => (loading ??= load());
};
