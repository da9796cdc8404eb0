// Runs the benchmarks: `node benches/run.js --results FOLDER [PART…]` prints what each part finds and writes it to FOLDER/<part>.json.
// Each part has a process of its own: none is measured in what another has left behind.

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const PARTS = ["requests", "many", "bytes", "cpu", "start", "pictures", "memory", "decode", "repetition"];

const { values, positionals } = parseArgs({ options: { results: { type: "string" } }, allowPositionals: true });
const { results } = values;
const unknown = positionals.filter((name) => !PARTS.includes(name));
if (!results || unknown.length > 0) {
  console.error(
    `node benches/run.js --results FOLDER [${PARTS.join(" | ")}]…${unknown.length ? `\nno part: ${unknown.join(", ")}` : ""}`,
  );
  process.exit(2);
}
mkdirSync(results, { recursive: true });

if (positionals.length === 1) {
  const [name] = positionals;
  const file = join(results, `${name}.json`);
  // If the part fails, nobody must take an older result for its own.
  rmSync(file, { force: true });
  const began = performance.now();
  const { default: part } = await import(`./parts/${name}.js`);
  const found = await part.run({ say: (/** @type {string} */ line) => console.log(`${name}: ${line}`) });
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
  for (const { goal, measured, met } of found.goals) console.log(`${name}: ${goal}: ${measured}: ${met ? "met" : "missed"}`);
  console.log(`${name}: ${Math.round((performance.now() - began) / 1000)} s`);
} else {
  const parts = positionals.length ? positionals : PARTS;
  const file = fileURLToPath(import.meta.url);
  const failed = parts.filter(
    (name) => spawnSync(process.execPath, [file, "--results", results, name], { stdio: "inherit" }).status !== 0,
  );
  if (failed.length) {
    console.error(`failed: ${failed.join(", ")}`);
    process.exit(1);
  }
}
