// The proxy's entry for Vercel's edge runtime, whose bundlers give a module by the query.

import { define } from "./create-proxy.js";
import { loader } from "./instance.js";
import makeGlue from "./proxy.glue.js";
import module from "./proxy.wasm?module";

export const createProxy = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => module));
