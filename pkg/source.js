// What a caller gives as a WebAssembly, made ready to be instantiated.

import { isMissing, unavailable } from "./instance.js";

/** @typedef {import("./slim.js").WasmSource} WasmSource */

/**
 * The module of a response, compiled while it arrives where the server knows the type of a .wasm, as many do not.
 * @param {Response} response
 */
const compiled = async (response) => {
  if (!response.ok) throw new Error(`${response.url} was answered with HTTP ${response.status}`);
  const isKnown = response.headers.get("content-type") === "application/wasm";
  // Another implementation's response, such as node-fetch's, can't be streamed.
  if (isKnown && WebAssembly.compileStreaming && response instanceof Response) return WebAssembly.compileStreaming(response);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Servers of single-page apps respond with the page if there is no such file.
  if (String(bytes.subarray(0, 4)) !== "0,97,115,109") throw new Error(`${response.url} is no WebAssembly`);
  return bytes;
};

/**
 * Returns what can be instantiated.
 * @param {WasmSource | PromiseLike<WasmSource>} given
 * @param {string} hint of the error where nothing is found
 */
export const read = async (given, hint) => {
  try {
    const source = await given;
    const isAddress = typeof source === "string" || source instanceof URL;
    const response = /** @type {any} */ (isAddress ? await fetch(source) : source);
    return response.arrayBuffer ? await compiled(response) : response;
  } catch (cause) {
    // The file was found, but its bytes are wrong or may not be compiled here; or it is not the file that is missing.
    if (cause instanceof WebAssembly.CompileError || isMissing(cause)) throw cause;
    throw unavailable(cause, hint);
  }
};
