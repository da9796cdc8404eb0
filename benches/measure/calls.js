// Reads a task from the server at a port, again and again, with each client in turn. Tells, for each, the CPU and the wall time of a
// call in microseconds, one figure a round.

import process from "node:process";
import { Midjourney } from "midjourney-wasm";
import OpenAI from "openai";
import Replicate from "replicate";
import { inTurn } from "./numbers.js";
import { idOf } from "./tasks.js";

const [port, rounds, calls, atOnce] = process.argv.slice(2).map(Number);
const gateway = `http://127.0.0.1:${port}`;
const apiKey = "sk-0123456789abcdef0123456789abcdef";
const id = idOf(0);

const mj = new Midjourney({ baseUrl: `${gateway}/ours`, apiKey });
const replicate = new Replicate({ baseUrl: `${gateway}/replicate`, auth: apiKey });
const openai = new OpenAI({ baseURL: `${gateway}/openai`, apiKey });

const byHand = async () => {
  const response = await fetch(`${gateway}/byHand/mj/task/${id}/fetch`, {
    headers: { accept: "application/json", authorization: `Bearer ${apiKey}` },
    // As ours asks, so that both send the same headers.
    cache: "no-store",
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return JSON.parse(await response.text());
};

/** The same with what any client adds for a user: a limit of time, and an end on demand. */
const withLimit = async () => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 30_000);
  try {
    const response = await fetch(`${gateway}/withLimit/mj/task/${id}/fetch`, {
      headers: { accept: "application/json", authorization: `Bearer ${apiKey}` },
      cache: "no-store",
      signal: abort.signal,
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return JSON.parse(await response.text());
  } finally {
    clearTimeout(timer);
  }
};

const reads = {
  byHand,
  withLimit,
  ours: () => mj.fetch(id),
  replicate: () => replicate.predictions.get(id),
  openai: () => openai.videos.retrieve(id),
};

/** So many calls, some at once. @param {() => Promise<any>} read */
const many = async (read, calls) => {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) {
      const task = await read();
      if (task.id !== id || task.status !== "SUCCESS") throw new Error(`this is not the task: ${JSON.stringify(task)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
};

// Until all is compiled.
for (const read of Object.values(reads)) await many(read, calls);

const taken = await inTurn(Object.keys(reads), rounds, async (name) => {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await many(reads[name], calls);
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / calls, wall: ((performance.now() - wall) * 1000) / calls };
});

const heard = await (await fetch(`${gateway}/headers`)).json();
for (const name of ["byHand", "withLimit"]) {
  const [mine, ours] = [heard[name], heard.ours].map((headers) => JSON.stringify(Object.entries(headers).sort()));
  if (mine !== ours) throw new Error(`other headers by hand than by us: ${mine}, ${ours}`);
}
process.send(taken);
