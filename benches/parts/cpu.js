// What one read of a task costs the processor, from the call to the task, against `fetch` by hand.

import process from "node:process";
import { started, told } from "../measure/child.js";
import { count, median, round, spread, times } from "../measure/numbers.js";
import { version } from "../measure/packages.js";

const [ROUNDS, CALLS, AT_ONCE] = [20, 1_000, 8];
const GOAL = 1.5;

const names = {
  ours: ["midjourney-wasm", () => version("midjourney-wasm")],
  byHand: ["hand-written `fetch`", () => ""],
  withLimit: ["the same with `AbortController` and a timer", () => ""],
  replicate: ["replicate, `predictions.get`", () => version("replicate")],
  openai: ["openai, `videos.retrieve`", () => version("openai")],
};

const run = async ({ say }) => {
  const server = await started("server.js");
  const args = [server.told, ROUNDS, CALLS, AT_ONCE].map(String);
  const taken = await told("calls.js", args).finally(server.end);
  const of = (name, kind) => taken[name].map((figures) => figures[kind]);
  const ratio = (name) => median(of(name, "cpu")) / median(of("byHand", "cpu"));
  const rows = Object.entries(names).map(([name, [label, version]]) => {
    const [cpu, wall] = [of(name, "cpu"), of(name, "wall")];
    return [label, version(), round(median(cpu)), spread(cpu), round(median(wall)), round(ratio(name))];
  });
  for (const row of rows) say(row.join("  "));
  return {
    part: "cpu",
    title: "CPU",
    says:
      "The CPU time (user and system, all threads of the process) and the wall time of one read of a finished task by its id, from a " +
      `server in another process on 127.0.0.1 with kept connections, in Node ${process.versions.node}: ${count(ROUNDS * CALLS)} calls of each ` +
      `client, ${AT_ONCE} at once, in ${ROUNDS} blocks of ${count(CALLS)} that take turns in one process. By hand is \`fetch\` with the headers ` +
      "that we send, a look at the status, and `JSON.parse` of the text; it has no timeout, as the row after it has. The spread is the middle half of the blocks.",
    tables: [
      { title: "", columns: ["client", "version", "µs of CPU per call", "spread", "µs per call", "× hand-written"], rows },
    ],
    goals: [
      {
        goal: `at most ${GOAL} × hand-written`,
        measured: times(ratio("ours")),
        met: ratio("ours") <= GOAL,
      },
    ],
    plots: [],
  };
};

export default { name: "cpu", run };
