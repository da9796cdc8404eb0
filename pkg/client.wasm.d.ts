/** A `WebAssembly.Module` for bundlers and servers that make one of a `.wasm`, such as Cloudflare's; else their own kind of asset. */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
export default module;
