/** The same client without the wasm in it: for programs that serve `midjourney-wasm/client.wasm` themselves. */
export * from "./index.js";

/** `WebAssembly.Module`, which is missing from the types of a program without the DOM's. */
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

/** The URL of `client.wasm`, or its contents. */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | WasmModule;

/**
 * Sets where the wasm is, and starts it. Calls of a client wait for it; before `init` they reject with `wasm_unavailable`. Only
 * the first call counts; a call that rejected may be repeated.
 *
 * ```js
 * import { Midjourney, init } from "midjourney-wasm/slim";
 * init(new URL("midjourney-wasm/client.wasm", import.meta.url)); // webpack, Rspack
 * ```
 */
export declare function init(source: WasmSource | PromiseLike<WasmSource>): Promise<void>;
