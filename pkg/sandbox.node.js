// The sandbox for Node, which reads the WebAssembly from the file beside this one.

import { createSandboxOf } from "./create-sandbox.js";

export const createSandbox = /* @__PURE__ */ createSandboxOf(
  () =>
    // At once: a test with fake timers would let minutes pass meanwhile. The path in one piece, and nothing imported, as in node.js.
    new WebAssembly.Module(process.getBuiltinModule("fs").readFileSync(new URL(`${import.meta.url}/../sandbox.wasm`))),
);
