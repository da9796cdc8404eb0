// The proxy's entry for Cloudflare Workers, which import a .wasm as a module.

import { define } from "./create-proxy.js";
import { loader } from "./instance.js";
import makeGlue from "./proxy.glue.js";
import module from "./proxy.wasm";

export const createProxy = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => module));
