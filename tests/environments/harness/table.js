// The README's table of where the package runs: written from a run, never by hand.
//
//   node tests/environments/harness/table.js README.md RESULTS…

import { readFile, writeFile } from "node:fs/promises";

const [START, END] = ["<!-- where it runs: written by `cargo xtask test runtimes bundlers types --write` -->", "<!-- end -->"];

/** @typedef {{ where: string, version?: string, how?: string, state: string, why?: string }} Result */

/**
 * By what a function says of each, in the order in which it first says it.
 * @template T @param {Iterable<T>} all @param {(one: T) => string} by @returns {Map<string, T[]>}
 */
const grouped = (all, by) => {
  const groups = new Map();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
};

/** @param {Result[]} results */
const table = (results) => {
  const rows = ["| where | tested |", "| --- | --- |"];
  for (const [where, ofPlace] of grouped(results, (result) => result.where)) {
    const passed = ofPlace.filter(({ state }) => state === "ok");
    const skipped = ofPlace.filter(({ state }) => state === "skipped");
    const words = [];
    // Versions that were tried in the same ways share a line.
    const ways = grouped(passed, ({ version }) => version ?? "");
    const alike = grouped(ways.entries(), ([, cells]) => cells.map(({ how }) => how ?? "").join(" · "));
    for (const [how, versions] of alike) {
      const names = versions.map(([version]) => version).filter(Boolean);
      words.push([names.join(", "), how].filter(Boolean).join(": "));
    }
    for (const { how, why } of skipped) words.push(`not tested${how ? `: ${how}` : ""} (${why})`);
    rows.push(`| ${where} | ${words.join("; ")} |`);
  }
  return `${rows.join("\n")}\n`;
};

const [readme, ...files] = process.argv.slice(2);
const results = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, "utf8"))));
const text = await readFile(readme, "utf8");
const [before, rest] = text.split(START);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`${readme} has no lines ${START} and ${END}`);
await writeFile(readme, [before, START, "\n\n", table(results.flat()), "\n", END, after].join(""));
