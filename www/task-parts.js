// @ts-check
import { buttonRows, buttonText } from "midjourney-wasm";

/**
 * The parts of a task that the page shows. A gateway may send anything under these names, so each is asked what it is before it
 * is used. Pure.
 *
 * @typedef {import("midjourney-wasm").Task} Task
 * @typedef {import("midjourney-wasm").Button} Button
 */

/**
 * The address of a task's picture, if it is one that can only be a picture.
 * @param {Task | undefined} task
 * @returns {string | undefined}
 */
export function pictureOf(task) {
  return safePicture(task?.imageUrl);
}

/**
 * http(s), blob or `data:image/…`, absolute or relative to the page; nothing else is ever put into `src`.
 * @param {unknown} address
 * @returns {string | undefined}
 */
export function safePicture(address) {
  if (typeof address !== "string" || address === "") return undefined;
  try {
    const url = new URL(address, document.baseURI);
    const isPicture = ["http:", "https:", "blob:"].includes(url.protocol) || /^data:image\//i.test(url.href);
    return isPicture ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The buttons of a task, in rows. A gateway that knows no buttons still takes those of a grid by their label.
 * @param {Task | undefined} task
 * @returns {Button[][]}
 */
export function rowsOf(task) {
  if (task?.status !== "SUCCESS") return [];
  const rows = buttonRows(task);
  if (rows.length > 0)
    return rows.map((row) => row.map((button) => ({ ...button, label: textOf(button.label), emoji: textOf(button.emoji) })));
  return GRIDS.includes(task.action ?? "") ? GRID_ROWS : [];
}

const GRIDS = ["IMAGINE", "BLEND", "VARIATION", "REROLL"];
const unlisted = (/** @type {string} */ label, emoji = "") => ({ customId: "", label, emoji });
/** @type {Button[][]} */
const GRID_ROWS = [
  [...["U1", "U2", "U3", "U4"].map((label) => unlisted(label)), unlisted("", "🔄")],
  ["V1", "V2", "V3", "V4"].map((label) => unlisted(label)),
];

/**
 * What describe and shorten answer.
 * @param {Task | undefined} task
 */
export function answerOf(task) {
  return textOf(task?.properties?.finalPrompt) || textOf(task?.prompt) || textOf(task?.promptEn);
}

/** The prompt as the gateway has it. @param {Task | undefined} task */
export function promptOf(task) {
  return textOf(task?.prompt);
}

/** Which of the four pictures of a grid a button is about: 1 to 4. @param {Button} button */
export function quarterOf(button) {
  const digit = /^[UV]([1-4])$/.exec(button.label)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

/** What an emoji means, without its variation selector. @type {Record<string, string>} */
const SPOKEN = {
  "🔄": "Reroll",
  "⬅": "Pan left",
  "➡": "Pan right",
  "⬆": "Pan up",
  "⬇": "Pan down",
  "❤": "Favourite",
};

/** What a button is called: its label, else what its emoji means. @param {Button} button */
export function buttonName(button) {
  const text = buttonText(button);
  const emoji = text.replace("\ufe0f", "");
  return button.label || (Object.hasOwn(SPOKEN, emoji) ? SPOKEN[emoji] : text);
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === "string" ? value : "";
}
