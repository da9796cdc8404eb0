// The sandbox for pages: the WebAssembly is a file beside this one, which bundlers that know `new URL` copy.

import { createSandboxOf } from "./create-sandbox.js";

// Kept from here on: a test may put the sandbox's own in its place.
const { fetch } = globalThis;

export const createSandbox = /* @__PURE__ */ createSandboxOf(() => fetch(new URL("./sandbox.wasm", import.meta.url)));
