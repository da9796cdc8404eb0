// @ts-check
/**
 * The buttons that ask something. The page asks before anything is sent: a dialog that is closed then has cost nothing, and no
 * half-open task stays at the gateway. Where the gateway asks all the same (another button, a reload in between), the entry
 * waits, and the same dialogs answer it.
 */
import { press, respond } from "./jobs.js";
import { find } from "./history.js";
import { paintMask } from "./mask-editor.js";
import { writePrompt } from "./prompt-dialog.js";
import { promptOf as promptOfTask } from "./task-parts.js";

/**
 * @typedef {import("./history.js").Entry} Entry
 * @typedef {import("midjourney-wasm").Button} Button
 * @typedef {import("midjourney-wasm").ModalInput} ModalInput
 */

/**
 * Presses a button, after its question, if it has one.
 * @param {Entry} entry
 * @param {Button} button
 */
export async function pressButton(entry, button) {
  const kind = kindOf(button);
  if (kind === "prompt") return press(entry, button);
  const answer = await ask(kind, nameOf(button), promptOf(entry), entry.task?.imageUrl);
  return answer && press(entry, button, answer);
}

/**
 * Asks what the gateway wants to know of a waiting entry, and answers it. Nothing happens where the dialog is closed.
 * @param {Entry} entry
 */
export async function answerEntry(entry) {
  const kind = entry.button ? kindOf(entry.button) : "prompt";
  const parent = find(entry.parent);
  const prompt = promptOf(entry) || (parent ? promptOf(parent) : entry.title);
  const title = entry.button ? nameOf(entry.button) : "Your input";
  const answer = await ask(kind, title, prompt, entry.source ?? entry.task?.imageUrl);
  if (answer) respond(entry, answer);
}

/** What the button of a waiting entry is called. @param {Entry} entry */
export function askName(entry) {
  const kind = entry.button ? kindOf(entry.button) : "prompt";
  return kind === "region" ? "Paint the region" : kind === "zoom" ? "Choose the zoom" : "Write the prompt";
}

/** @param {Button} button @returns {"region" | "zoom" | "prompt"} */
function kindOf(button) {
  if (button.customId.startsWith("MJ::Inpaint::")) return "region";
  if (button.customId.startsWith("MJ::CustomZoom::")) return "zoom";
  return "prompt";
}

/**
 * @param {"region" | "zoom" | "prompt"} kind
 * @param {string} title
 * @param {string} prompt
 * @param {string | undefined} picture
 * @returns {Promise<ModalInput | undefined>}
 */
function ask(kind, title, prompt, picture) {
  return kind === "region"
    ? paintMask({ title, prompt, picture })
    : writePrompt({ title, prompt, picture, zoom: kind === "zoom" });
}

/** @param {Button} button */
function nameOf(button) {
  return button.label || "Your input";
}

/** @param {Entry} entry */
function promptOf(entry) {
  const final = entry.task?.properties?.finalPrompt;
  if (typeof final === "string" && final !== "") return final;
  return promptOfTask(entry.task) || (entry.verb === "blend" ? "" : entry.title);
}
