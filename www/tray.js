// @ts-check
/** The pictures that go with a prompt: chosen as files, dropped anywhere on the page, or pasted. */
import { announce } from "./announce.js";
import { byId, element, pushButton } from "./element.js";

const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/** @type {{ file: File, address: string }[]} */
let pictures = [];
let limit = Number.POSITIVE_INFINITY;
/** @type {(problem: string) => void} */
let complain = () => undefined;
let changed = () => {};

/** The chosen pictures, in order. */
export function chosenPictures() {
  return pictures.map(({ file }) => file);
}

export function emptyTray() {
  for (const { address } of pictures) URL.revokeObjectURL(address);
  pictures = [];
  show();
}

/** How many may be chosen. What is over the limit stays until it is taken away, or the mode is changed back. @param {number} most */
export function limitTray(most) {
  limit = most;
  byId("files", HTMLInputElement).multiple = most > 1;
}

/**
 * Opens the ways in.
 * @param {{ arrived: () => void, changed: () => void, problem: (text: string) => void }} tell `arrived` is called before pictures are
 *   added, `changed` when others are in the tray
 */
export function openTray(tell) {
  complain = tell.problem;
  changed = tell.changed;
  const files = byId("files", HTMLInputElement);
  files.addEventListener("change", () => {
    add([...(files.files ?? [])]);
    files.value = ""; // The same file can be chosen again.
  });
  document.addEventListener("paste", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const data = event.clipboardData;
    // A word processor puts a picture of the text beside the text: in a text field the text is meant.
    const isText = event.target instanceof HTMLTextAreaElement && data?.types.includes("text/plain");
    if (!data || data.files.length === 0 || isText) return;
    event.preventDefault();
    tell.arrived();
    add([...data.files]);
  });
  openDrop(tell.arrived);
}

/** @param {() => void} arrived */
function openDrop(arrived) {
  const overlay = byId("drop-overlay", HTMLDivElement);
  const isFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") && !document.querySelector("dialog[open]");
  document.addEventListener("dragover", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    overlay.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) overlay.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    overlay.hidden = true;
    if (!isFiles(event)) return;
    event.preventDefault();
    arrived();
    add([...(event.dataTransfer?.files ?? [])]);
  });
}

/** @param {readonly File[]} files */
function add(files) {
  const good = files.filter((file) => KINDS.includes(file.type));
  const bad = files.find((file) => !KINDS.includes(file.type));
  // Where one picture is wanted, the newest is meant.
  const kept = limit === 1 && good.length > 0 ? [] : pictures;
  const room = good.slice(0, Math.max(0, limit - kept.length));
  for (const picture of pictures) if (!kept.includes(picture)) URL.revokeObjectURL(picture.address);
  pictures = [...kept, ...room.map((file) => ({ file, address: URL.createObjectURL(file) }))];
  show();
  if (bad) complain(`${bad.name || "That"} is not a PNG, JPEG, GIF or WebP picture.`);
  else if (room.length < good.length)
    complain(
      limit === 1 ? "One picture at a time: the first was taken." : `Not more than ${limit} pictures: the rest was left out.`,
    );
  if (room.length > 0) announce(`${pictures.length === 1 ? "1 picture" : `${pictures.length} pictures`} chosen`);
}

function show() {
  changed();
  const tray = byId("tray", HTMLUListElement);
  tray.hidden = pictures.length === 0;
  tray.replaceChildren(
    ...pictures.map((picture, index) => {
      const name = picture.file.name || `picture ${index + 1}`;
      const remove = pushButton("×", () => take(picture), { name: `Take away ${name}` });
      return element("li", {}, element("img", { src: picture.address, alt: name }), remove);
    }),
  );
}

/** @param {{ file: File, address: string }} picture */
function take(picture) {
  URL.revokeObjectURL(picture.address);
  pictures = pictures.filter((other) => other !== picture);
  show();
  byId("files", HTMLInputElement).focus();
}
