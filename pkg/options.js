// The names of the options. What they may be is checked in Rust.

import { raise } from "./raise.js";

const request = ["signal", "headers", "requestTimeout", "maxRetries"];
const shared = ["requestTimeout", "timeout", "maxRetries", "poll", "headers"];
const submit = [...request, "state", "notifyHook", "botType", "accountFilter"];
const wait = ["onProgress", "timeout", "poll", "modal"];

/** What can be given where. */
export const known = {
  client: ["baseUrl", "apiKey", "auth", "mode", ...shared, "maxImageBytes", "maxResponseBytes", "fetch", "imageUrl"],
  fetch: request,
  request: [...request, "body"],
  wait: [...request, ...wait],
  submit,
  task: [...submit, ...wait],
  poll: ["min", "max"],
  /** @type {Record<string, readonly string[]>} */
  input: {
    imagine: ["prompt", "images", "botType"],
    modal: ["prompt", "mask", "task"],
  },
};

/**
 * An error about an option.
 * @param {string} field
 * @param {string} message
 */
export const wrong = (field, message) => raise({ class: "ConfigError", code: "config", field, message });

/**
 * The options that are given. Refuses a name that does not exist: a misspelt option would be ignored silently.
 * @param {any} options
 * @param {readonly string[]} names
 * @returns {Record<string, any>}
 */
export const check = (options, names) =>
  Object.fromEntries(
    Object.entries(options ?? {}).flatMap(([name, value]) => {
      if (names.includes(name)) {
        if (name === "poll" && typeof value === "object") check(value, known.poll);
        if (value instanceof URL) value = value.href;
        // Told by what it can do: to name the platform's Headers is to load half of Node.
        else if (name === "headers" && typeof value === "object" && value?.[Symbol.iterator]) value = Object.fromEntries(value);
        return value === undefined ? [] : [[name, value]];
      }
      const meant = names.find((other) => distance(name, other) < 3);
      throw wrong(
        name,
        `There is no option "${name}" here; ${meant ? `perhaps "${meant}" is meant` : `there are ${names.join(", ")}`}`,
      );
    }),
  );

/**
 * How many letters two words differ in, whatever their case (Levenshtein).
 * @param {string} a
 * @param {string} b
 */
const distance = (a, b) => {
  let row = [...b, ""].map((_, at) => at);
  for (const [i, letter] of [...a.toLowerCase()].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b.toLowerCase()].entries()) {
      next.push(Math.min(row[j] + Number(letter !== other), row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[b.length];
};
