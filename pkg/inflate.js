// The inlined WebAssembly: deflated, in base64. The platform inflates it, and a browser compiles it at the same time, off the main thread.

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

/**
 * Decodes base64: at once where the platform can (Chrome 140, Firefox 133, Safari 18.2).
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
const decode = (text) => {
  const native = /** @type {any} */ (Uint8Array).fromBase64?.(text);
  if (native) return native;
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  // Not `Uint8Array.from` with a function: a call for each letter is slow while nothing is compiled yet.
  for (let at = 0; at < bytes.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
};

/** @param {string} text */
export const inflate = async (text) => {
  const { body } = new Response(decode(text));
  const inflated = /** @type {ReadableStream} */ (body).pipeThrough(decompression());
  const response = new Response(inflated, { headers: { "content-type": "application/wasm" } });
  // In browsers only: Bun ends a program that waits for nothing else.
  const isBrowser = !(/** @type {any} */ (globalThis).process);
  return isBrowser && WebAssembly.compileStreaming ? WebAssembly.compileStreaming(response) : response.arrayBuffer();
};
