// Importing the package, and making a client, does no work and leaves no trace.

import { assert } from "./assert.mjs";

const calls = [];
/** Whatever an import could begin: each throws, and is noted should the error be swallowed. */
const forbidden = {
  WebAssembly: Reflect.ownKeys(WebAssembly).filter((name) => typeof WebAssembly[name] === "function"),
  crypto: ["getRandomValues", "randomUUID"],
  Math: ["random"],
  process: ["on", "emitWarning", "nextTick"],
  console: Object.keys(console),
  globalThis: ["fetch", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "WebSocket", "Worker", "MessageChannel"],
};

/** What is global, and what belongs to it; calling getters would load or warn. @returns {string[]} */
const world = () => {
  // First: some of Node's globals are there only after a look at them.
  const globals = Object.entries(Object.getOwnPropertyDescriptors(globalThis));
  const lines = Reflect.ownKeys(globalThis).map(String);
  for (const [name, { value }] of globals) {
    if (typeof value !== "function") continue;
    for (const owner of [value, value.prototype ?? {}]) {
      lines.push(...Reflect.ownKeys(owner).map((member) => `${name} ${String(member)}`));
    }
  }
  return lines;
};

const before = world();
const restore = [];
for (const [name, members] of Object.entries(forbidden)) {
  const owner = globalThis[name];
  for (const member of members) {
    const was = Object.getOwnPropertyDescriptor(owner, member);
    const value = function () {
      calls.push(`${name}.${String(member)}`);
      throw new Error(`${name}.${String(member)} was called`);
    };
    Object.defineProperty(owner, member, { value, configurable: true, writable: true });
    restore.push(() => (was ? Object.defineProperty(owner, member, was) : delete owner[member]));
  }
}
let trouble;
try {
  const { Midjourney } = await import("midjourney-wasm");
  new Midjourney({ baseUrl: "http://127.0.0.1", apiKey: "a key", mode: "fast" });
} catch (error) {
  trouble = error;
}
for (const act of restore) act();
if (trouble) throw trouble;
assert(calls.length === 0, `it called ${calls}`);
const after = world();
const changes = [...after.filter((line) => !before.includes(line)), ...before.filter((line) => !after.includes(line))];
assert(changes.length === 0, `it changed what is global: ${changes}`);
