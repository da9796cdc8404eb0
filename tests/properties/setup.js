// What all property tests share: the installed package, and the memory of its WebAssembly.
//
// MIDJOURNEY_PACKAGE is the file URL of the installed package's index.js.

import assert from "node:assert/strict";

export const packageUrl = process.env.MIDJOURNEY_PACKAGE ?? assert.fail("MIDJOURNEY_PACKAGE must be the URL of index.js");

/** @type {WebAssembly.Memory} */
let memory;

/** Notes the memory of what is instantiated meanwhile, and of nothing else: Node has a WebAssembly of its own. @param {() => Promise<unknown>} load */
const noted = async (load) => {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    memory = Object.values((made.instance ?? made).exports).find((one) => one instanceof WebAssembly.Memory);
    return made;
  };
  await load();
  WebAssembly.instantiate = instantiate;
};

export const { Midjourney, MidjourneyError } = await import(packageUrl);
await noted(() => new Midjourney({ baseUrl: "http://127.0.0.1" }).ready);

/** How many pages of 64 KiB the WebAssembly has. */
export const pages = () => memory.buffer.byteLength / 65536;

/** Begins with an empty memory: what a script that failed has left behind is not the next one's. */
export const renew = async () => {
  const { link } = await import(new URL("client.js", packageUrl));
  const { readFile } = await import("node:fs/promises");
  await noted(async () => link(await readFile(new URL("client.wasm", packageUrl))));
};
