// fal: `subscribe` of its queue, as its documentation says: the status until it is COMPLETED, then the result.

import { createFalClient } from "@fal-ai/client";
import { picture } from "../model/studio.js";

const MODEL = "fal-ai/flux/dev";
const QUEUE = `https://queue.fal.run/fal-ai/flux/requests`;
/** @param {number} index */
const idOf = (index) => `764cabcf-b745-4b3e-ae38-${String(100000000000 + index)}`;
const STATUS = { queued: "IN_QUEUE", running: "IN_PROGRESS", done: "COMPLETED" };

/** @param {import("../model/studio.js").Look} look */
const status = ({ index, state }) => ({
  status: STATUS[state],
  request_id: idOf(index),
  response_url: `${QUEUE}/${idOf(index)}`,
  status_url: `${QUEUE}/${idOf(index)}/status`,
  cancel_url: `${QUEUE}/${idOf(index)}/cancel`,
  ...(state === "queued" ? { queue_position: 0 } : { logs: null, metrics: {} }),
});

/** @param {number} index @param {string} prompt */
const result = (index, prompt) => ({
  images: [{ url: picture(index), width: 1024, height: 1024, content_type: "image/jpeg" }],
  timings: { inference: 57.2 },
  seed: 6252023,
  has_nsfw_concepts: [false],
  prompt,
});

/** @type {import("../model/run.js").Peer} */
export default {
  name: "fal: subscribe",
  packages: ["@fal-ai/client"],
  answer({ method, url, body }, studio, now) {
    if (method === "POST" && url.pathname === `/${MODEL}`) return { kind: "submit", body: status(studio.submit(body, now)) };
    const [, id, asked] = /^\/fal-ai\/flux\/requests\/[\w-]+-1(\d+)(\/status)?$/.exec(url.pathname) ?? [];
    if (method !== "GET" || !id) throw new Error(`fal has no ${method} ${url.pathname}`);
    const look = studio.look(Number(id), now);
    return { kind: "read", body: asked ? status(look) : result(look.index, "a lighthouse on a cliff at dusk, oil on canvas") };
  },
  async connect(fetch) {
    const fal = createFalClient({ credentials: "0:0", fetch });
    return async (prompt) => (await fal.subscribe(MODEL, { input: { prompt } })).data.images[0].url;
  },
};
