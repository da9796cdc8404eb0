// One instance of the WebAssembly for all clients of an entry: created by the first call, and again after a failure or a trap.

import { createError, MidjourneyError } from "./errors.js";

/** @typedef {any} Glue what Rust exports */

/** @typedef {(fields: Record<string, unknown>) => void} TrapListener gets the fields of the error that the instance's jobs end with */

/**
 * @typedef {object} Instance
 * @property {Glue} glue
 * @property {(listener: TrapListener) => () => void} onTrap calls the listener once, when the instance has trapped, and returns how to remove
 *   it. Throws the error if the instance has trapped before: call it first, then the glue.
 */

/** @typedef {BufferSource | WebAssembly.Module} Source */

/**
 * The error of a client that cannot work.
 * @param {unknown} cause
 * @param {string} hint
 */
export const unavailable = (cause, hint) =>
  createError({
    code: "wasm_unavailable",
    message: `The WebAssembly could not be started${missing(cause)}.`,
    hint,
    retryable: true,
    cause,
  });

const policy =
  "A Content-Security-Policy must allow 'wasm-unsafe-eval'; Workers need a bundler that knows workerd or edge-light.";

/** Whether a global is missing, which the message names. @param {any} cause */
export const isMissing = (cause) => cause?.name === "ReferenceError";

/** @param {any} cause */
const missing = (cause) => (isMissing(cause) ? `: ${cause.message}` : "");

/** @param {any} cause */
const internal = (cause) => {
  const provide = isMissing(cause) ? `${cause.message}: provide it before the first call, in Jest in a file of setupFiles. ` : "";
  const hint =
    provide +
    "The next call starts a fresh instance. Where the error has a token, mj.wait(token) finds the task. The cause says what happened.";
  const message = `The client stopped working in the middle of this call${missing(cause)}.`;
  return { code: "internal", message, hint, retryable: true, cause };
};

/** What a dead instance returns: the glue takes some results apart. */
const nothing = [0, 0, 0];

/**
 * Guards the exports of an instance, which is dead after its first trap. The exception skips Rust's frames, so their borrows stay: no
 * call may enter the instance again. Nothing is rethrown: from a timer or a promise it would end a Node process.
 * @param {WebAssembly.Exports} exports
 * @param {() => void} forget called when it has trapped
 */
const guard = (exports, forget) => {
  /** @type {Set<TrapListener>} */
  const listeners = new Set();
  /** @type {ReturnType<typeof internal> | undefined} */
  let trap;
  /** @param {unknown} cause */
  const die = (cause) => {
    if (trap) return;
    const fields = internal(cause);
    // Later: Rust's outer frames may still run, and the stack may be full. Then this throws, and the next outer frame's guard repeats it.
    Promise.resolve().then(() => listeners.forEach((listener) => listener(fields)));
    trap = fields;
    forget();
  };
  /** @param {Function} run */
  const guarded =
    (run) =>
    /** @param {any[]} args */
    (...args) => {
      if (trap) return nothing;
      try {
        return run(...args);
      } catch (cause) {
        die(cause);
        return nothing;
      }
    };
  /** @type {Instance["onTrap"]} */
  const onTrap = (listener) => {
    if (trap) throw createError(trap);
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const entries = Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? guarded(value) : value]);
  return { guarded: Object.fromEntries(entries), onTrap };
};

/**
 * Creates a function that loads the instance, once for all that call it.
 * @param {() => Glue} makeGlue the default export of the module's glue
 * @param {() => Source | Promise<Source>} source
 * @returns {() => Promise<Instance>}
 */
export const loader = (makeGlue, source) => {
  /** @type {Promise<Instance> | undefined} */
  let loading;
  /** Compiled once for all instances. @type {WebAssembly.Module | undefined} */
  let module;
  const forget = () => {
    loading = undefined;
  };
  const instantiate = async () => {
    // The glue makes one of each at its start, and no client works without URL. A polyfill or a test may have set them to undefined.
    for (const name of ["TextDecoder", "TextEncoder", "URL"]) {
      if (!(/** @type {any} */ (globalThis)[name])) throw new ReferenceError(`${name} is not defined`);
    }
    // A fresh glue has state of its own: an instance must never meet the views and closures of a dead one.
    const glue = makeGlue();
    const given = module ?? (await source());
    // The glue has all imports of the WebAssembly, from each of its modules.
    const made = /** @type {any} */ (await WebAssembly.instantiate(given, new Proxy({}, { get: () => glue })));
    module = made.module ?? given;
    const { exports } = made.instance ?? made;
    const { guarded, onTrap } = guard(exports, forget);
    glue.__wbg_set_wasm(guarded);
    // Not guarded: a failure here rejects the promise.
    exports.__wbindgen_start?.();
    return { glue, onTrap };
  };
  const load = async () => {
    try {
      return await instantiate();
    } catch (cause) {
      forget();
      if (isMissing(cause)) throw createError(internal(cause));
      throw MidjourneyError.is(cause) ? cause : unavailable(cause, policy);
    }
  };
  return () => (loading ??= load());
};
