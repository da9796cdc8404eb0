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
  /** What a `modal` function may return. */
  answer: ["prompt", "mask"],
};

/**
 * Creates the error of an option, or of the input of a verb.
 * @param {string} field
 * @param {string} must what follows "must" in the message
 * @param {"config" | "invalid_input"} [code]
 */
export const configError = (field, must, code = field === "input" ? "invalid_input" : "config") =>
  createError({ code, field, message: `${field} must ${must}.` });

/** @type {(value: any) => boolean} */
export const isText = (value) => typeof value === "string";
/** @type {(value: any) => boolean} */
export const isFunction = (value) => typeof value === "function";
/** Whether a value is an object of fields, also of another realm: no list, signal, URL or the like. @type {(value: any) => boolean} */
export const isPlain = (value) => /^\[object (Object|Module)\]$/.test({}.toString.call(value));

/** @type {(...words: string[]) => [string, (value: any) => boolean]} */
const oneOf = (...words) => [`"${words.join('", "')}" or a function`, (value) => words.includes(value) || isFunction(value)];

/** The kinds of options: their names, a description, and a check. @type {[RegExp, string, (value: any) => boolean][]} */
const kinds = [
  [/^(state|notifyHook|botType)$/, "a string", isText],
  [/^mode$/, "one path segment of letters, digits, dots, - and _", (value) => isText(value) && /^(?!\.+$)[\w.-]*$/.test(value)],
  [/^apiKey$/, "a string or a function", (value) => isText(value) || isFunction(value)],
  [/^signal$/, "an AbortSignal", (value) => !value || value.addEventListener],
  [/^(fetch|imageUrl|strategy|onProgress)$/, "a function", isFunction],
  [/^headers$/, "an object", (value) => typeof value === "object"],
  [/^accountFilter$/, "an object", isPlain],
  [/^maxRetries$/, "a whole number", (value) => Number.isInteger(value) && value >= 0],
  [
    /timeout$|^m(ax|in)/i,
    "a number from 0 to 2147483647",
    (value) => typeof value === "number" && value >= 0 && value <= 2147483647,
  ],
  [/^modal$/, ...oneOf("auto", "throw")],
  [/^auth$/, ...oneOf("bearer", "mj-api-secret", "raw")],
];

/**
 * Adds fields to an object of the caller's. What is no such object stays as it is, and `check` refuses it.
 * @param {any} given
 * @param {object} fields
 */
export const extend = (given, fields) => (isPlain(given || {}) ? { ...given, ...fields } : given);

/**
 * Returns the options that are given, in a plain object. Refuses what is no object, an unknown name, because a misspelt option would be
 * ignored silently, and a value of the wrong kind.
 * @param {any} options
 * @param {readonly string[]} names
 * @param {string} [field] what these options are
 * @param {string} [prefix] stands before a name where they are options of an option
 * @returns {Record<string, any>}
 */
export const check = (options, names, field = "options", prefix = "") => {
  if (!isPlain(options ?? {})) {
    throw configError(field, `${field === "modal" ? "return" : "be"} an object, such as { ${names[0]}: ... }`);
  }
  /** @type {Record<string, any>} */
  const checked = {};
  for (let [name, value] of Object.entries(options ?? {})) {
    if (!names.includes(name)) {
      const message = `There is no option "${name}" here; there are ${names.join(", ")}.`;
      throw createError({ code: "config", field: name, message });
    }
    // A `URL`, also of another realm.
    if (isText(value?.href)) value = value.href;
    const kind = value != null && kinds.find(([which]) => which.test(name));
    if (kind && !kind[2](value)) throw configError(prefix + name, `be ${kind[1]}`);
    if (name === "poll" && value != null) value = check(value, known.poll, name, "poll.");
    if (name === "headers" && value) value = pairs(value);
    if (value !== undefined) checked[name] = value;
  }
  return checked;
};

/**
 * Checks what a `modal` function returns: of a misspelt name a modal without prompt would be left, which costs money.
 * @param {(task: any) => any} modal
 * @param {import("./job.js").End} end
 * @returns {(task: any) => Promise<any>}
 */
export const answering = (modal, end) => async (task) => {
  const answer = await modal(task);
  try {
    return check(answer, known.answer, "modal");
  } catch (/** @type {any} */ error) {
    // Not thrown: what the function itself throws is handed on unchanged.
    end({ ...error, message: error.message, task });
  }
};

/**
 * Returns a `baseUrl` without blanks around it. Refuses one that is no gateway's address, as far as that can be known before the
 * WebAssembly is there. A relative one passes: a server that renders a page does not know the page's address. It starts with a slash or
 * dots, because a bare word is more likely a host without `https://`.
 * @param {any} given
 */
export const address = (given) => {
  const baseUrl = isText(given) ? given.trim() : "";
  // A host without credentials, or the start of a path that is none; then a path.
  if (!/^((https?:)?\/\/(?!https?:)[^\s/\\?#@]+|\.{0,2}(?=\/([^/\\]|$)))(\/[^\s?#]*)?$/i.test(baseUrl)) {
    throw configError(
      "baseUrl",
      "start with https:// or http://, in a page also with a slash, without credentials (apiKey is for them), query or fragment",
    );
  }
  return baseUrl;
};

/**
 * Returns headers as pairs of a name and a text, or null to remove one.
 * @param {any} headers
 */
const pairs = (headers) =>
  // Recognized by what it can do: naming the platform's Headers makes Node load half of its network code.
  [...(headers[Symbol.iterator] ? headers : Object.entries(headers))].map((pair) => {
    const [name = "", value] = Array.isArray(pair) ? pair : [];
    const text = value == null ? null : String(value).trim();
    // The rules of `Headers::are_valid` in Rust, which guards what a function sets too.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t -~\x80-\xff]*$/.test(`${text}`)) {
      // Only the start of a name: the rest may be a key.
      throw configError("headers", `be names and Latin-1 texts of one line, unlike "${/^[\w-]*/.exec(name)}"`);
    }
    return [name, text];
  });
