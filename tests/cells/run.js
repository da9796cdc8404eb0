// Runs the cells: every runtime, browser, bundler and framework that users bring, each as a tiny app with the packed package
// in it, against the sandbox. Prints one line per cell, and as the last line how many there were of each kind, as JSON.
//
//   node tests/cells/run.js --tarball T --sandbox PROGRAM [--results FILE] [runtimes|bundlers|types|FOLDER …]
//
// FOLDER is one app, such as bundlers/vite. The browsers are named by CHROMIUM, FIREFOX and WEBKIT; a cell whose browser is
// missing is skipped, and says so.

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { App } from "./app.js";
import { closeBrowsers } from "./browsers.js";
import { gateway } from "./gateway.js";
import { Skipped } from "./skipped.js";

const root = join(import.meta.dirname, "../..");
/** The folders of tests/ whose folders are apps. */
const PARTS = ["runtimes", "bundlers", "types"];
/** So many apps at once: they mostly wait for installations, builds and tasks. */
const AT_ONCE = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tarball: { type: "string" }, sandbox: { type: "string" }, results: { type: "string" } },
});

const wanted = positionals.length > 0 ? positionals : PARTS;
const folders = [];
for (const part of PARTS) {
  for (const entry of (await readdir(join(root, "tests", part))).sort()) {
    const name = `${part}/${entry}`;
    if (wanted.includes(part) || wanted.includes(name)) folders.push(name);
  }
}

const running = await gateway(values.sandbox);
const results = [];

/** Runs all cells of one app, and prints a line for each. */
const runApp = async (name) => {
  const app = new App(root, name, values.tarball, running.url);
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
    await app.install();
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
};

const waiting = [...folders];
const work = async () => {
  for (let name; (name = waiting.shift());) await runApp(name);
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
await closeBrowsers();
await running.stop();

const count = (state) => results.filter((result) => result.state === state).length;
// In one order, whichever was through first.
results.sort((one, other) => folders.indexOf(one.app) - folders.indexOf(other.app));
if (values.results) await writeFile(values.results, JSON.stringify(results, null, 2));
console.log(JSON.stringify({ passed: count("ok"), failed: count("FAILED"), skipped: count("skipped") }));
process.exitCode = count("FAILED") > 0 || results.length === 0 ? 1 : 0;
