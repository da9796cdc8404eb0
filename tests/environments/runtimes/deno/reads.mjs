// Whether client.wasm is read: only where that is allowed, since Deno would ask its user for it.
//
//   deno run reads.mjs may|may-not

import { Buffer } from "node:buffer";
import process from "node:process";
import { createRequire } from "node:module";
import { Midjourney } from "midjourney-wasm";

const files = process.getBuiltinModule("fs");
const { readFileSync } = files;
const { instantiate } = WebAssembly;
let [tried, isRead] = [0, false];
files.readFileSync = (...given) => {
  if (`${given[0]}`.endsWith("client.wasm")) tried++;
  return readFileSync(...given);
};
WebAssembly.instantiate = (...given) => {
  isRead = Buffer.isBuffer(given[0]);
  return instantiate(...given);
};
await new Midjourney({ baseUrl: "http://127.0.0.1" }).ready;
const expected = process.argv[2] === "may" ? "1 true" : "0 false";
if (`${tried} ${isRead}` !== expected) throw new Error(`it was tried ${tried} times, and ${isRead ? "" : "not "}read`);
if (createRequire(import.meta.url)("midjourney-wasm").Midjourney !== Midjourney) throw new Error("require() gives another copy");
