// The inlined WebAssembly: deflated, in base64. The platform inflates it, off the main thread.

import { unavailable } from "./instance.js";

const hint =
  'DecompressionStream("deflate-raw") is missing here: it is there from Chrome 103, Firefox 113, Safari 16.4 and Node 20 on. ' +
  "Without it, import midjourney-wasm/slim.";

const decompression = () => {
  try {
    return new DecompressionStream("deflate-raw");
  } catch (cause) {
    throw unavailable(cause, hint);
  }
};

/** @param {string} text */
export const inflate = async (text) => {
  const stream = decompression();
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
};
