// Node's entry: it reads the WebAssembly from the file beside it. Bundlers for Node take it too, and leave the file behind, or put this
// beside another version's file. Then the inlined one serves, as in the default entry.

import checksum from "./checksum.js";
import makeGlue from "./client.glue.js";
import inlined from "./client.inline.js";
import { inflate } from "./inflate.js";
import { loader } from "./instance.js";
import { define } from "./midjourney.js";

export { buttonRows, buttonText, prompts } from "./display.js";
export * from "./errors.js";
export { Job } from "./job.js";

/** Returns the contents of the file, if it is there and of this build. */
const beside = () => {
  try {
    // In one piece: bundlers make an asset of a name and import.meta.url, by their user's rules for .wasm.
    const url = new URL(`${import.meta.url}/../client.wasm`);
    // Deno takes this entry as well, and would prompt its user.
    const { Deno } = /** @type {any} */ (globalThis);
    if (Deno?.permissions.querySync({ name: "read", path: url }).state === "prompt") return undefined;
    // Not imported: a bundle may run where there are no such modules. Node's `fetch` needs zlib anyway.
    const bytes = process.getBuiltinModule("fs").readFileSync(url);
    return process.getBuiltinModule("zlib").crc32(bytes) === checksum ? bytes : undefined;
  } catch {
    return undefined;
  }
};

export const Midjourney = /* @__PURE__ */ define(/* @__PURE__ */ loader(makeGlue, () => beside() ?? inflate(inlined)));
