// @ts-check
/** Asks for a prompt, and for a custom zoom also how far. */
import { byId } from "./element.js";
import { withZoom, zoomOf } from "./prompts.js";
import { safePicture } from "./task-parts.js";

/**
 * @param {{ title: string, prompt: string, picture: string | undefined, zoom: boolean }} about
 * @returns {Promise<{ prompt: string } | undefined>} nothing where the dialog is closed without an answer
 */
export function writePrompt({ title, prompt, picture, zoom }) {
  const dialog = byId("prompt-dialog", HTMLDialogElement);
  const form = byId("prompt-form", HTMLFormElement);
  const text = byId("prompt-text", HTMLTextAreaElement);
  const slider = byId("zoom", HTMLInputElement);
  const shown = byId("zoom-picture", HTMLImageElement);
  const address = safePicture(picture);
  byId("prompt-title", HTMLHeadingElement).textContent = title;
  byId("zoom-field", HTMLDivElement).hidden = !zoom;
  byId("zoom-frame", HTMLDivElement).hidden = !zoom || !address;
  if (zoom && address) shown.src = address;

  const applyZoom = () => {
    const factor = Number(slider.value);
    byId("zoom-value", HTMLOutputElement).value = `${factor}×`;
    shown.style.transform = `scale(${1 / factor})`;
    text.value = withZoom(text.value, factor);
  };
  const readZoom = () => {
    const factor = zoomOf(text.value);
    if (!zoom || factor === undefined) return;
    slider.value = String(factor);
    byId("zoom-value", HTMLOutputElement).value = `${factor}×`;
    shown.style.transform = `scale(${1 / factor})`;
  };
  slider.value = "1.5";
  text.value = prompt;
  if (zoom) applyZoom();

  return new Promise((resolve) => {
    const ended = new AbortController();
    const { signal } = ended;
    /** @type {{ prompt: string } | undefined} */
    let answer;
    slider.addEventListener("input", applyZoom, { signal });
    text.addEventListener("input", readZoom, { signal });
    byId("prompt-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close(), { signal });
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        // The gateway takes a custom zoom only with its flag: one that was deleted from the text is put back.
        const final = zoom && zoomOf(text.value) === undefined ? withZoom(text.value, Number(slider.value)) : text.value.trim();
        answer = { prompt: final };
        dialog.close();
      },
      { signal },
    );
    dialog.addEventListener(
      "close",
      () => {
        ended.abort();
        shown.removeAttribute("src");
        resolve(answer);
      },
      { signal },
    );
    dialog.showModal();
    (zoom ? slider : text).focus();
  });
}
