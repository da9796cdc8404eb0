// @ts-check
/**
 * The frame of a card: an empty wall, then a preview that sharpens as the task goes on, then the picture. A new preview is
 * decoded before it replaces the old one, so that nothing flickers.
 */
import { element } from "./element.js";
import { safePicture } from "./task-parts.js";

/**
 * @typedef {object} Look
 * @property {unknown} address of the picture or preview
 * @property {string} alt
 * @property {boolean} finished
 * @property {number} progress
 */

export class Picture {
  #frame = element("div", { className: "frame" });
  #quarters = element("div", { className: "quarters", hidden: true }, ...[1, 2, 3, 4].map(() => element("span")));
  #image = element("img", { alt: "", decoding: "async", referrerPolicy: "no-referrer", draggable: false });
  #link = element("a", { target: "_blank", rel: "noreferrer" });
  #note = element("p", { className: "frame-note" });
  /** @type {string | undefined} */
  #wanted;

  constructor() {
    this.#link.append(this.#image);
    this.#frame.append(this.#note);
  }

  get element() {
    return this.#frame;
  }

  /** @param {Look} look */
  show(look) {
    const address = safePicture(look.address);
    this.#frame.classList.toggle("unfinished", !look.finished);
    // From very soft to sharp; the last stretch is left to the finished picture. A blur frays the edges: growing hides them.
    const blur = look.finished ? 0 : Math.round((100 - look.progress) * 0.14) + 1;
    this.#frame.style.setProperty("--blur", `${blur}px`);
    this.#frame.style.setProperty("--grow", String(1 + blur / 100));
    this.#image.alt = look.finished ? look.alt : `Preview: ${look.alt}`;
    this.#link.setAttribute("aria-label", `Open the picture: ${look.alt}`);
    if (address !== this.#wanted) this.#load(address);
    this.#place(look.finished);
  }

  /** Draws a frame around one quarter of a grid, 1 to 4, or around none. @param {number | undefined} quarter */
  point(quarter) {
    this.#quarters.hidden = quarter === undefined;
    for (const [index, child] of [...this.#quarters.children].entries()) child.classList.toggle("chosen", index + 1 === quarter);
  }

  /** @param {string | undefined} address */
  async #load(address) {
    this.#wanted = address;
    if (address === undefined) {
      this.#image.removeAttribute("src");
      this.#link.removeAttribute("href");
      this.#frame.classList.remove("filled");
      this.#note.textContent = "";
      return;
    }
    const next = new Image();
    next.referrerPolicy = "no-referrer";
    next.src = address;
    try {
      await next.decode();
    } catch {
      if (this.#wanted === address)
        this.#note.textContent = "The picture cannot be loaded: its address may have expired, or be closed to this page.";
      return;
    }
    if (this.#wanted !== address) return;
    this.#note.textContent = "";
    this.#image.width = next.naturalWidth;
    this.#image.height = next.naturalHeight;
    this.#image.src = address;
    this.#link.href = address;
    this.#frame.classList.add("filled");
  }

  /** A preview is no link: only the finished picture opens. @param {boolean} finished */
  #place(finished) {
    const wanted = finished ? this.#link : this.#image;
    if (wanted.parentNode === this.#frame) return;
    if (finished) this.#link.append(this.#image);
    else this.#link.remove();
    this.#frame.prepend(wanted);
    this.#frame.append(this.#quarters);
  }
}
