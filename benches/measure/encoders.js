// Ways from a picture's bytes to the body of its submit: ours, through the client, and what the platforms have for it. Runs in Node, in
// a page and in a Worker alike.

import { Midjourney } from "midjourney-wasm";
// No export of the package: what does the work, without the call around it.
import { picture as encoded } from "../../src/web/platform.js";

/** Bytes that pass for a PNG of so many bytes. @param {number} size */
const bytesOf = (size) => {
  const bytes = new Uint8Array(size);
  // Not one value throughout: some encoders look ahead. The cheapest noise will do.
  for (let at = 0, seed = size; at < size; at++) bytes[at] = seed = (seed * 73 + 41) & 0xff;
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return bytes;
};

/** What a user may hold. */
const forms = {
  bytes: (bytes) => bytes,
  blob: (bytes) => new Blob([bytes]),
};
const isBlob = (picture) => picture instanceof Blob;
const read = async (picture) => (isBlob(picture) ? new Uint8Array(await picture.arrayBuffer()) : picture);

/** The body of the submit, which all make. @param {string} base64 */
const body = (base64) => JSON.stringify({ base64: `data:image/png;base64,${base64}` });

/** The largest picture that we are to take. */
const LIMIT = 40_000_000;

/** Ours ends where the body is given to `fetch`. */
const byCall = async (picture) => {
  let given;
  const fetch = async (_, init) => {
    given ??= { at: performance.now(), text: init.body };
    return Response.json({ code: 1, description: "Submit success", result: "1" });
  };
  const mj = new Midjourney({ baseUrl: "http://gateway.example", fetch, maxImageBytes: LIMIT });
  await mj.submit.describe(picture, { state: "s" });
  return given;
};

/** As pages do it by hand: in pieces, since the number of arguments is limited. */
const byBtoa = async (picture) => {
  const bytes = await read(picture);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode.apply(null, bytes.subarray(at, at + 32768));
  return body(btoa(text));
};

const byBuffer = async (picture) => {
  const { buffer, byteOffset, byteLength } = await read(picture);
  return body(globalThis.Buffer.from(buffer, byteOffset, byteLength).toString("base64"));
};

const byToBase64 = async (picture) => body((await read(picture)).toBase64());

const byFileReader = (picture) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(JSON.stringify({ base64: reader.result }));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([picture], { type: "image/png" }));
  });

/** By name: whether there is such a thing here, and the way. */
const ways = {
  encoding: [() => true, async (picture) => body(await encoded(picture, LIMIT))],
  Buffer: [() => globalThis.Buffer, byBuffer],
  FileReader: [() => globalThis.FileReader, byFileReader],
  toBase64: [() => Uint8Array.prototype.toBase64, byToBase64],
  btoa: [() => globalThis.btoa, byBtoa],
};

/** Which there are here: ours, our `encoding` alone, and the platform's. */
export const encoders = () => ["ours", ...Object.keys(ways).filter((name) => ways[name][0]())];

/** The pictures so far. @type {Map<string, any>} */
const pictures = new Map();

/**
 * Encodes a picture so many times; gives the milliseconds of one.
 * @param {string} name
 * @param {keyof typeof forms} form
 * @param {number} size
 * @param {number} repeats
 */
export const encode = async (name, form, size, repeats) => {
  const kept = `${form} ${size}`;
  if (!pictures.has(kept)) pictures.set(kept, forms[form](bytesOf(size)));
  const picture = pictures.get(kept);
  let milliseconds = 0;
  for (let times = 0; times < repeats; times++) {
    const began = performance.now();
    const made = name === "ours" ? await byCall(picture) : { text: await ways[name][1](picture), at: performance.now() };
    milliseconds += made.at - began;
    check(made.text, size);
  }
  return milliseconds / repeats;
};

/** The text of a body must be of the right length, and begin and end right. */
const check = (text, size) => {
  const start = '{"base64":"data:image/png;base64,iVBORw0KGg';
  const letters = text.indexOf('"', start.length) - start.indexOf("iVBOR");
  if (!text.startsWith(start) || letters !== Math.ceil(size / 3) * 4) {
    throw new Error(`this is not the body: ${text.slice(0, 60)}…${text.slice(-60)}, ${letters} letters for ${size} bytes`);
  }
};
