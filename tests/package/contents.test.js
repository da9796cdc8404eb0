// What `npm pack` packs, what the manifest says of it, and that importing it does nothing.

import assert from "node:assert/strict";
import { readFile, readdir, stat } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { packageUrl } from "../support/package.js";
import { run, runModule } from "../support/programs.js";

const folder = new URL(".", packageUrl);
const manifest = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));

// The program of the command line, which is no module.
const PROGRAM = "bin.mjs";
const DOCUMENTS = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
const ENTRIES = [
  "edge.js",
  "index.cjs",
  "index.js",
  "node.js",
  "proxy.edge.js",
  "proxy.js",
  "proxy.workerd.js",
  "sandbox.cjs",
  "sandbox.edge.js",
  "sandbox.js",
  "sandbox.node.js",
  "sandbox.workerd.js",
  "slim.js",
  "webhook.js",
  "workerd.js",
];
const TYPES = [
  "client.wasm.d.ts",
  "index.d.cts",
  "index.d.ts",
  "proxy.d.ts",
  "sandbox.d.cts",
  "sandbox.d.ts",
  "slim.d.ts",
  "webhook.d.ts",
];
const PARTS = [
  "checksum.js",
  "client.glue.js",
  "client.inline.js",
  "create-proxy.js",
  "create-sandbox.js",
  "deliver.js",
  "display.js",
  "errors.js",
  "inflate.js",
  "instance.js",
  "job.js",
  "midjourney.js",
  "options.js",
  "proxy-gateway.js",
  "proxy-http.js",
  "proxy-ids.js",
  "proxy-images.js",
  "proxy-options.js",
  "proxy-users.js",
  "proxy.glue.js",
  "proxy.inline.js",
  "read-text.js",
  "signed.js",
  "sandbox-options.js",
  "sandbox.glue.js",
  "source.js",
  "webhook-news.js",
];
const MODULES = ["client.wasm", "proxy.wasm", "sandbox.wasm"];
/** What is there for midjourney-wasm/sandbox alone. */
const SANDBOX = [...ENTRIES, ...TYPES, ...PARTS, ...MODULES, PROGRAM].filter((file) => /sandbox|deliver|bin/.test(file));

const files = await readdir(folder);

test("it contains what it must, and nothing else", () => {
  assert.deepEqual(files.toSorted(), [...DOCUMENTS, ...ENTRIES, ...TYPES, ...PARTS, ...MODULES, PROGRAM].toSorted());
});

for (const [what, limit, isCounted] of [
  ["it is at most 620 KiB without the sandbox", 620, (file) => !SANDBOX.includes(file)],
  ["its sandbox is at most 480 KiB", 480, (file) => SANDBOX.includes(file)],
]) {
  test(what, async () => {
    let bytes = 0;
    for (const file of files.filter(isCounted)) bytes += (await stat(new URL(file, folder))).size;
    assert.ok(bytes <= limit * 1024, `${bytes} bytes`);
  });
}

test("it depends on nothing, and runs nothing at installation", () => {
  for (const name of ["dependencies", "peerDependencies", "optionalDependencies", "bundledDependencies", "scripts"]) {
    assert.equal(manifest[name], undefined, name);
  }
});

test("the manifest is complete, but for what is the owner's to fill in", () => {
  assert.equal(manifest.name, "midjourney-wasm");
  assert.ok(manifest.description.length > 40);
  assert.ok(manifest.keywords.length >= 5);
  assert.equal(manifest.license, "MIT OR Apache-2.0");
  assert.equal(manifest.type, "module");
  assert.equal(manifest.sideEffects, false);
  assert.deepEqual(manifest.engines, { node: ">=20.19" });
  assert.deepEqual(manifest.publishConfig, { access: "public", provenance: true });
  // Whatever is named is there: TypeScript's `types` first, as it reads no further.
  const named = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(named));
  for (const path of named([manifest.exports, manifest.bin, manifest.main, manifest.module, manifest.types])) {
    assert.ok(files.includes(path.replace("./", "")), path);
  }
  const conditions = (value) => (typeof value === "string" ? [] : [value, ...Object.values(value).flatMap(conditions)]);
  for (const entry of conditions(manifest.exports)) if (entry.types) assert.equal(Object.keys(entry)[0], "types");
});

test("nothing tells of where it was built", async () => {
  for (const file of files) {
    const text = await readFile(new URL(file, folder), "latin1");
    // In halves: this file is searched for the same.
    for (const [one, two] of [
      ["/ho", "me/"],
      ["/ro", "ot/"],
      ["/Us", "ers/"],
      ["registry.", "npmjs"],
    ]) {
      assert.ok(!text.includes(one + two), `${file} names ${one + two}`);
    }
  }
});

test("no module imports one of Node's: a bundle may run elsewhere", async () => {
  for (const file of files.filter((name) => name.endsWith(".js"))) {
    assert.doesNotMatch(await readFile(new URL(file, folder), "utf8"), /^import .*["'](node:|fs|zlib)/m, file);
  }
});

test("importing it does nothing", async () => {
  const script = `
    import { createRequire } from "node:module";
    const before = Reflect.ownKeys(globalThis);
    const called = [];
    const watch = (owner, name) => {
      const real = owner[name];
      owner[name] = new Proxy(real, {
        apply: (target, self, args) => (called.push(name), Reflect.apply(target, self, args)),
        construct: (target, args) => (called.push(name), Reflect.construct(target, args)),
      });
    };
    for (const name of Object.getOwnPropertyNames(WebAssembly)) watch(WebAssembly, name);
    for (const name of ["fetch", "setTimeout", "setInterval", "queueMicrotask", "atob"]) watch(globalThis, name);
    watch(crypto, "getRandomValues");
    const [, slim, sandbox, ...urls] = process.argv;
    await import(slim);
    (await import(sandbox)).createSandbox({ faults: [{ status: 500 }] });
    const entries = await Promise.all(urls.map((url) => import(url)));
    entries.push(createRequire(slim)("./index.cjs"));
    for (const { Midjourney } of entries) new Midjourney({ baseUrl: "/api" });
    const after = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key));
    console.log(JSON.stringify({ called, after: after.map(String) }));
  `;
  const entries = ["slim.js", "sandbox.node.js", "index.js", "node.js"].map((file) => new URL(file, folder).href);
  assert.deepEqual(JSON.parse(await runModule(script, entries)), { called: [], after: [] });
});

test("no entry waits at its top: require() takes it, and its classes are those of import", async () => {
  const script = `
    const required = require("midjourney-wasm");
    import("midjourney-wasm").then((imported) => console.log(required.Midjourney === imported.Midjourney));
  `;
  const cwd = fileURLToPath(new URL("../../", folder));
  const { stdout } = await run(process.execPath, ["--eval", script], { cwd });
  assert.equal(stdout.trim(), "true");
});
