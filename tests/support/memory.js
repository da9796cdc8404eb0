// The memory of this process: JavaScript's heap after a collection, and that of the package's WebAssembly, which cannot shrink.

import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** @type {() => void} */
export const collect = runInNewContext("gc");

/** What is left of the heap after a collection, in bytes. */
export const heap = async () => {
  for (let round = 0; round < 4; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
};

/**
 * Notes the memory of what `load` instantiates, and of nothing else: Node has a WebAssembly of its own. Gives how many pages of 64 KiB
 * it has by now.
 * @param {() => Promise<unknown>} load
 * @returns {Promise<() => number>}
 */
export const noted = async (load) => {
  const { Instance, instantiate } = WebAssembly;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  const note = (/** @type {WebAssembly.Instance} */ { exports }) => {
    memory = Object.values(exports).find((one) => one instanceof WebAssembly.Memory);
  };
  WebAssembly.instantiate = async (/** @type {any[]} */ ...given) => {
    const made = /** @type {any} */ (await Reflect.apply(instantiate, WebAssembly, given));
    note(made.instance ?? made);
    return made;
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, given) => {
      const made = Reflect.construct(target, given);
      note(made);
      return made;
    },
  });
  await load();
  Object.assign(WebAssembly, { Instance, instantiate });
  const { buffer } = memory ?? assert.fail("nothing was instantiated");
  assert.ok(buffer.byteLength > 0);
  return () => /** @type {WebAssembly.Memory} */ (memory).buffer.byteLength / 65536;
};
