// Writes the page of the benchmarks from what run.js found, and from nothing else:
// `node benches/write.js --results FOLDER --commit C --date D --machine TEXT [--out docs] [--partial]`. A part that is missing is an
// error, but for --partial. With `--plots PART` only the plots of that part are drawn, and nothing else is needed.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { page } from "./page/page.js";
import { draw } from "./page/draw.js";

/** In the order of the page. */
const PARTS = ["polling", "requests", "many", "bytes", "cpu", "start", "pictures", "memory", "decode", "repetition"];

const text = /** @type {const} */ ({ type: "string" });
const { values } = parseArgs({
  options: {
    results: text,
    commit: text,
    date: text,
    machine: text,
    out: { ...text, default: "docs" },
    partial: { type: "boolean" },
    plots: text,
  },
});
const { results, commit, date, machine, out, partial } = values;

/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(join(results ?? "", `${name}.json`), "utf8"));

/** @param {any[]} found */
const drawAll = async (found) => {
  mkdirSync(join(out, "plots"), { recursive: true });
  for (const { file, spec } of found.flatMap(({ plots }) => plots)) {
    writeFileSync(join(out, "plots", `${file}.svg`), await draw(spec));
  }
};

if (results && values.plots) {
  await drawAll([read(values.plots)]);
  process.exit();
}
if (!results || !commit || !date || !machine) {
  console.error("node benches/write.js --results FOLDER --commit C --date D --machine TEXT [--out docs] [--partial]");
  process.exit(2);
}
const missing = PARTS.filter((name) => !existsSync(join(results, `${name}.json`)));
if (missing.length && !partial) {
  console.error(`there are no results of ${missing.join(", ")}`);
  process.exit(1);
}
const found = PARTS.filter((name) => !missing.includes(name)).map(read);
await drawAll(found);
writeFileSync(join(out, "benchmarks.md"), page(found, { commit, date, machine }));
