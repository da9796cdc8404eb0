// midjourney-wasm, with its default options, or another pace.

import { Midjourney } from "midjourney-wasm";
import { answer } from "./gateway.js";

/** @param {string} name @param {import("midjourney-wasm").MidjourneyOptions["poll"]} [poll] @returns {import("../model/run.js").Peer} */
export const paced = (name, poll) => ({
  name,
  packages: ["midjourney-wasm"],
  answer,
  async connect(fetch) {
    const mj = new Midjourney({ baseUrl: "https://gateway.example", apiKey: "sk-0", fetch, poll });
    // Before the clock is stopped: a WebAssembly takes real time to start.
    await mj.ready;
    return async (prompt) => String((await mj.imagine(prompt)).imageUrl);
  },
});

export default paced("midjourney-wasm");
