// Vercel's edge runtime, as edge.js.

import { createSandboxOf } from "./create-sandbox.js";
import module from "./sandbox.wasm?module";

export const createSandbox = /* @__PURE__ */ createSandboxOf(() => module);
