// Runs the cells: every runtime, browser, bundler and framework that users bring, each as a tiny app with the packed package
// in it, against the sandbox. Prints one line per cell, and as the last line how many there were of each kind, as JSON.
//
//   node tests/environments/harness/run.js --package FOLDER --budget N [--results FILE] [--sweep] [runtimes|bundlers|types|APP …]
//
// FOLDER is that of the installed package, N the bytes that it may add to an app after gzip, APP the folder of one app, such as
// bundlers/vite. With --sweep all versions of a tool are
// tried that its users have, and else the one that a new app gets. MIDJOURNEY_SANDBOX_BIN names the sandbox; CHROMIUM, FIREFOX and
// WEBKIT the browsers: a cell whose browser is missing is skipped, and says so.

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeBrowsers } from "../../support/browsers.js";
import { launch } from "../../support/sandbox.js";
import { Skipped } from "../../support/skipped.js";
import { App } from "./app.js";

const root = join(import.meta.dirname, "../../..");
/** The folders of tests/environments whose folders are apps. */
const PARTS = ["runtimes", "bundlers", "types"];
/** So many apps are run at once: they mostly wait, for tasks or for the network. */
const AT_ONCE = 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: "string" },
    budget: { type: "string" },
    results: { type: "string" },
    sweep: { type: "boolean", default: false },
  },
});

const wanted = positionals.length > 0 ? positionals : PARTS;
const folders = [];
for (const part of PARTS) {
  for (const entry of (await readdir(join(root, "tests/environments", part))).sort()) {
    const name = `${part}/${entry}`;
    if (wanted.includes(part) || wanted.includes(name)) folders.push(name);
  }
}

// Room for the cells that run at once, and for the hundred requests that one of them sends.
const { url: gateway, stop } = await launch(["--task-seconds", "1", "--concurrency", "200", "--queue", "200"]);
const given = { installed: values.package, gateway, isSweep: values.sweep, budget: Number(values.budget) };
const apps = folders.map((name) => ({ name, app: new App(root, name, given) }));
const results = [];

/** The installations, of which so many are under way at once. @type {Map<string, Promise<void>>} */
const installed = new Map();
const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve());
apps.forEach(({ name, app }, at) => {
  const install = lanes[at % AT_ONCE].then(() => app.install());
  installed.set(name, install);
  // Its app tells why, when its turn comes.
  lanes[at % AT_ONCE] = install.catch(() => {});
});

/** Runs all cells of one app, and prints a line for each. */
const runApp = async ({ name, app }) => {
  const tell = (cell, state, seconds, { why, note } = {}) => {
    results.push({ app: name, where: cell.where, version: cell.version, how: cell.how, state, why, note });
    const title = [cell.where, cell.version, cell.how].filter(Boolean).join(" ");
    const words =
      state === "skipped" ? `skipped: ${why.replace(/\s+/g, " ")}` : [note, `${seconds.toFixed(1)} s`].filter(Boolean).join(", ");
    console.log(`${state.padEnd(7)}  ${title}  (${words})`);
    if (state === "FAILED") console.log(why.replace(/^/gm, "         "));
  };
  let cells;
  try {
    await installed.get(name);
    await app.prepare();
    cells = await app.cells();
  } catch (error) {
    return tell({ where: name }, "FAILED", 0, { why: error?.stack ?? String(error) });
  }
  for (const cell of cells) {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      // What a cell has measured, if it has, is shown in its line.
      const measured = await app.run(cell);
      tell(cell, "ok", seconds(), { note: measured?.note });
    } catch (error) {
      if (error instanceof Skipped) tell(cell, "skipped", seconds(), { why: error.message });
      else tell(cell, "FAILED", seconds(), { why: error?.stack ?? String(error) });
    }
  }
  await app.end();
};

const waiting = [...apps];
const work = async () => {
  for (let next; (next = waiting.shift());) await runApp(next);
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
await closeBrowsers();
await stop();

const count = (state) => results.filter((result) => result.state === state).length;
// In one order, whichever was through first.
results.sort((one, other) => folders.indexOf(one.app) - folders.indexOf(other.app));
if (values.results) await writeFile(values.results, JSON.stringify(results, null, 2));
console.log(JSON.stringify({ passed: count("ok"), failed: count("FAILED"), skipped: count("skipped") }));
process.exitCode = count("FAILED") > 0 || results.length === 0 ? 1 : 0;
