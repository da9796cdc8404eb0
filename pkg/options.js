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
  poll: ["min", "max", "strategy"],
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
      throw wrong(name, `There is no option "${name}" here; there are ${names.join(", ")}`);
    }),
  );
