// What a page downloads for one image job: each client bundled and minified by the same esbuild.

import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { jobs, sourceOf } from "../measure/jobs.js";
import { count } from "../measure/numbers.js";
import { bundle, installed, version } from "../measure/packages.js";

/** The most that our whole client may be, in bytes after gzip -9, now and one day. */
const BUDGET = 64_000;
const AIM = 54_000;

/** What would reach the aim, and what came of trying it. */
const TOWARDS_THE_AIM =
  "cargo xtask size --why names the largest functions and crates in the wasm; docs/decisions.md says what was tried.";

/** @param {(string | Uint8Array)[]} files downloaded apart, so packed apart */
const sizes = (...files) => {
  const sum = (size) => files.reduce((total, file) => total + size(Buffer.from(file)), 0);
  return {
    raw: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
  };
};

/** For a page where the package allows that, else for Node. @param {string} source */
const bundled = async (source) => {
  try {
    return { text: await bundle(source), platform: "browser" };
  } catch {
    return { text: await bundle(source, { platform: "node" }), platform: "node" };
  }
};

const run = async ({ say }) => {
  const wasm = await readFile(installed("midjourney-wasm/client.wasm"));
  const rows = [];
  const gzip = {};
  for (const [name, [label, ...packages]] of Object.entries(jobs)) {
    if (packages.length === 0) continue;
    const { text, platform } = await bundled(sourceOf(name));
    const add = (what, size) => {
      rows.push([what, version(...packages), platform, count(size.raw), count(size.gzip), count(size.brotli)]);
      say(rows.at(-1).join("  "));
    };
    gzip[name] = sizes(text).gzip;
    if (name === "slim") {
      add(`${label}, its JavaScript`, sizes(text));
      add(`${label} with client.wasm beside it`, sizes(text, wasm));
    } else add(label, sizes(text));
  }
  const others = Object.keys(gzip).filter((name) => name !== "ours" && name !== "slim");
  const smallest = others.reduce((least, name) => (gzip[name] < gzip[least] ? name : least));
  const goal = (limit, tried) => ({
    goal: `at most ${count(limit)} bytes after gzip -9`,
    measured: `${count(gzip.ours)} bytes`,
    met: gzip.ours <= limit,
    tried,
  });
  return {
    part: "bytes",
    title: "Bytes",
    says:
      "The JavaScript and WebAssembly of one image job (the client, made and called once), bundled and minified by " +
      `esbuild ${version("esbuild")} for ES2022, then packed by gzip -9 and brotli 11; files that are downloaded apart are packed apart. ` +
      `The smallest of the others is ${jobs[smallest][0]}.`,
    tables: [{ title: "", columns: ["client", "version", "platform", "raw", "gzip -9", "brotli"], rows }],
    goals: [goal(BUDGET, "The client has outgrown its budget."), goal(AIM, TOWARDS_THE_AIM)],
    plots: [],
  };
};

export default { name: "bytes", run };
