// What a program shows of a task. Pure, without the WebAssembly: `src/gateway/display.rs` and `prompts.rs` are the same in Rust, and
// tests/fixtures/display.json holds both to one table.

/** @typedef {import("./index.js").Button} Button */

/** Most buttons in a row, as in Discord. */
const LONGEST_ROW = 5;

/** The families of custom ids, by how their action begins. An action that is not listed is a family of its own. */
const families = [
  ["upsample", "upscale"],
  ["reroll", "upscale"],
  ["variation", "vary"],
  ["low_variation", "vary"],
  ["high_variation", "vary"],
  ["Inpaint", "vary"],
  ["Outpaint", "zoom"],
  ["CustomZoom", "zoom"],
  ["pan_", "pan"],
  ["animate_", "animate"],
  ["PicReader", "describe"],
  ["Picread", "describe"],
];

/** @param {unknown} value */
const textOf = (value) => (typeof value === "string" ? value.trim() : "");

/** @param {any} button */
export const buttonText = (button) => {
  const label = textOf(button?.label);
  const emoji = textOf(button?.emoji);
  // A symbol, a pictograph, or the frame of a keycap. Discord's own emoji come as bare names, such as `upscale_1`.
  const isEmoji = /[\u20e3\u2122-\u2bff\u{1f000}-\u{1fbff}]/u.test(emoji);
  if (label) return isEmoji ? `${emoji} ${label}` : label;
  return (isEmoji ? emoji : repaired(emoji) || emoji.replaceAll("_", " ")) || textOf(button?.customId);
};

/**
 * The emoji that was meant by an escape of five digits, as trueai writes 🔄: `\u1F504` is read as the character U+1F50 and a 4.
 * @param {string} emoji
 */
const repaired = (emoji) => {
  const [first = "", last = "", ...more] = emoji;
  const spelt = more.length === 0 ? `${first.codePointAt(0)?.toString(16)}${last}` : "";
  const code = Number(`0x${emoji.startsWith("\\u") ? emoji.slice(2) : spelt}`);
  return code >= 0x1f000 && code <= 0x1fbff ? String.fromCodePoint(code) : "";
};

/** @param {any} task @returns {Button[][]} */
export const buttonRows = (task) => {
  const buttons = listOf(task?.buttons).filter(isWhole);
  // A reroll stands with U1–U4, wherever the gateway lists it.
  const lastUpscale = buttons.findLastIndex((button) => actionOf(button) === "upsample");
  const isEarly = (/** @type {Button} */ button, /** @type {number} */ at) =>
    lastUpscale >= 0 && (at <= lastUpscale || actionOf(button) === "reroll");
  const ordered = [...buttons.filter(isEarly), ...buttons.filter((button, at) => !isEarly(button, at))];

  /** @type {Button[][]} */
  const rows = [];
  for (const button of ordered) {
    const row = rows.at(-1);
    if (row && row.length < LONGEST_ROW && familyOf(row[0]) === familyOf(button)) row.push(button);
    else rows.push([button]);
  }
  return rows;
};

/** The list of buttons, which some gateways send as its JSON text. @param {unknown} given @returns {Button[]} */
const listOf = (given) => {
  try {
    const list = typeof given === "string" ? JSON.parse(given) : given;
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
};

/** Whether a button has a custom id that the client sends: one that is not cut off. @param {Button} button */
const isWhole = (button) => {
  const customId = textOf(button?.customId);
  return customId.includes("MJ::") && customId.split("::").length >= (customId.startsWith("MJ::JOB::") ? 4 : 3);
};

/** @param {Button} button */
const familyOf = (button) => {
  const action = actionOf(button);
  return families.find(([start]) => action.startsWith(start))?.[1] ?? action;
};

/** What a button does: `upsample` of `MJ::JOB::upsample::1::…`, `Inpaint` of `MJ::Inpaint::1::…`. @param {Button} button */
const actionOf = ({ customId }) => {
  const [, first, second] = customId.split("::");
  return /^job$/i.test(first) ? (second ?? first) : first;
};

/** @param {any} task @returns {string[]} */
export const prompts = (task) => {
  const { action, prompt, promptEn, properties } = task ?? {};
  /** @type {Record<string, unknown[]>} */
  const texts = {
    DESCRIBE: [properties?.finalPrompt, prompt, promptEn],
    // Its other texts are the prompt that was shortened.
    SHORTEN: [properties?.finalPrompt],
  };
  const given = Object.hasOwn(texts, action) ? texts[action] : [];
  return given.map((text) => numbered(textOf(text))).find((found) => found.length > 0) ?? [];
};

/** The prompts of a text in which 1️⃣, 2️⃣ … stand before them, with or without the variation selector. @param {string} text */
const numbered = (text) => {
  /** @type {string[]} */
  const pieces = [];
  const [, ...parts] = text.split(/([1-9]\ufe0f?\u20e3)/u);
  for (let at = 0; at < parts.length; at += 2) {
    const [keycap, piece] = [parts[at], parts[at + 1]];
    // In order: a keycap of another number belongs to the prompt.
    if (Number(keycap[0]) === pieces.length + 1) pieces.push(piece);
    else if (pieces.length > 0) pieces.push(pieces.pop() + keycap + piece);
  }
  return pieces.map((piece) => withoutMarkdown(firstParagraph(piece))).filter((prompt) => prompt !== "");
};

/** The text up to a blank line or a heading, in one line. @param {string} text */
const firstParagraph = (text) => {
  const lines = text.trimStart().split(/\r?\n/);
  const end = lines.findIndex((line, at) => at > 0 && /^\s*(#|$)/.test(line));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .join(" ")
    .replace(/\s+/g, " ");
};

/** @param {string} text */
const withoutMarkdown = (text) => {
  // Midjourney once wrote the names of artists as links.
  const unlinked = text.replace(/\[([^[\]]*)\]\([^)]*\)/g, "$1");
  return ["**", "~~", "`"].reduce(withoutPairs, unlinked).trim();
};

/** Removes a mark that comes in pairs. One without a partner, the last, stays. @param {string} text @param {string} mark */
const withoutPairs = (text, mark) => {
  const pieces = text.split(mark);
  const last = pieces.pop();
  return pieces.join("") + (pieces.length % 2 === 1 ? mark : "") + last;
};
