/** A `WebAssembly.Module` where the bundler or server makes one of a `.wasm`, such as Cloudflare's; elsewhere what it makes of it. */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;
export default module;
