// @ts-check
/** The dialog of Vary (Region): paint on the picture what is to be redrawn, and say with what. */
import { byId } from "./element.js";
import { coverage, drawStrokes, maskPng } from "./mask.js";
import { Brush } from "./mask-brush.js";
import { safePicture } from "./task-parts.js";

/** @typedef {import("./mask.js").Stroke} Stroke */

/**
 * @param {{ title: string, prompt: string, picture: string | undefined }} about
 * @returns {Promise<{ prompt: string, mask: Blob } | undefined>} nothing where the dialog is closed without an answer
 */
export async function paintMask({ title, prompt, picture }) {
  const dialog = byId("mask-dialog", HTMLDialogElement);
  const canvas = byId("mask-canvas", HTMLCanvasElement);
  const stage = byId("mask-stage", HTMLDivElement);
  const text = byId("mask-prompt", HTMLTextAreaElement);
  const problem = byId("mask-problem", HTMLParagraphElement);
  const size = await showPicture(picture);
  byId("mask-title", HTMLHeadingElement).textContent = title;
  text.value = prompt;
  problem.textContent = "";

  /** @type {Stroke[]} */
  let strokes = [];
  const context = canvas.getContext("2d");
  const draw = () => {
    if (context) drawStrokes(context, strokes, { paint: getComputedStyle(canvas).color });
  };
  const tell = () => {
    const share = coverage(strokes, size);
    const percent = share > 0 && share < 0.01 ? "less than 1" : String(Math.round(share * 100));
    byId("mask-coverage", HTMLParagraphElement).textContent = `${percent}% of the picture is marked.`;
    for (const id of ["mask-undo", "mask-clear"]) byId(id, HTMLButtonElement).disabled = strokes.length === 0;
    if (share > 0) problem.textContent = "";
  };
  /** @param {Stroke[]} next */
  const change = (next) => {
    strokes = next;
    draw();
    tell();
  };
  draw();
  tell();

  return new Promise((resolve) => {
    const ended = new AbortController();
    const { signal } = ended;
    /** @type {{ prompt: string, mask: Blob } | undefined} */
    let answer;
    const brush = new Brush(stage, {
      begin: (stroke) => {
        strokes = [...strokes, stroke];
        draw();
      },
      extend: draw,
      end: tell,
    });
    brush.listen(signal);
    /** @type {(id: string, act: () => void) => void} */
    const press = (id, act) => byId(id, HTMLButtonElement).addEventListener("click", act, { signal });
    press("mask-undo", () => change(strokes.slice(0, -1)));
    press("mask-clear", () => change([]));
    press("mask-cancel", () => dialog.close());
    press("mask-rectangle-add", () => change([...strokes, rectangle()]));
    dialog.addEventListener(
      "keydown",
      (event) => {
        const inText = event.target instanceof HTMLTextAreaElement;
        if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || inText) return;
        event.preventDefault();
        change(strokes.slice(0, -1));
      },
      { signal },
    );
    byId("mask-form", HTMLFormElement).addEventListener(
      "submit",
      async (event) => {
        event.preventDefault();
        if (coverage(strokes, size) === 0) {
          problem.textContent = "Mark the part of the picture that is to be redrawn first.";
          stage.focus();
          return;
        }
        answer = { prompt: text.value.trim(), mask: await maskPng(strokes, size) };
        dialog.close();
      },
      { signal },
    );
    dialog.addEventListener(
      "close",
      () => {
        ended.abort();
        byId("mask-picture", HTMLImageElement).removeAttribute("src");
        resolve(answer);
      },
      { signal },
    );
    dialog.showModal();
    stage.focus();
  });
}

/**
 * Shows the picture below the canvas, and makes the canvas as large as it. The canvas never holds the picture itself, so a
 * picture of another origin does not taint it, and no permission is needed.
 * @param {string | undefined} picture
 */
async function showPicture(picture) {
  const image = byId("mask-picture", HTMLImageElement);
  const canvas = byId("mask-canvas", HTMLCanvasElement);
  const stage = byId("mask-stage", HTMLDivElement);
  const address = safePicture(picture);
  let size = { width: 1024, height: 1024 };
  if (address) {
    image.src = address;
    try {
      await image.decode();
      size = { width: image.naturalWidth, height: image.naturalHeight };
    } catch {
      // The picture is gone: a square can still be painted, blindly.
    }
  }
  const scale = Math.min(1, 1024 / Math.max(size.width, size.height));
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  stage.style.setProperty("--ratio", String(size.width / size.height));
  return size;
}

/** @returns {Stroke} the rectangle of the four number fields, kept inside the picture */
function rectangle() {
  const share = (/** @type {string} */ id) => Math.min(100, Math.max(0, byId(id, HTMLInputElement).valueAsNumber || 0)) / 100;
  const [x, y] = [share("mask-left"), share("mask-top")];
  return { kind: "rectangle", x, y, width: Math.min(share("mask-width"), 1 - x), height: Math.min(share("mask-height"), 1 - y) };
}
