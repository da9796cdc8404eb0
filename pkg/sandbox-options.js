// The names and kinds of the sandbox's options and faults. `createSandbox` refuses what is wrong before any WebAssembly is there.

import { createError } from "./errors.js";
import { configError, isFunction, isPlain, isText } from "./options.js";

export const DIALECTS = ["guide", "novicezk", "plus", "trueai", "new-api"];

/** @typedef {[string, (value: any) => boolean]} Kind a description, which follows "must be", and a check */

/** @type {(low: number, high?: number) => Kind} */
const whole = (low, high = Number.MAX_SAFE_INTEGER) => [
  `a whole number from ${low} to ${high}`,
  (value) => Number.isInteger(value) && value >= low && value <= high,
];
const count = whole(0);
/** @type {Kind} */
const text = ["a string", isText];
/** @type {Kind} */
const flag = ["true or false", (value) => typeof value === "boolean"];
/** @type {Kind} */
const numbers = ["a number or a list of numbers", (value) => [value].flat().every(count[1])];

/** @type {Record<string, Kind>} */
const settings = {
  seed: count,
  dialect: [DIALECTS.map((name) => `"${name}"`).join(", "), (value) => DIALECTS.includes(value)],
  durationMs: whole(1, 1e9),
  concurrency: whole(0, 1e6),
  queue: whole(0, 1e6),
  remix: flag,
  apiKey: text,
  refreshMs: whole(1, 1e9),
  faults: ["a list of faults", Array.isArray],
  now: ["a function", isFunction],
  wasm: ["the URL of sandbox.wasm or its contents", (value) => isText(value) || typeof value === "object"],
};

/** Which requests a fault meets. @type {Record<string, Kind>} */
const meets = { method: text, path: text, request: numbers, nth: numbers, times: count, after: flag };

/** What a fault does. @type {Record<string, Kind>} */
const does = {
  status: whole(200, 599),
  body: ["text or JSON", () => true],
  contentType: text,
  headers: ["an object of strings", (value) => isPlain(value) && Object.values(value).every(isText)],
  retryAfter: ["seconds or an HTTP date", (value) => isText(value) || Number.isFinite(value)],
  html: flag,
  empty: flag,
  hang: flag,
  reset: flag,
  cut: ["true, false or a number of bytes", (value) => flag[1](value) || count[1](value)],
  slow: [
    "milliseconds or { bytes, everyMs }",
    (value) =>
      flag[1](value) ||
      count[1](value) ||
      (isPlain(value) && Object.entries(value).every(([name, one]) => /^(bytes|everyMs)$/.test(name) && count[1](one))),
  ],
  delayMs: count,
  cors: flag,
};

/**
 * Returns the values that are given, and refuses the others.
 * @param {any} given @param {Record<string, Kind>} kinds @param {string} field what they are @param {string} [prefix] stands before a name
 */
const checked = (given, kinds, field, prefix = "") => {
  if (!isPlain(given ?? {})) throw configError(field, "be an object");
  const values = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of values) {
    if (!Object.hasOwn(kinds, name)) {
      const message = `There is no option "${prefix}${name}"; there are ${Object.keys(kinds).join(", ")}.`;
      throw createError({ code: "config", field: prefix + name, message });
    }
    const [what, fits] = kinds[name];
    if (!fits(value)) throw configError(prefix + name, `be ${what}`);
  }
  return Object.fromEntries(values);
};

/** Refuses a list of faults with a mistake, and names it. @param {any} faults */
export const checkFaults = (faults) => {
  if (!Array.isArray(faults)) throw configError("faults", "be a list of faults");
  faults.forEach((fault, at) => {
    const field = `faults[${at}]`;
    const given = checked(fault, { ...meets, ...does }, field, `${field}.`);
    if (!Object.keys(given).some((name) => name in does)) throw configError(field, "say what it does, such as status: 500");
  });
};

/** Returns the options of a sandbox that are given. @param {any} options */
export const checkSandbox = (options) => {
  const given = checked(options, settings, "options");
  if (given.faults) checkFaults(given.faults);
  return given;
};
