// Node's entry: it reads client.wasm, and where that is not there, or is another, the inlined one serves. Each in a copy of the
// package of its own.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { packageUrl } from "../support/package.js";
import { run } from "../support/programs.js";

const folder = await mkdtemp(join(tmpdir(), "midjourney-wasm-"));
after(() => rm(folder, { recursive: true }));
const copy = join(folder, "node_modules/midjourney-wasm");
const wasm = join(copy, "client.wasm");
const restore = () => cp(fileURLToPath(new URL(".", packageUrl)), copy, { recursive: true, force: true });

/** What a client says of a bad id when its Rust runs. */
const RUNS = "invalid_input";

/** How the package is had by its name, as a promise. */
const HAD = {
  import: `import("midjourney-wasm")`,
  "require()": `Promise.resolve(require("midjourney-wasm"))`,
  "require() of CommonJS": `Promise.resolve(require("midjourney-wasm"))`,
};

/** What a client of the copy says, in a process of its own. @param {string} had @param {string} [before] run at first @param {string[]} [fields] of the error */
const said = async (had, before = "", fields = ["code", "cause"]) => {
  const script = `${before};
    ${HAD[had]}.then(async ({ Midjourney }) => {
      const mj = new Midjourney({ baseUrl: "http://127.0.0.1" });
      console.log(await mj.fetch("../1").catch((error) => ${JSON.stringify(fields)}.flatMap((name) => error[name] ?? []).join(": ")));
    });`;
  const options = had === "require() of CommonJS" ? ["--no-experimental-require-module"] : [];
  const { stdout } = await run(process.execPath, [...options, "--eval", script], { cwd: folder });
  return stdout.trim();
};

const inflateNothing = () =>
  writeFile(join(copy, "inflate.js"), `export const inflate = () => { throw new Error("inflated"); };\n`);

for (const had of Object.keys(HAD)) {
  test(`nothing is inflated for ${had}`, async () => {
    await restore();
    await inflateNothing();
    assert.equal(await said(had), RUNS);
  });
}

for (const [what, act] of [
  ["is not there", () => rm(wasm)],
  ["is no WebAssembly", () => writeFile(wasm, "<!doctype html>")],
]) {
  test(`the inlined one serves where client.wasm ${what}`, async () => {
    await restore();
    await act();
    for (const had of ["import", "require()"]) assert.equal(await said(had), RUNS);
  });
}

test("the WebAssembly of another version is not started", async () => {
  await restore();
  // A custom section more: it would run.
  await writeFile(wasm, Buffer.concat([await readFile(wasm), Uint8Array.of(0, 2, 1, 120)]));
  await inflateNothing();
  assert.match(await said("import"), /inflated/);
});

test("the inlined one serves where Node's modules cannot be had", async () => {
  await restore();
  for (const before of ["process.getBuiltinModule = undefined", "delete globalThis.process"]) {
    assert.equal(await said("import", before), RUNS);
  }
});

test("without DecompressionStream, or the format, the error names it", async () => {
  await restore();
  await rm(wasm);
  const older = `globalThis.DecompressionStream = class { constructor() { throw new TypeError("Unsupported compression format"); } }`;
  for (const before of ["delete globalThis.DecompressionStream", older]) {
    assert.match(
      await said("import", before, ["code", "hint"]),
      /^wasm_unavailable: DecompressionStream\("deflate-raw"\) is missing.*slim/,
    );
  }
});
