// Instantiating the WebAssembly: once, however many clients ask at once, and again after a failure.

import * as glue from "./client.js";
import { raise } from "./errors.js";

/**
 * @param {(start: typeof glue.default) => Promise<unknown>} instantiate
 * @returns {() => Promise<typeof glue>}
 */
export const once = (instantiate) => {
  /** @type {Promise<typeof glue> | undefined} */
  let loaded;
  return () => {
    loaded ??= instantiate(glue.default).then(
      () => glue,
      (cause) => {
        loaded = undefined;
        throw raise({
          class: "MidjourneyError",
          code: "wasm_unavailable",
          message: "The WebAssembly of midjourney-wasm could not be started",
          hint: "A page with a Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src.",
          retryable: true,
          cause,
        });
      },
    );
    return loaded;
  };
};
