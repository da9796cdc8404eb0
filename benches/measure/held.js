// Opens so many jobs of one client at once, against a gateway in the same process that answers at once and lets all tasks run; looks at
// the memory; lets the tasks finish, and waits for every job. Needs --expose-gc. Tells the bytes per job, and the CPU and the wall time
// in milliseconds of sending all submits and of settling all jobs.

import process from "node:process";
import { createFalClient } from "@fal-ai/client";
import { Midjourney } from "midjourney-wasm";
import Replicate from "replicate";
import { finished, idOf } from "./tasks.js";

const [name, count] = [process.argv[2], Number(process.argv[3])];

/** The pause between two polls in milliseconds: so long that nothing but this program ends it. */
const PAUSE = 600_000;
/** A client's own timeout for a job: as long as a timer can be, so that it is no pause. */
const NEVER = 2 ** 31 - 1;

// Pauses are real timers, and kept, so that they can be ended at will: a place in a map for each is not the client's.
const { setTimeout: wait, clearTimeout: clear } = globalThis;
/** What each pause calls at its end. @type {Map<NodeJS.Timeout, () => void>} */
const pauses = new Map();
globalThis.setTimeout = (end, delay, ...rest) => {
  const timer = wait(end, delay, ...rest);
  if (delay >= PAUSE && delay <= 2 * PAUSE) pauses.set(timer, end);
  return timer;
};
globalThis.clearTimeout = (timer) => {
  pauses.delete(timer);
  clear(timer);
};
// A client may look at the clock when it wakes, so the clock shows that the pause is over.
const [date, monotonic] = [Date.now.bind(Date), performance.now.bind(performance)];
let ahead = 0;
Date.now = () => date() + ahead;
performance.now = () => monotonic() + ahead;
const endPauses = () => {
  if (pauses.size > 0) ahead += 2 * PAUSE;
  for (const timer of pauses.keys()) {
    wait(() => {
      const end = pauses.get(timer);
      clearTimeout(timer);
      end?.();
    }, 0);
  }
};
const turn = (milliseconds = 0) => new Promise((done) => wait(done, milliseconds));

let submitted = 0;
let answered = 0;
let areFinished = false;
const json = { headers: { "content-type": "application/json" } };
const answer = (value) => {
  answered++;
  return new Response(typeof value === "string" ? value : JSON.stringify(value), json);
};

/** What the gateways answer to a submit, and to a look. */
const gateways = {
  ours: async (url, init) => {
    if (url.includes("/submit/")) return answer({ code: 1, description: "Submit success", result: idOf(submitted++) });
    const running = (id) => JSON.stringify({ id, action: "IMAGINE", status: "IN_PROGRESS", progress: "15%" });
    const task = areFinished ? finished : running;
    if (init.method === "POST") return answer(`[${JSON.parse(init.body).ids.map(task).join()}]`);
    return answer(task(/\/task\/(\d+)\/fetch$/.exec(url)[1]));
  },
  fal: async (url, init) => {
    const isSubmit = init.method === "POST";
    const request_id = isSubmit ? idOf(submitted++) : /requests\/(\d+)/.exec(url)[1];
    if (!isSubmit && !url.includes("/status")) return answer(finished(request_id));
    const base = `https://queue.fal.run/fal-ai/flux/requests/${request_id}`;
    const urls = { request_id, response_url: base, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
    return answer({ status: isSubmit ? "IN_QUEUE" : areFinished ? "COMPLETED" : "IN_PROGRESS", ...urls });
  },
  replicate: async (url, init) => {
    const id = init.method === "POST" ? idOf(submitted++) : /predictions\/(\d+)/.exec(url)[1];
    const status = init.method === "POST" ? "starting" : areFinished ? "succeeded" : "processing";
    const output = areFinished ? JSON.parse(finished(id)) : null;
    return answer({
      id,
      model: "black-forest-labs/flux-schnell",
      input: { prompt: "black cat" },
      logs: "",
      error: null,
      status,
      output,
    });
  },
};

/** How each client starts a job. */
const clients = {
  ours: () => {
    const poll = { min: PAUSE, max: PAUSE };
    const mj = new Midjourney({
      baseUrl: "http://gateway.example",
      apiKey: "sk-key",
      poll,
      timeout: NEVER,
      fetch: gateways.ours,
    });
    return () => mj.imagine("black cat");
  },
  fal: () => {
    const fal = createFalClient({ credentials: "key", fetch: gateways.fal });
    return () => fal.subscribe("fal-ai/flux/dev", { input: { prompt: "black cat" }, pollInterval: PAUSE });
  },
  replicate: () => {
    const replicate = new Replicate({ auth: "key", fetch: gateways.replicate, useFileOutput: false });
    const options = { input: { prompt: "black cat" }, wait: { mode: "poll", interval: PAUSE } };
    return () => replicate.run("black-forest-labs/flux-schnell", options);
  },
};

/** Starts so many jobs, and waits until all are submitted and nothing more is asked. */
const opened = async (count) => {
  const wanted = submitted + count;
  const jobs = Array.from({ length: count }, () => {
    const job = start();
    // Seen below; a failure meanwhile must not end the process unseen.
    job.catch(() => {});
    return job;
  });
  for (let seen; submitted < wanted || answered !== seen; await turn(50)) seen = answered;
  if (submitted !== wanted) throw new Error(`${submitted - wanted} submits more than jobs`);
  return jobs;
};

/** Lets the tasks finish, and waits for the jobs. */
const settle = async (jobs) => {
  areFinished = true;
  let isOver = false;
  const all = Promise.all(jobs).finally(() => (isOver = true));
  for (all.catch(() => {}); !isOver; await turn()) endPauses();
  areFinished = false;
  const results = await all;
  // What fal gives is under `data`.
  const wrong = results.find((result) => (result.data ?? result).status !== "SUCCESS");
  if (wrong) throw new Error(`this is no finished task: ${JSON.stringify(wrong)}`);
};

const memory = async () => {
  for (let times = 0; times < 3; times++) {
    await turn(50);
    globalThis.gc();
  }
  // `external` has the WebAssembly's memory in it, as is seen to below; `arrayBuffers` is a part of it.
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, external };
};

/** CPU and wall time of some work, in milliseconds. */
const timed = async (work) => {
  const [cpu, wall] = [process.cpuUsage(), monotonic()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, cpu: (user + system) / 1000, wall: monotonic() - wall };
};

const bare = await memory();
const pages = new WebAssembly.Memory({ initial: 256 });
if ((await memory()).external - bare.external < pages.buffer.byteLength)
  throw new Error("memory of a WebAssembly is not in `external`");

const start = clients[name]();
// The first jobs load what all need.
await settle(await opened(50));

const before = await memory();
const opening = await timed(() => opened(count));
const after = await memory();
const settling = await timed(() => settle(opening.result));
const per = (kind) => (after[kind] - before[kind]) / count;
process.send({
  bytes: per("heap") + per("external"),
  heap: per("heap"),
  external: per("external"),
  opening: { cpu: opening.cpu, wall: opening.wall },
  settling: { cpu: settling.cpu, wall: settling.wall },
});
