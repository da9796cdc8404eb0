// The source of sandbox.cjs, as common.mjs.

import { readFileSync } from "node:fs";
import { createSandboxOf } from "./create-sandbox.js";

export const createSandbox = /* @__PURE__ */ createSandboxOf(
  // At once, as sandbox.node.js.
  () => new WebAssembly.Module(readFileSync(`${__dirname}/sandbox.wasm`)),
);
