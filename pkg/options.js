// Names and kinds of the options. Rust checks their values.

import { createError } from "./errors.js";

const request = ["signal", "headers", "requestTimeout", "maxRetries"];
const shared = ["requestTimeout", "timeout", "maxRetries", "poll", "headers"];
const submit = [...request, "state", "notifyHook", "botType", "accountFilter"];
const wait = ["onProgress", "timeout", "poll", "modal"];

/** The options of each call. */
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
 * Creates the error of an option.
 * @param {string} field
 * @param {string} message
 */
export const configError = (field, message) => createError({ code: "config", field, message });

/** @type {(value: any) => boolean} */
const isText = (value) => typeof value === "string";
/** @type {(value: any) => boolean} */
const isFunction = (value) => typeof value === "function";

/** @type {(...words: string[]) => [string, (value: any) => boolean]} */
const oneOf = (...words) => [`"${words.join('", "')}" or a function`, (value) => words.includes(value) || isFunction(value)];

/** The kinds of options: their names, a description, and a check. @type {[RegExp, string, (value: any) => boolean][]} */
const kinds = [
  [/^(state|notifyHook|botType)$/, "a string", isText],
  [/^mode$/, "one path segment of letters, digits, dots, - and _", (value) => isText(value) && /^(?!\.+$)[\w.-]*$/.test(value)],
  [/^apiKey$/, "a string or a function", (value) => isText(value) || isFunction(value)],
  [/^(fetch|imageUrl|strategy|onProgress)$/, "a function", isFunction],
  [/^(poll|headers)$/, "an object", (value) => typeof value === "object"],
  [
    /timeout$|^m(ax|in)/i,
    "a number from 0 to 2147483647",
    (value) => typeof value === "number" && value >= 0 && value <= 2147483647,
  ],
  [/^modal$/, ...oneOf("auto", "throw")],
  [/^auth$/, ...oneOf("bearer", "mj-api-secret", "raw")],
];

/**
 * Returns the options that are given, in a plain object. Refuses an unknown name, because a misspelt option would be ignored silently,
 * and a value of the wrong kind.
 * @param {any} options
 * @param {readonly string[]} names
 * @param {string} [prefix] stands before a name where they are options of an option
 * @returns {Record<string, any>}
 */
export const check = (options, names, prefix = "") =>
  Object.fromEntries(
    Object.entries(options ?? {}).flatMap(([name, value]) => {
      if (!names.includes(name)) {
        throw configError(name, `There is no option "${name}" here; there are ${names.join(", ")}.`);
      }
      // A `URL`, also of another realm.
      if (isText(value?.href)) value = value.href;
      const kind = value != null && kinds.find(([which]) => which.test(name));
      if (kind && !kind[2](value)) throw configError(prefix + name, `${prefix}${name} must be ${kind[1]}.`);
      if (name === "poll" && value) value = check(value, known.poll, "poll.");
      if (name === "headers" && value) value = pairs(value);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** @param {string} address */
const parsed = (address) => {
  try {
    return new URL(address, "https://page");
  } catch {
    return undefined;
  }
};

/**
 * Refuses a `baseUrl` that is no gateway's address, as far as that can be known before the WebAssembly is there. A relative one passes: a
 * server that renders a page does not know the page's address.
 * @param {any} baseUrl
 */
export const checkAddress = (baseUrl) => {
  if (!baseUrl || !isText(baseUrl)) throw configError("baseUrl", "baseUrl must be the gateway's address, as a string or URL.");
  const url = parsed(baseUrl);
  // Without `https://` a host would be a relative path.
  const isHost = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)/.test(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || isHost || !/^\s*[^\s?#][^?#]*$/.test(baseUrl)) {
    throw configError(
      "baseUrl",
      "baseUrl must be an http(s) address without credentials (apiKey is for them), query or fragment; in a page it may be relative.",
    );
  }
};

/**
 * Returns headers as pairs of a name and a text, or null to remove one.
 * @param {any} headers
 */
const pairs = (headers) =>
  // Recognized by what it can do: naming the platform's Headers makes Node load half of its network code.
  [...(headers[Symbol.iterator] ? headers : Object.entries(headers))].map(([name, value]) => [
    name,
    value == null ? null : String(value),
  ]);
