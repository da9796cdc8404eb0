// Cloudflare Workers, as workerd.js.

import { createSandboxOf } from "./create-sandbox.js";
import module from "./sandbox.wasm";

export const createSandbox = /* @__PURE__ */ createSandboxOf(() => module);
