// The answers of real servers that were recorded (tests/fixtures), each with what a user should see of it, from the table written by hand.

import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";

/** @typedef {import("../world/world.js").Told} Told */
/** @typedef {import("../world/exchange.js").Exchange} Exchange */

/**
 * @typedef {object} Recorded
 * @property {string} key `<family>/<file>`
 * @property {string} family
 * @property {string} kind "submit", "fetch", "list" or "other"
 * @property {string} verb of a submit
 * @property {string} text the body
 * @property {number} status
 * @property {(exchange: Exchange) => Told | Promise<Told>} told plays it back
 * @property {{ outcome: string, id: string, code: string, status: string, progress: string, maybeSubmitted: string }} expected
 */

const FAMILIES = ["novicezk", "new-api", "new-api-2025", "new-api-fork", "one-hub"];

/** @param {string} name */
const file = (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");

/** The rows of a table below its header. @param {string} name */
const rows = (name) => {
  const lines = file(name).split("\n");
  const kept = lines.filter((line) => line && !line.startsWith("#"));
  return kept.slice(1).map((line) => line.split("\t"));
};

const table = new Map(
  rows("expected.tsv").map(([key, outcome, id, code, status, progress, maybeSubmitted]) => [
    key,
    { outcome, id, code, status, progress, maybeSubmitted },
  ]),
);

/** @param {any} line @param {string} family @returns {Recorded} */
const recorded = (line, family) => {
  const { file: name, kind, verb = "", status = 0, type, body = "", bodyBase64, error } = line;
  const key = `${family}/${name}`;
  const expected = table.get(key);
  if (!expected) throw new Error(`${key} has no row in expected.tsv`);
  const bytes = bodyBase64 ? Buffer.from(bodyBase64, "base64") : body;
  const isEmpty = [204, 205, 304].includes(status);
  const told = async (/** @type {Exchange} */ exchange) => {
    if (error === "CLIENT_TIMEOUT") return exchange.never();
    if (error) throw new TypeError("fetch failed", { cause: Object.assign(new Error(error), { code: error }) });
    await exchange.wait(80);
    return { status, headers: type ? { "content-type": type } : {}, body: isEmpty ? null : bytes };
  };
  return { key, family, kind: expected.outcome === "other" ? "other" : kind, verb, text: body, status, told, expected };
};

const samples = rows("samples.tsv").map(([name, kind, verb, status]) =>
  recorded(
    { file: name, kind, verb, status: Number(status), type: "application/json", body: file(`samples/${name}.json`) },
    "samples",
  ),
);

const families = FAMILIES.flatMap((family) =>
  file(`recordings/${family}.jsonl`)
    .trim()
    .split("\n")
    .map((line) => recorded(JSON.parse(line), family)),
);

/** All of them. */
export const RECORDED = [...samples, ...families];

/** @type {Map<string, Recorded>} */
const named = new Map(RECORDED.map((one) => [one.key, one]));

/** @param {string} key */
export const recording = (key) => {
  const found = named.get(key);
  if (!found) throw new Error(`there is no recording ${key}`);
  return found;
};

/** The digits of the integers of a JSON text that no double holds, those in strings left out. @param {string} text */
export const bigIntegers = (text) => {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const all = bare.match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g) ?? [];
  return all.filter((digits) => /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)));
};
