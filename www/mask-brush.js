// @ts-check
/**
 * The brush over the mask, led by a pointer (mouse, pen, finger) or by keys: arrows move it, Space puts a dot down, Shift
 * with an arrow draws a line, [ and ] change its size.
 */
import { byId } from "./element.js";

/**
 * @typedef {import("./mask.js").Line} Line
 * @typedef {import("./mask.js").Point} Point
 *
 * @typedef {object} Drawing
 * @property {(stroke: import("./mask.js").Stroke) => void} begin
 * @property {() => void} extend the stroke that was begun has grown
 * @property {() => void} end
 */

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});
/** One press of an arrow, as a share of the picture. */
const STEP = 0.02;

export class Brush {
  #stage;
  #drawing;
  #ring = byId("mask-ring", HTMLDivElement);
  #size = byId("mask-size", HTMLInputElement);
  /** @type {Point} */
  #at = { x: 0.5, y: 0.5 };
  /** What is being drawn: a brush's line grows by points, a rectangle by its far corner. @type {((to: Point) => void) | undefined} */
  #grow;

  /** @param {HTMLElement} stage @param {Drawing} drawing */
  constructor(stage, drawing) {
    this.#stage = stage;
    this.#drawing = drawing;
  }

  /** @param {AbortSignal} signal ends it */
  listen(signal) {
    const stage = this.#stage;
    /** @type {(type: "pointerdown" | "pointermove" | "pointerup" | "pointercancel", act: (event: PointerEvent) => void) => void} */
    const on = (type, act) => stage.addEventListener(type, act, { signal });
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      stage.setPointerCapture(event.pointerId);
      this.#move(this.#pointOf(event));
      this.#begin();
    });
    on("pointermove", (event) => {
      // The pointer moves more often than the screen is drawn: without the moves between, fast strokes have corners.
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const move of moves.length > 0 ? moves : [event]) {
        this.#move(this.#pointOf(move));
        this.#grow?.(this.#at);
      }
    });
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) on(type, () => this.#end());
    stage.addEventListener("pointerleave", () => this.#ring.classList.remove("shown"), { signal });
    stage.addEventListener("focus", () => this.#move(this.#at), { signal });
    stage.addEventListener("blur", () => this.#ring.classList.remove("shown"), { signal });
    stage.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#size.addEventListener("input", () => this.#move(this.#at), { signal });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      if (event.shiftKey) this.#begin();
      this.#move({ x: this.#at.x + arrow[0] * STEP, y: this.#at.y + arrow[1] * STEP });
      this.#grow?.(this.#at);
      this.#end();
    } else if (event.key === " " || event.key === "Enter") {
      this.#begin();
      this.#end();
    } else if (event.key === "[" || event.key === "]") {
      this.#size.valueAsNumber += event.key === "[" ? -2 : 2;
      this.#move(this.#at);
    } else {
      return;
    }
    event.preventDefault();
  }

  #begin() {
    const tool = new FormData(byId("mask-form", HTMLFormElement)).get("tool");
    const from = this.#at;
    if (tool === "rectangle") {
      const box = /** @type {import("./mask.js").Rectangle} */ ({ kind: "rectangle", ...from, width: 0, height: 0 });
      this.#grow = (to) => {
        Object.assign(box, {
          x: Math.min(from.x, to.x),
          y: Math.min(from.y, to.y),
          width: Math.abs(to.x - from.x),
          height: Math.abs(to.y - from.y),
        });
        this.#drawing.extend();
      };
      this.#drawing.begin(box);
      return;
    }
    /** @type {Line} */
    const line = { kind: tool === "eraser" ? "eraser" : "brush", width: this.#size.valueAsNumber / 100, points: [from] };
    this.#grow = (to) => {
      line.points.push(to);
      this.#drawing.extend();
    };
    this.#drawing.begin(line);
  }

  #end() {
    if (!this.#grow) return;
    this.#grow = undefined;
    this.#drawing.end();
  }

  /** @param {Point} to */
  #move(to) {
    this.#at = { x: Math.min(1, Math.max(0, to.x)), y: Math.min(1, Math.max(0, to.y)) };
    const { clientWidth, clientHeight } = this.#stage;
    this.#ring.style.left = `${this.#at.x * clientWidth}px`;
    this.#ring.style.top = `${this.#at.y * clientHeight}px`;
    this.#ring.style.width = `${(this.#size.valueAsNumber / 100) * Math.min(clientWidth, clientHeight)}px`;
    this.#ring.classList.add("shown");
  }

  /** @param {PointerEvent} event @returns {Point} */
  #pointOf(event) {
    const box = this.#stage.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }
}
