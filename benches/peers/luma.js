// ai with @ai-sdk/luma: `generateImage`, which asks until the picture is there and then downloads it.

import { Buffer } from "node:buffer";
import { createLuma } from "@ai-sdk/luma";
import { generateImage } from "ai";
import { picture } from "../model/studio.js";

const PATH = "/dream-machine/v1/generations";
const STATE = { queued: "queued", running: "dreaming", done: "completed" };
/** The first bytes of a PNG; what follows tells which picture it is. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** @param {import("../model/studio.js").Look} look */
const generation = ({ index, state, submitted }) => ({
  id: `a3f7c0de-5d5c-4d1c-9f0e-${String(100000000000 + index)}`,
  generation_type: "image",
  state: STATE[state],
  failure_reason: null,
  created_at: new Date(submitted).toISOString(),
  assets: state === "done" ? { image: picture(index) } : null,
  model: "photon-1",
  request: {
    generation_type: "image",
    model: "photon-1",
    prompt: `a lighthouse on a cliff at dusk, oil on canvas --v 6.1 #${index}`,
    aspect_ratio: "16:9",
    callback_url: null,
    image_ref: null,
    style_ref: null,
    character_ref: null,
    modify_image_ref: null,
  },
});

/** @type {import("../model/run.js").Peer} */
export default {
  name: "ai + luma: generateImage",
  packages: ["ai", "@ai-sdk/luma"],
  // After 120 looks, by default.
  givesUp: /Image generation timed out after 120 attempts/,
  answer({ method, url, body }, studio, now) {
    if (url.hostname === "img.example.com") {
      return { kind: "picture", body: new Uint8Array([...PNG, ...Buffer.from(url.href)]) };
    }
    if (method === "POST" && url.pathname === `${PATH}/image`) {
      return { kind: "submit", status: 201, body: generation(studio.submit(body, now)) };
    }
    const [, id] = /\/generations\/[\w-]+-1(\d+)$/.exec(url.pathname) ?? [];
    if (method !== "GET" || !id) throw new Error(`luma has no ${method} ${url.pathname}`);
    return { kind: "read", body: generation(studio.look(Number(id), now)) };
  },
  async connect(fetch) {
    const model = createLuma({ apiKey: "luma-0", fetch }).image("photon-1");
    return async (prompt) => {
      const { image } = await generateImage({ model, prompt });
      return Buffer.from(image.uint8Array).subarray(PNG.length).toString();
    };
  },
};
