// replicate: `run` with its poll loop. Its default asks the server to hold the answer back, which a midjourney-proxy cannot.

import Replicate from "replicate";
import { picture } from "../model/studio.js";

const MODEL = "black-forest-labs/flux-dev";
const API = "https://api.replicate.com/v1";
/** @param {number} index */
const idOf = (index) => `gm3qorzdhgbfurvjtvhg${String(100000 + index)}`;
const STATUS = { queued: "starting", running: "processing", done: "succeeded" };

/** @param {number | undefined} time */
const date = (time) => (time === undefined ? null : new Date(time).toISOString());

/** @param {import("../model/studio.js").Look} look */
const prediction = ({ index, state, progress, submitted, started, finished }) => ({
  id: idOf(index),
  model: MODEL,
  version: "hidden",
  input: { prompt: `a lighthouse on a cliff at dusk, oil on canvas --v 6.1 #${index}` },
  logs: state === "queued" ? "" : `Using seed: 6252023\nprogress: ${progress}%\n`,
  output: state === "done" ? [picture(index)] : null,
  data_removed: false,
  error: null,
  source: "api",
  status: STATUS[state],
  created_at: date(submitted),
  started_at: date(started),
  completed_at: date(finished),
  urls: {
    cancel: `${API}/predictions/${idOf(index)}/cancel`,
    get: `${API}/predictions/${idOf(index)}`,
    stream: `https://stream.replicate.com/v1/files/bcwr-${idOf(index)}`,
    web: `https://replicate.com/p/${idOf(index)}`,
  },
  ...(state === "done" ? { metrics: { predict_time: 57.2, total_time: 60 } } : {}),
});

/** @type {import("../model/run.js").Peer} */
export default {
  name: "replicate: run, poll",
  packages: ["replicate"],
  answer({ method, url, body }, studio, now) {
    // It begins to download every picture that it tells of.
    if (url.hostname === "img.example.com") return { kind: "picture", body: new Uint8Array(8) };
    if (method === "POST" && url.pathname === `/v1/models/${MODEL}/predictions`) {
      return { kind: "submit", status: 201, body: prediction(studio.submit(body, now)) };
    }
    const [, id] = /^\/v1\/predictions\/gm3qorzdhgbfurvjtvhg1(\d+)$/.exec(url.pathname) ?? [];
    if (method !== "GET" || !id) throw new Error(`replicate has no ${method} ${url.pathname}`);
    return { kind: "read", body: prediction(studio.look(Number(id), now)) };
  },
  async connect(fetch) {
    const replicate = new Replicate({ auth: "r8_0", fetch });
    return async (prompt) => {
      const output = await replicate.run(MODEL, { input: { prompt }, wait: { mode: "poll" } });
      return /** @type {any} */ (output)[0].url().href;
    };
  },
};
