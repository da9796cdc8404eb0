// Stands for Vercel and Next.js: bundles the handler with their condition, and runs it in their edge runtime.
//
//   node platform.mjs own|foreign      whose realm the WebAssembly module is of

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import runtime from "edge-runtime";
import { build } from "esbuild";
import { print } from "./given/report.js";

const realm = process.argv[2];
const assert = (condition, what) => {
  if (!condition) throw new Error(what);
};

/** The bytes that were imported as modules, which the platform deploys beside the code. @type {Buffer[]} */
const found = [];
/** No part of an app: the platform's own bundler gives a compiled module for `?module`. */
const wasmModules = {
  name: "wasm-modules",
  setup(bundler) {
    bundler.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => {
      return { path: join(resolveDir, path.replace("?module", "")), namespace: "wasm-module" };
    });
    bundler.onLoad({ filter: /./, namespace: "wasm-module" }, async ({ path }) => {
      const name = `wasm_${found.push(await readFile(path)) - 1}`;
      return { contents: `export default ${name}`, resolveDir: dirname(path) };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: ["handler.js"],
  bundle: true,
  format: "iife",
  write: false,
  conditions: ["edge-light"],
  plugins: [wasmModules],
  logLevel: "error",
});
assert(found.length === 1, `the handler imports ${found.length} modules`);

// Next.js compiles outside of the sandbox in which the code runs, so that `module instanceof WebAssembly.Module` is false there.
const vm = new runtime.EdgeRuntime({ codeGeneration: { strings: false, wasm: realm === "own" } });
vm.context.bytes = found[0];
vm.context.wasm_0 = realm === "own" ? await vm.evaluate("WebAssembly.compile(bytes)") : await WebAssembly.compile(found[0]);
const compiles = await vm.evaluate("WebAssembly.compile(bytes)").then(
  () => true,
  () => false,
);
delete vm.context.bytes;
assert(vm.evaluate("wasm_0 instanceof WebAssembly.Module") === (realm === "own"), "the module is of the other realm");
assert(compiles === (realm === "own"), "the sandbox is stricter or laxer than it should be");

vm.evaluate(outputFiles[0].text);
const response = await vm.dispatchFetch("http://edge.test/");
print(await response.json());
