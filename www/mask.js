// @ts-check
/**
 * A mask as a list of strokes in the picture's own proportions (0 to 1), so that it can be undone, shown at any size, and
 * written at the picture's.
 *
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ kind: "brush" | "eraser", width: number, points: Point[] }} Line `width` is a share of the picture's shorter side
 * @typedef {{ kind: "rectangle", x: number, y: number, width: number, height: number }} Rectangle
 * @typedef {Line | Rectangle} Stroke
 */

/** Larger masks add nothing: the gateway scales them, and the upload grows. */
const LONGEST_SIDE = 2048;

/**
 * Paints the strokes onto a canvas; what an eraser takes away shows `background`, or becomes transparent.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Stroke[]} strokes
 * @param {{ paint: string, background?: string }} colours
 */
export function drawStrokes(context, strokes, { paint, background }) {
  const { width, height } = context.canvas;
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, width, height);
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
  }
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    const erasing = stroke.kind === "eraser";
    context.globalCompositeOperation = erasing && !background ? "destination-out" : "source-over";
    context.fillStyle = context.strokeStyle = erasing && background ? background : paint;
    if (stroke.kind === "rectangle") {
      context.fillRect(stroke.x * width, stroke.y * height, stroke.width * width, stroke.height * height);
      continue;
    }
    context.lineWidth = stroke.width * Math.min(width, height);
    context.beginPath();
    for (const [index, { x, y }] of stroke.points.entries()) {
      if (index === 0) context.moveTo(x * width, y * height);
      // A line of one point has no length, and a round cap shows only on a line: a hair's breadth makes it a dot.
      context.lineTo(x * width + (index === 0 ? 0.01 : 0), y * height);
    }
    context.stroke();
  }
}

/**
 * The mask as the gateway wants it: an opaque PNG of the picture's proportions, white where it is to be redrawn, black elsewhere,
 * nothing between.
 * @param {readonly Stroke[]} strokes
 * @param {{ width: number, height: number }} picture natural size
 * @returns {Promise<Blob>}
 */
export function maskPng(strokes, picture) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const { canvas } = painted(strokes, Math.round(picture.width * scale), Math.round(picture.height * scale));
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser could not write the mask"))), "image/png");
  });
}

/**
 * The share of the picture that is to be redrawn, 0 to 1.
 * @param {readonly Stroke[]} strokes
 * @param {{ width: number, height: number }} picture
 */
export function coverage(strokes, picture) {
  const scale = 160 / Math.max(picture.width, picture.height);
  return painted(strokes, Math.ceil(picture.width * scale), Math.ceil(picture.height * scale)).share;
}

/**
 * @param {readonly Stroke[]} strokes
 * @param {number} width
 * @param {number} height
 */
function painted(strokes, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, width);
  canvas.height = Math.max(1, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("The browser gives no canvas to paint on");
  drawStrokes(context, strokes, { paint: "#fff", background: "#000" });
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  // Smoothed edges are grey, and a grey pixel is neither kept nor redrawn.
  const pixels = new Uint32Array(image.data.buffer);
  let white = 0;
  for (let index = 0; index < pixels.length; index += 1) {
    const on = ((pixels[index] ?? 0) & 0xff) > 127;
    if (on) white += 1;
    pixels[index] = on ? 0xffffffff : 0xff000000;
  }
  context.putImageData(image, 0, 0);
  return { canvas, share: white / pixels.length };
}
