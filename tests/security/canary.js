// The key that is looked for, and everything of a value in which it could stand.

import assert from "node:assert/strict";
import { inspect } from "node:util";

/** No text of a test or of the package has it. Like keys that are base64, it has letters that JSON and addresses may escape. */
export const canary = "sk-Canary/7up+Z3bra0123456789=";

/** The ways to give a key to a client. */
export const forms = {
  "a string": canary,
  "a function": () => canary,
  "a function that promises": async () => canary,
  // Headers do without them.
  "a string between blanks": ` ${canary}  `,
};

/** The ways to send it. */
export const auths = {
  bearer: "bearer",
  "mj-api-secret": "mj-api-secret",
  raw: "raw",
  "a function": (headers, key) => headers.set("MJ-API-Secret", key),
};

/** What was written with any method of `console`, or as a warning of the process, since this was imported. */
export const printed = [];
for (const name of Object.keys(console)) {
  const original = console[name];
  if (typeof original !== "function") continue;
  console[name] = (...values) => {
    printed.push(`console.${name}`, ...values);
    return original.apply(console, values);
  };
}
process.on("warning", (warning) => printed.push(warning));

/** Checks that a value shows the key in no way. */
export const keepsQuiet = (value, what, key = canary) => {
  for (const [channel, text] of channels(value)) {
    const at = text.indexOf(key);
    if (at >= 0) assert.fail(`${what}: ${channel} has the key: …${text.slice(Math.max(0, at - 60), at)}<key>`);
  }
};

/** Every text that can be had of a value, with the name of the way to it. */
const channels = (value) => [
  ["String", tried(() => String(value))],
  ["JSON.stringify", tried(() => JSON.stringify(value))],
  ["structuredClone", tried(() => [...texts(structuredClone(value))].join("\n"))],
  ["inspect", inspect(value)],
  ["inspect of all", inspect(value, { showHidden: true, depth: Infinity, getters: true, maxStringLength: Infinity })],
  ["for … in", tried(() => named(value))],
  ["what is reachable", [...texts(value)].join("\n")],
];

/** What a way gives, or what it fails with. */
const tried = (way) => {
  try {
    return String(way());
  } catch (error) {
    return inspect(error, { showHidden: true, depth: Infinity });
  }
};

const named = (value) => {
  const names = [];
  for (const name in Object(value)) names.push(name, String(value[name]));
  return names.join("\n");
};

/** Names and texts of a value, of all that it holds, hidden or not, and of what it inherits but the language's own. */
export const texts = function* (value, seen = new Set()) {
  if (typeof value === "string") yield value;
  if (value === null || !["object", "function"].includes(typeof value) || seen.has(value) || isOfTheLanguage(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) for (const item of value) yield* texts(item, seen);
  if (value instanceof Headers) for (const pair of value) yield* texts(pair, seen);
  for (const name of Reflect.ownKeys(value)) {
    yield String(name);
    yield* texts(held(value, name), seen);
  }
  yield* texts(Object.getPrototypeOf(value), seen);
};

const held = (value, name) => {
  try {
    const held = value[name];
    // Whoever looks at a promise has to hear of its end.
    if (held instanceof Promise) held.catch(() => {});
    return held;
  } catch {
    return undefined;
  }
};

const builtIn = new Set(
  Object.getOwnPropertyNames(globalThis).flatMap((name) => [globalThis[name], globalThis[name]?.prototype]),
);
const isOfTheLanguage = (value) => builtIn.has(value);
