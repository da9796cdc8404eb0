// Starts a client in a fresh process, and tells when it began by the system's monotonic clock, in nanoseconds. With `split`, also what
// the WebAssembly's start is made of.

import { readFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { split } from "./split.js";

const [name, gateway, isSplit] = process.argv.slice(2);
const wasm = name === "slim" ? fileURLToPath(new URL("../node_modules/midjourney-wasm/client.wasm", import.meta.url)) : undefined;
const marks = isSplit ? split() : undefined;

const began = process.hrtime.bigint();
const beganToo = performance.now();
const { run } = await import(`./jobs/${name}.js`);
if (marks) marks.imported = performance.now();
// What becomes of the job is nobody's business: its gateway says nothing of use.
run(gateway, wasm && readFile(wasm)).catch(() => {});
if (marks) {
  await marks.sent;
  process.send({ began: String(began), marks: { ...marks, began: beganToo, sent: undefined } });
} else process.send({ began: String(began) });
process.on("disconnect", () => process.exit());
