// @ts-check
import { byId } from "./element.js";

/**
 * Says something to screen readers, politely. For milestones only: a percentage every second would drown everything else.
 * @param {string} text
 */
export function announce(text) {
  const region = byId("announcer", HTMLParagraphElement);
  // The same text twice in a row is not a change, and would not be said: a no-break space makes it one.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/**
 * A prompt, short enough to be said or to name a button.
 * @param {string} title
 */
export function inShort(title) {
  const characters = [...title];
  return characters.length > 60 ? `${characters.slice(0, 57).join("").trimEnd()}…` : title;
}
