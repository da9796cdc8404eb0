// @ts-check
/** What describe and shorten answered: words by their weight, and prompts that can be used with one press. */
import { prompts } from "midjourney-wasm";
import { inShort } from "./announce.js";
import { element, pushButton } from "./element.js";
import { weighedWords } from "./prompts.js";
import { answerOf } from "./task-parts.js";

/**
 * @param {import("midjourney-wasm").Task | undefined} task
 * @param {{ imagine: (prompt: string) => void, edit: (prompt: string) => void }} doing
 * @returns {{ element: HTMLElement, listed: boolean }} `listed` says whether prompts were found in it
 */
export function answerBody(task, doing) {
  const text = answerOf(task);
  const words = weighedWords(text);
  const found = task ? prompts(task) : [];
  const body = element("div", { className: "answer" });
  if (words.length > 0) body.append(element("p", { className: "words" }, ...words.map(word)));
  if (found.length > 0) body.append(element("ol", { className: "prompts" }, ...found.map((prompt) => choice(prompt, doing))));
  else if (words.length === 0) {
    body.append(element("p", { className: "plain", textContent: text || "The gateway answered without text." }));
  }
  return { element: body, listed: found.length > 0 };
}

/** @param {import("./prompts.js").Piece} piece */
function word({ text, weight }) {
  return weight === "strong"
    ? element("strong", { textContent: text })
    : weight === "weak"
      ? element("del", { textContent: text })
      : text;
}

/**
 * @param {string} prompt
 * @param {{ imagine: (prompt: string) => void, edit: (prompt: string) => void }} doing
 */
function choice(prompt, doing) {
  return element(
    "li",
    {},
    element("p", { textContent: prompt, dir: "auto" }),
    element(
      "div",
      { className: "row" },
      pushButton("Imagine this", () => doing.imagine(prompt), { name: `Imagine this: ${inShort(prompt)}` }),
      pushButton("Edit first", () => doing.edit(prompt), { name: `Edit first: ${inShort(prompt)}` }),
    ),
  );
}
