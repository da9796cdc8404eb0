// @ts-check
/** The buttons under a finished picture, in the rows that Midjourney has. */
import { buttonText } from "midjourney-wasm";
import { element } from "./element.js";
import { buttonName, quarterOf } from "./task-parts.js";

/**
 * @typedef {import("midjourney-wasm").Button} Button
 *
 * @typedef {object} Doing
 * @property {(button: Button) => void} press
 * @property {(quarter: number | undefined) => void} point shows which quarter of the grid a button is about
 * @property {(button: Button) => boolean} used whether it was pressed before
 */

/**
 * @param {readonly (readonly Button[])[]} rows
 * @param {Doing} doing
 */
export function buttonGroup(rows, doing) {
  const made = rows.map((row) => {
    // U1–U4 and V1–V4 stand below each other, as the four pictures are numbered.
    const isOfGrid = row.some((button) => quarterOf(button) !== undefined);
    return element("div", { className: isOfGrid ? "row grid" : "row" }, ...row.map((button) => one(button, doing)));
  });
  return element("div", { className: "buttons", role: "group", aria: { label: "What to do with this" } }, ...made);
}

/** @param {Button} button @param {Doing} doing */
function one(button, doing) {
  const name = buttonName(button);
  const made = element("button", {
    type: "button",
    className: "button",
    textContent: buttonText(button) || name,
    aria: { label: name },
  });
  if (!button.label) made.title = name;
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
