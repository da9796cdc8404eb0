// @ts-check
/**
 * The gateway this page talks to: its settings, which are stored, and its key, which is not: it lives in one variable of this
 * module, for as long as the tab.
 */
import { Midjourney } from "midjourney-wasm";

/**
 * @typedef {object} Settings
 * @property {string} baseUrl
 * @property {"bearer" | "mj-api-secret" | "raw"} auth
 * @property {string} mode
 * @property {boolean} keyed whether a key was given; not the key
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
 * Takes new settings. Without a new key the old one stays, but only for the same origin: a key must not travel to another one.
 * @param {Omit<Settings, "keyed">} next
 * @param {string} newKey
 * @throws {import("midjourney-wasm").ConfigError} for an address that is none
 */
export function configure(next, newKey) {
  const kept = originOf(next.baseUrl) === originOf(settings.baseUrl) ? key : "";
  const nextKey = newKey || kept;
  current = make({ ...next, keyed: nextKey !== "" }, nextKey);
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
 * @param {Settings} from
 * @param {string} withKey
 */
function make(from, withKey) {
  // The sandbox accepts any key but, like the gateways it stands for, not none. Nobody else is sent this word.
  const ownKey = withKey || (originOf(from.baseUrl) === location.origin ? "sandbox" : "");
  return new Midjourney({ baseUrl: from.baseUrl, auth: from.auth, mode: from.mode || undefined, apiKey: ownKey || undefined });
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
    return { baseUrl: text("baseUrl"), mode: text("mode"), auth, keyed: stored.keyed === true };
  } catch {
    return defaults;
  }
}
