import { BannedPromptError, Midjourney, MidjourneyError } from "midjourney-wasm";
import { example } from "./given/example.js";
import { walk } from "./given/journey.js";
import { gateway } from "./given/where.js";

// One client for all requests. Were anything done here that a Worker may only do within a request, it would not start.
const mj = new Midjourney({ baseUrl: gateway, apiKey: "sk-of-a-cell", mode: "fast", poll: { min: 30, max: 120 } });

/** What Workers forbid at the top of a module, tried to show that they do. @param {() => unknown} act */
const isAllowed = (act) => {
  try {
    return act() !== undefined;
  } catch {
    return false;
  }
};
const allowed = {
  random: isAllowed(() => crypto.randomUUID()),
  compile: isAllowed(() => new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))),
};

/** By the prompt, what a job has told so far. @type {Map<string, number[]>} */
const heard = new Map();
const begin = (query) => {
  const [prompt, progress] = [query.get("prompt"), []];
  heard.set(prompt, progress);
  return mj.imagine(prompt, { onProgress: (task) => progress.push(task.progress) });
};

/** What a request asks for, by its path. @type {Record<string, (query: URLSearchParams) => unknown>} */
const routes = {
  "/top": () => allowed,
  "/walk": () => walk({ Midjourney, MidjourneyError, BannedPromptError }, gateway, example),
  "/submit": (query) => mj.submit.imagine(query.get("prompt")),
  "/wait": (query) => mj.wait(query.get("id")),
  // Calls, and ends before the call has come anywhere.
  "/leave-at-once": (query) => {
    mj.submit.imagine(query.get("prompt"));
    return {};
  },
  // Leaves a job as soon as it has an id.
  "/leave": async (query) => ({ id: await begin(query).id }),
  "/stay": (query) => begin(query),
  "/heard": (query) => heard.get(query.get("prompt")) ?? null,
};

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    return Response.json(await routes[pathname](searchParams));
  },
};
