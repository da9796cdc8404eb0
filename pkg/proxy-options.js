// The options of a proxy: their names, kinds and defaults. What is wrong with one is known before the first request.

import { address, check, configError, isFunction, isPlain, isText } from "./options.js";

/** Said by whoever wants a proxy that anyone may use. */
const EVERYONE = "dangerously-allow-everyone";

/** The submits that a proxy can pass on. All are allowed by default. */
const VERBS = ["imagine", "blend", "describe", "shorten", "action", "change", "modal"];

/** Fields of a submit that a page may only send where they are allowed: addresses that the gateway calls, and accounts that it uses. */
const FIELDS = ["notifyHook", "accountFilter"];

const NAMES = [
  "baseUrl",
  "apiKey",
  "auth",
  "mode",
  "authorize",
  "allow",
  "allowFields",
  "secret",
  "limits",
  "cors",
  "images",
  "notify",
  "fetch",
];

const MB = 1_000_000;
const LIMITS = {
  submitsPerMinute: /** @type {any} */ (20),
  openTasks: 10,
  requestBytes: 70 * MB,
  responseBytes: 16 * MB,
  readTimeout: 30_000,
  submitTimeout: 120_000,
};
const IMAGES = { hosts: /** @type {string[]} */ ([]), maxBytes: 32 * MB };

/** @param {any} value @param {(item: any) => boolean} is */
const isListOf = (value, is) => Array.isArray(value) && value.every(is);

/** @param {string} field @param {any} given @param {string[]} words */
const words = (field, given, words) => {
  if (!isListOf(given, (word) => words.includes(word))) throw configError(field, `be a list of these words: ${words.join(", ")}`);
  return given;
};

/**
 * Returns the fields of an option that is an object, over its defaults. Refuses an unknown name.
 * @template {Record<string, any>} T
 * @param {string} field @param {any} given @param {T} defaults
 * @returns {T}
 */
const within = (field, given, defaults) => {
  if (!isPlain(given)) throw configError(field, `be an object, such as { ${Object.keys(defaults)[0]}: … }`);
  for (const name of Object.keys(given)) {
    if (!(name in defaults)) throw configError(`${field}.${name}`, `be left out: there are ${Object.keys(defaults).join(", ")}`);
  }
  return { ...defaults, ...given };
};

/** @param {string} field @param {any} value */
const number = (field, value) => {
  if (typeof value !== "number" || !(value > 0)) throw configError(field, "be a number above 0");
};

/** @param {any} given */
const limitsOf = (given) => {
  const limits = within("limits", given ?? {}, LIMITS);
  for (const [name, value] of Object.entries(limits)) {
    const isLimiter = name === "submitsPerMinute" && isFunction(value?.limit);
    if (!isLimiter) number(`limits.${name}`, value);
  }
  return limits;
};

/** An origin as a browser sends it: no path, no slash at its end. @param {any} origin */
const isOrigin = (origin) => isText(origin) && URL.canParse(origin) && new URL(origin).origin === origin;

/** A host name, or `*.` and one: no address in numbers, and no name of a private network. @param {any} host */
const isPublicHost = (host) =>
  isText(host) &&
  /^(\*\.)?([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/.test(host) &&
  !/(^|\.)(local|localhost|internal|home|lan|intranet|arpa)$/.test(host);

/** @param {any} given */
const imagesOf = (given) => {
  if (given == null || given === false) return undefined;
  const images = within("images", given === true ? {} : given, IMAGES);
  if (!isListOf(images.hosts, isPublicHost)) {
    throw configError(
      "images.hosts",
      'be a list of public host names in small letters, such as "cdn.discordapp.com" or "*.example.com"',
    );
  }
  number("images.maxBytes", images.maxBytes);
  return images;
};

/**
 * Checks the options of a proxy.
 * @param {any} given
 */
export const readOptions = (given) => {
  const options = check(given, NAMES);
  const { apiKey, auth = "bearer", mode = "", authorize, allow, allowFields, secret, limits, cors, images, notify } = options;
  const base = address(options.baseUrl);
  if (!/^https?:/i.test(base)) throw configError("baseUrl", "start with https:// or http://");
  if (!isFunction(apiKey) && !(isText(apiKey) && apiKey.trim())) {
    throw configError(
      "apiKey",
      "be the gateway's key, or a function that returns it; it is missing or empty: is its environment variable set?",
    );
  }
  if (!isFunction(authorize) && authorize !== EVERYONE) {
    throw configError(
      "authorize",
      `be a function that returns { id } of the user, or null; "${EVERYONE}" lets anyone spend your credit`,
    );
  }
  if (secret == null && isFunction(apiKey)) throw configError("secret", "be given, because apiKey is a function");
  if (secret != null && !(isText(secret) && secret.length >= 16))
    throw configError("secret", "be a random text of at least 16 characters");
  if (notify != null && !isFunction(notify)) throw configError("notify", "be a function that returns the notifyHook of a submit");
  if (cors != null && !isListOf(cors, isOrigin)) throw configError("cors", 'be a list of origins, such as "https://app.example"');
  return {
    base: new URL(base),
    apiKey,
    auth,
    mode,
    /** `undefined` lets everyone in. @type {((request: Request, ...more: any[]) => any) | undefined} */
    authorize: isFunction(authorize) ? authorize : undefined,
    allow: words("allow", allow ?? VERBS, VERBS),
    allowFields: words("allowFields", allowFields ?? [], FIELDS),
    secret: secret ?? apiKey,
    limits: limitsOf(limits),
    /** @type {string[]} */
    cors: cors ?? [],
    images: imagesOf(images),
    /** @type {((state: string) => string | Promise<string>) | undefined} */
    notify,
    /** @type {typeof fetch} */
    send: options.fetch ?? ((input, init) => fetch(input, init)),
  };
};
