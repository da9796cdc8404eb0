// @ts-check
/** The prompt bar: what to make, from which words and pictures. */
import { byId } from "./element.js";
import { blend, describe, imagine, shorten } from "./jobs.js";
import { chosenPictures, emptyTray, limitTray, openTray } from "./tray.js";

/**
 * @typedef {"imagine" | "blend" | "describe" | "shorten"} Mode
 *
 * @typedef {object} Needs
 * @property {string} send the name of the button
 * @property {string} [prompt] what the text field invites to; no field without
 * @property {string} [pictures] what the tray invites to; no tray without
 * @property {string} [add]
 * @property {number} least pictures
 * @property {number} most
 */

/** @type {Record<Mode, Needs>} */
const MODES = {
  imagine: {
    send: "Imagine",
    prompt: "A lighthouse in fog, linocut, two colours…",
    pictures: "Drop or paste pictures to refer to",
    add: "Add pictures",
    least: 0,
    most: Number.POSITIVE_INFINITY,
  },
  blend: {
    send: "Blend",
    pictures: "Drop 2 to 5 pictures here, paste them, or choose files",
    add: "Add pictures",
    least: 2,
    most: 5,
  },
  describe: {
    send: "Describe",
    pictures: "Drop a picture here, paste it, or choose a file",
    add: "Add a picture",
    least: 1,
    most: 1,
  },
  shorten: { send: "Shorten", prompt: "A long prompt, to see which of its words matter…", least: 0, most: 0 },
};

const form = byId("composer", HTMLFormElement);
const prompt = byId("prompt", HTMLTextAreaElement);
const message = byId("composer-message", HTMLParagraphElement);

export function openComposer() {
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "mode") arrange();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  prompt.addEventListener("input", () => {
    message.textContent = "";
    grow();
  });
  prompt.addEventListener("keydown", (event) => {
    // Enter sends, Shift+Enter starts a line; while an input method composes a word, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  openTray({
    arrived: () => {
      if (modeOf() === "shorten") setMode("describe");
    },
    // What was wrong with the pictures before is not wrong with these.
    changed: () => {
      message.textContent = "";
    },
    problem: (text) => {
      message.textContent = text;
    },
  });
  arrange();
}

/**
 * Puts a prompt into the bar, to be changed and sent.
 * @param {string} text
 * @param {Mode} [mode] of `blend` and `describe` the pictures are to be chosen anew
 */
export function editPrompt(text, mode = "imagine") {
  setMode(mode);
  prompt.value = text;
  grow();
  if (MODES[mode].prompt) {
    prompt.focus();
    prompt.setSelectionRange(text.length, text.length);
  } else byId("files", HTMLInputElement).focus();
  form.scrollIntoView({ block: "nearest" });
}

/** @returns {Mode} */
function modeOf() {
  const value = new FormData(form).get("mode");
  return value === "blend" || value === "describe" || value === "shorten" ? value : "imagine";
}

/** @param {Mode} mode */
function setMode(mode) {
  byId(`mode-${mode}`, HTMLInputElement).checked = true;
  arrange();
}

function arrange() {
  const mode = modeOf();
  const needs = MODES[mode];
  form.dataset.mode = mode;
  byId("prompt-field", HTMLDivElement).hidden = !needs.prompt;
  prompt.placeholder = needs.prompt ?? "";
  byId("pictures-field", HTMLDivElement).hidden = !needs.pictures;
  byId("pictures-hint", HTMLParagraphElement).textContent = needs.pictures ?? "";
  byId("files-label", HTMLLabelElement).textContent = needs.add ?? "";
  byId("shape-field", HTMLFieldSetElement).hidden = mode !== "blend";
  byId("send", HTMLButtonElement).textContent = needs.send;
  byId("enter-hint", HTMLParagraphElement).hidden = !needs.prompt;
  message.textContent = "";
  limitTray(needs.most);
}

/** Several jobs may run at once: the bar is free again as soon as one is sent. */
function send() {
  const mode = modeOf();
  const needs = MODES[mode];
  const text = prompt.value.trim();
  const images = needs.pictures ? chosenPictures() : [];
  message.textContent = "";
  if (needs.prompt && text === "") {
    return refuse("Write a prompt first.", prompt);
  }
  if (images.length < needs.least || images.length > needs.most) {
    const wanted = needs.most === 1 ? "one picture" : `${needs.least} to ${needs.most} pictures`;
    const there = ["there is none yet", "there is one so far"][images.length] ?? `there are ${images.length}`;
    return refuse(`${needs.send} takes ${wanted}; ${there}.`, byId("files", HTMLInputElement));
  }
  if (mode === "imagine") imagine(text, images);
  else if (mode === "shorten") shorten(text);
  else if (mode === "blend") blend(images, shapeOf());
  else if (images[0]) describe(images[0]);
  if (needs.prompt) prompt.value = "";
  if (needs.pictures) emptyTray();
  grow();
  return undefined;
}

/** @param {string} text @param {HTMLElement} field */
function refuse(text, field) {
  message.textContent = text;
  field.focus();
}

/** @returns {"PORTRAIT" | "SQUARE" | "LANDSCAPE"} */
function shapeOf() {
  const value = new FormData(form).get("shape");
  return value === "PORTRAIT" || value === "LANDSCAPE" ? value : "SQUARE";
}

function grow() {
  prompt.style.height = "auto";
  prompt.style.height = `${prompt.scrollHeight}px`;
}
