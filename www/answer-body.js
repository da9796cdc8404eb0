// @ts-check
/** What describe and shorten answered: words by their weight, and prompts that can be used with one press. */
import { inShort } from "./announce.js";
import { element, pushButton } from "./element.js";
import { numberedPrompts, weighedWords } from "./prompts.js";

/**
 * @param {string} text
 * @param {{ imagine: (prompt: string) => void, edit: (prompt: string) => void }} doing
 * @returns {{ element: HTMLElement, listed: boolean }} `listed` says whether prompts were found in it
 */
export function answerBody(text, doing) {
  const words = weighedWords(text);
  const prompts = numberedPrompts(text);
  const body = element("div", { className: "answer" });
  if (words.length > 0) body.append(element("p", { className: "words" }, ...words.map(word)));
  if (prompts.length > 0) {
    body.append(element("ol", { className: "prompts" }, ...prompts.map((prompt) => choice(prompt, doing))));
  } else if (words.length === 0) {
    body.append(element("p", { className: "plain", textContent: text || "The gateway answered without text." }));
  }
  return { element: body, listed: prompts.length > 0 };
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
