/** The same client without the wasm in it: for those who serve `midjourney-wasm/client.wasm` themselves. */
export * from "./index.js";

/** Where `client.wasm` is, or what was read of it. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Says where the wasm is, and starts it. Calls of a client wait for it; before `init` they reject with `wasm_unavailable`. Only
 * the first call counts; one that rejected may be repeated.
 *
 * ```js
 * import { Midjourney, init } from "midjourney-wasm/slim";
 * init(new URL("midjourney-wasm/client.wasm", import.meta.url)); // webpack, Rspack
 * ```
 */
export declare function init(source: WasmSource | PromiseLike<WasmSource>): Promise<void>;
