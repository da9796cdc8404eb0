/** The same client without the wasm in it: for those who serve `midjourney-wasm/client.wasm` themselves. */
export * from "./index.js";

/** `WebAssembly.Module`, of which a program without the DOM's types knows nothing. */
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

/** Where `client.wasm` is, or what was read of it. */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | WasmModule;

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
