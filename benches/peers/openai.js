// openai: its poll helper. It has none for pictures (they come with the answer) and none any more for videos; `createAndPoll` of a
// file in a vector store is the same submit and the same loop that it uses for everything that takes its time.

import OpenAI from "openai";
import { picture } from "../model/studio.js";

const STORE = "vs_abc123";
const PATH = `/v1/vector_stores/${STORE}/files`;

/** @param {import("../model/studio.js").Look} look */
const file = ({ index, state, submitted }) => ({
  id: `file-${index}`,
  object: "vector_store.file",
  usage_bytes: state === "done" ? 123456 : 0,
  created_at: Math.floor(submitted / 1000),
  vector_store_id: STORE,
  status: state === "done" ? "completed" : "in_progress",
  last_error: null,
  chunking_strategy: { type: "static", static: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 } },
  attributes: state === "done" ? { picture: picture(index) } : {},
});

/** @type {import("../model/run.js").Peer} */
export default {
  name: "openai: createAndPoll",
  packages: ["openai"],
  answer({ method, url, body }, studio, now) {
    if (method === "POST" && url.pathname === PATH) return { kind: "submit", body: file(studio.submit(body, now)) };
    const [, id] = /\/files\/file-(\d+)$/.exec(url.pathname) ?? [];
    if (method !== "GET" || !id) throw new Error(`openai has no ${method} ${url.pathname}`);
    return { kind: "read", body: file(studio.look(Number(id), now)) };
  },
  async connect(fetch) {
    const openai = new OpenAI({ apiKey: "sk-0", fetch });
    return async (prompt) => {
      const done = await openai.vectorStores.files.createAndPoll(STORE, { file_id: prompt });
      return String(done.attributes?.picture);
    };
  },
};
