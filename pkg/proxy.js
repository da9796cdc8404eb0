// The proxy's entry, with the WebAssembly in it.

import { define } from "./create-proxy.js";
import { inflate } from "./inflate.js";
import { loader } from "./instance.js";
import makeGlue from "./proxy.glue.js";
import inlined from "./proxy.inline.js";

export const createProxy = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => inflate(inlined)));
