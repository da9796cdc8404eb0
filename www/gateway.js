// @ts-check
/**
 * The gateway this page talks to: its settings, which are stored, and its key, which is not: it lives in one variable of this
 * module, for as long as the tab.
 */
import { ConfigError, Midjourney, MidjourneyError, TaskNotFoundError } from "midjourney-wasm";
import { watchedFetch } from "./contact.js";
import { ownImageUrl } from "./own-gateway.js";

/**
 * @typedef {object} Settings
 * @property {string} baseUrl
 * @property {"bearer" | "mj-api-secret" | "raw"} auth
 * @property {string} mode
 * @property {boolean} keyed whether a key was given; not the key
 *
 * @typedef {Omit<Settings, "keyed">} Chosen what a visitor chooses
 */

const STORED = "midjourney-wasm:settings";
/** @type {Settings} */
export const defaults = { baseUrl: "/", auth: "bearer", mode: "fast", keyed: false };

let key = "";
let settings = restore();
/** @type {Midjourney | undefined} */
let current;

/** The client for the present settings. One that was replaced is not closed: its jobs run on to their end. */
export function client() {
  current ??= make(settings, key);
  return current;
}

export function gateway() {
  return settings;
}

/** A gateway that had a key before the reload, and now has none. */
export function lacksKey() {
  return settings.keyed && key === "";
}

export function hasKey() {
  return key !== "";
}

/**
 * The key that goes with settings. Without a new one the old one stays, but only for the same origin: a key must not travel to another.
 * @param {Chosen} next
 * @param {string} newKey
 */
function keyFor(next, newKey) {
  return newKey || (originOf(next.baseUrl) === originOf(settings.baseUrl) ? key : "");
}

const QUOTES = "\"'`“”„‘’«»";
const QUOTED = new RegExp(`^[${QUOTES}]+|[${QUOTES}]+$`, "g");

/** Whether a text was pasted with its quotation marks. @param {string} text */
export function isQuoted(text) {
  return text.replace(QUOTED, "") !== text;
}

/**
 * What is wrong with an address without a scheme or in quotation marks, and what to write in its place, which the client does not say.
 * @param {string} address
 * @returns {string | undefined}
 */
export function addressProblem(address) {
  const bare = address.replace(QUOTED, "").trim();
  const isWhole = /^(https?:\/\/|\/)/i.test(bare);
  const isHost = /^([\w-]+(\.[\w-]+)*|\[[\da-f:]+\])(:\d+)?(\/|$)/i.test(bare);
  // A name without a dot, such as localhost, is of this machine or of its network.
  const scheme = /^(127\.|\[|[\w-]+(:|\/|$))/.test(bare) ? "http" : "https";
  const better = isWhole ? bare : isHost ? `${scheme}://${bare}` : "";
  if (bare !== address) return better ? `Leave out the quotation marks: ${better}` : "Leave out the quotation marks.";
  if (isWhole || !better) return undefined;
  return `Write it with http:// or https://, as in ${better}, or with / before it for a path on this server.`;
}

/**
 * What the client has to say against settings. Sends nothing.
 * @param {Chosen} next
 * @param {string} newKey
 * @returns {Promise<ConfigError | undefined>}
 */
export async function problemOf(next, newKey) {
  try {
    // A task without an ID is refused before anything is sent, but after the options are read.
    await make(next, keyFor(next, newKey)).fetch("");
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  return undefined;
}

/**
 * Asks a gateway for a task that it does not have: that costs nothing, and it takes the right address, mode and key to be told so.
 * @param {Chosen} next
 * @param {string} newKey
 * @param {AbortSignal} signal
 * @returns {Promise<{ isGood: boolean, text: string }>}
 */
export async function testConnection(next, newKey, signal) {
  const host = hostOf(next.baseUrl);
  const nextKey = keyFor(next, newKey);
  const good = { isGood: true, text: `Connected: ${host} answers${nextKey ? " and takes the key" : ""}.` };
  try {
    await make(next, nextKey).fetch("0", { maxRetries: 0, requestTimeout: 15_000, signal });
    return good;
  } catch (error) {
    if (error instanceof TaskNotFoundError) {
      // Gateways say it with 200, 204 or 400, or give a code of their own. A server that has no gateway there says 404.
      return error.status === 404 && error.gatewayCode === undefined
        ? { isGood: false, text: `${host} has no gateway at this address and mode.` }
        : good;
    }
    const text = MidjourneyError.is(error) ? [error.message, error.hint].filter(Boolean).join(" ") : String(error);
    return { isGood: false, text };
  }
}

/**
 * Takes new settings.
 * @param {Chosen} next
 * @param {string} newKey
 */
export function configure(next, newKey) {
  const nextKey = keyFor(next, newKey);
  current = make(next, nextKey);
  key = nextKey;
  settings = { ...next, keyed: key !== "" };
  store();
}

export function forgetKey() {
  key = "";
  current = undefined;
  settings = { ...settings, keyed: false };
  store();
}

/** Whether the page talks to the server it came from, where the demo runs its sandbox. */
export function isSameOrigin() {
  return originOf(settings.baseUrl) === location.origin;
}

/**
 * @param {string} baseUrl
 * @returns {string} the same for all spellings of one address
 */
export function addressOf(baseUrl) {
  try {
    return new URL(baseUrl, document.baseURI).href.replace(/\/+$/, "");
  } catch {
    return baseUrl;
  }
}

/** An address, short enough to be said. @param {string} baseUrl */
export function hostOf(baseUrl) {
  try {
    return new URL(baseUrl, document.baseURI).host;
  } catch {
    return baseUrl;
  }
}

/**
 * @param {Chosen} from
 * @param {string} withKey
 */
function make(from, withKey) {
  // The sandbox accepts any key but, like the gateways it stands for, not none. Nobody else is sent this word.
  const isOwn = originOf(from.baseUrl) === location.origin;
  const ownKey = withKey || (isOwn ? "sandbox" : "");
  return new Midjourney({
    baseUrl: from.baseUrl,
    auth: from.auth,
    mode: from.mode || undefined,
    apiKey: ownKey || undefined,
    fetch: watchedFetch,
    imageUrl: isOwn ? ownImageUrl : undefined,
  });
}

/** @param {string} baseUrl */
function originOf(baseUrl) {
  try {
    return new URL(baseUrl, document.baseURI).origin;
  } catch {
    return baseUrl;
  }
}

function store() {
  try {
    localStorage.setItem(STORED, JSON.stringify(settings));
  } catch {
    // Storage is off or full: the settings hold until the reload.
  }
}

/** @returns {Settings} */
function restore() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    const text = (/** @type {"baseUrl" | "mode"} */ name) => (typeof stored[name] === "string" ? stored[name] : defaults[name]);
    const auth = ["bearer", "mj-api-secret", "raw"].includes(stored.auth) ? stored.auth : defaults.auth;
    const restored = { baseUrl: text("baseUrl"), mode: text("mode"), auth, keyed: stored.keyed === true };
    // What no client takes, or this page does not, was stored by something else or by an earlier version.
    make(restored, "");
    if (addressProblem(restored.baseUrl)) return defaults;
    return restored;
  } catch {
    return defaults;
  }
}
