// One image job with each client, in the few lines that its users write: what `bytes` bundles and `start` runs. Each module in `jobs/`
// exports `run(gateway)`, which starts one there.

/** By the module's name: what the tables call the client, and its packages. @type {Record<string, [label: string, ...packages: string[]]>} */
export const jobs = {
  ours: ["midjourney-wasm", "midjourney-wasm"],
  slim: ["midjourney-wasm/slim", "midjourney-wasm"],
  fal: ["fal", "@fal-ai/client"],
  replicate: ["replicate", "replicate"],
  openai: ["openai", "openai"],
  luma: ["ai + luma", "ai", "@ai-sdk/luma"],
  midjourney: ["midjourney", "midjourney"],
  byHand: ["hand-written `fetch`"],
};

/** The module of a client, to be bundled. @param {string} name */
export const sourceOf = (name) => `export { run } from "./measure/jobs/${name}.js";`;
