// @ts-check
/** The buttons under a finished picture: those of a grid in two rows, as Midjourney has them; then the rest, words before signs. */
import { element } from "./element.js";
import { buttonEmoji, buttonName, quarterOf } from "./task-parts.js";

/**
 * @typedef {import("midjourney-wasm").Button} Button
 *
 * @typedef {object} Doing
 * @property {(button: Button) => void} press
 * @property {(quarter: number | undefined) => void} point shows which quarter of the grid a button is about
 * @property {(button: Button) => boolean} used whether it was pressed before
 */

/**
 * @param {readonly Button[]} buttons
 * @param {Doing} doing
 * @returns {HTMLElement[]}
 */
export function buttonRows(buttons, doing) {
  const upscales = buttons.filter((button) => /^U[1-4]$/.test(button.label));
  const varies = buttons.filter((button) => /^V[1-4]$/.test(button.label));
  const isGrid = upscales.length === 4 && varies.length === 4;
  const rerolls = buttons.filter((button) => isGrid && button.emoji === "🔄");
  const grid = isGrid ? [...upscales, ...rerolls.slice(0, 1), ...varies] : [];
  const rest = buttons.filter((button) => !grid.includes(button));
  return [
    row("Upscale or vary one of the four", "row grid", grid, doing),
    row(
      "More to do with this",
      "row",
      rest.filter((button) => button.label !== ""),
      doing,
    ),
    row(
      "Move, rate, repeat",
      "row",
      rest.filter((button) => button.label === ""),
      doing,
    ),
  ].flat();
}

/**
 * @param {string} name
 * @param {string} className
 * @param {readonly Button[]} buttons
 * @param {Doing} doing
 */
function row(name, className, buttons, doing) {
  if (buttons.length === 0) return [];
  return [element("div", { className, role: "group", aria: { label: name } }, ...buttons.map((button) => one(button, doing)))];
}

/** @param {Button} button @param {Doing} doing */
function one(button, doing) {
  const name = buttonName(button);
  const emoji = buttonEmoji(button);
  const made = element("button", { type: "button", className: "button", aria: { label: name } });
  if (emoji) made.append(element("span", { textContent: emoji, aria: { hidden: "true" } }));
  if (button.label || !emoji) made.append(name);
  else made.title = name;
  const mark = () => {
    made.classList.add("used");
    made.setAttribute("aria-description", "pressed before");
  };
  if (doing.used(button)) mark();
  made.addEventListener("click", () => doing.press(button));
  const quarter = quarterOf(button);
  if (quarter !== undefined) {
    for (const type of ["pointerenter", "focus"]) made.addEventListener(type, () => doing.point(quarter));
    for (const type of ["pointerleave", "blur"]) made.addEventListener(type, () => doing.point(undefined));
  }
  return made;
}
