// @ts-check
/** The wall: a card for each entry, newest first, or an invitation where there is none. */
import { announce } from "./announce.js";
import { Card } from "./card.js";
import { byId } from "./element.js";
import * as history from "./history.js";
import { cancel } from "./jobs.js";
import { hang } from "./masonry.js";

/** @type {Map<string, Card>} */
const cards = new Map();
const wall = byId("wall", HTMLOListElement);
const heading = byId("wall-heading", HTMLHeadingElement);

/** @param {Pick<import("./card.js").Doing, "edit" | "openSettings">} doing */
export function openGallery(doing) {
  const all = {
    ...doing,
    show,
    /** @param {history.Entry} entry */
    remove: (entry) => {
      const next = cards.get(entry.key)?.element.nextElementSibling ?? cards.get(entry.key)?.element.previousElementSibling;
      history.forget(entry.key);
      const target = next?.querySelector("article") ?? heading;
      target.focus();
      announce("Removed");
    },
  };
  for (const entry of history.list()) add(entry, all, "end");
  history.watch(
    (entry) => {
      const card = cards.get(entry.key);
      if (card) card.update(entry);
      else {
        add(entry, all, "start");
        show(entry.key, { focus: false });
      }
      count();
    },
    (key) => {
      cards.get(key)?.element.remove();
      cards.delete(key);
      count();
    },
  );
  bindClearing();
  count();
}

/** Cards say other things when the key or the gateway has changed. */
export function refreshGallery() {
  for (const entry of history.list()) cards.get(entry.key)?.update(entry);
}

/** @param {history.Entry} entry @param {import("./card.js").Doing} doing @param {"start" | "end"} place */
function add(entry, doing, place) {
  const card = new Card(entry, doing);
  cards.set(entry.key, card);
  if (place === "start") wall.prepend(card.element);
  else wall.append(card.element);
  hang(card.element, card.article);
}

/** @param {string} key */
function show(key, { focus = true } = {}) {
  const card = cards.get(key);
  if (!card) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  if (focus) card.article.focus({ preventScroll: true });
}

function count() {
  const size = cards.size;
  byId("wall-section", HTMLElement).hidden = size === 0;
  byId("welcome", HTMLElement).hidden = size > 0;
  byId("wall-count", HTMLSpanElement).textContent = String(size);
}

function bindClearing() {
  const dialog = byId("clear-dialog", HTMLDialogElement);
  byId("clear-history", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  byId("clear-no", HTMLButtonElement).addEventListener("click", () => dialog.close());
  byId("clear-yes", HTMLButtonElement).addEventListener("click", () => {
    dialog.close();
    for (const entry of history.list()) {
      history.forget(entry.key);
      cancel(entry);
    }
    announce("The history is cleared");
    byId("prompt", HTMLTextAreaElement).focus();
  });
}
