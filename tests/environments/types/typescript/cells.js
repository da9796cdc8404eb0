import { readFile } from "node:fs/promises";

const RESOLUTIONS = [
  ["node16", ["--module", "node16", "--moduleResolution", "node16"]],
  ["nodenext", ["--module", "nodenext", "--moduleResolution", "nodenext"]],
  ["bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
];
const DOM = "es2022,dom,dom.iterable";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const all = [];
  for (const name of ["typescript-5.0", "typescript-6", "typescript-7"]) {
    const version = await app.version(name);
    const tsc = app.path("node_modules", name, "bin/tsc");
    const compile = (...args) => app.exec(process.execPath, [tsc, "--project", ".", ...args]);
    const cell = (how, ...args) => all.push({ where: "TypeScript", version, how, run: () => compile(...args) });
    for (const [how, options] of RESOLUTIONS) cell(how, ...options);
    cell("nodenext, in a worker", ...RESOLUTIONS[1][1], "--lib", "es2022,webworker,webworker.iterable");
    // What @types/node says needs a newer TypeScript than the oldest that is tried.
    if (name !== "typescript-5.0") cell("nodenext, in Node", ...RESOLUTIONS[1][1], "--lib", "es2022", "--types", "node");
    const common = ["--module", "node16", "--moduleResolution", "node16", "--lib", DOM, "--strict", "--noEmit", "common.cts"];
    const run = () => app.exec(process.execPath, [tsc, "--ignoreConfig", ...common]).then(() => {});
    const old = () => app.exec(process.execPath, [tsc, ...common]).then(() => {});
    all.push({ where: "TypeScript", version, how: "emitting CommonJS", run: name === "typescript-5.0" ? old : run });
  }
  all.push({ where: "TypeScript", how: "every export used in a test of the types", run: () => everyExport(app) });
  return all;
};

/** Fails if the test of the types leaves out an export. @param {import("../../harness/app.js").App} app */
const everyExport = async (app) => {
  for (const [entry, test, least] of [
    ["index.d.ts", "usage.ts", 30],
    ["proxy.d.ts", "proxy.ts", 7],
    ["webhook.d.ts", "webhook.ts", 5],
    ["sandbox.d.ts", "sandbox.ts", 7],
  ]) {
    const types = await readFile(app.path("node_modules/midjourney-wasm", entry), "utf8");
    const usage = await readFile(app.path(test), "utf8");
    const names = [...types.matchAll(/^export (?:declare )?(?:abstract )?(?:class|interface|type|function|const) (\w+)/gm)].map(
      ([, name]) => name,
    );
    // Imported, and then used.
    const unused = names.filter((name) => [...usage.matchAll(new RegExp(`\\b${name}\\b`, "g"))].length < 2);
    if (names.length < least || unused.length > 0) {
      throw new Error(`of ${names.length} exports of ${entry}, not used: ${unused.join(", ")}`);
    }
  }
};
