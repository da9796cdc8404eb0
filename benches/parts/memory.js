// What ten thousand open jobs hold, and how long it takes to settle them all.

import process from "node:process";
import { told } from "../measure/child.js";
import { count, inTurn, median, round, spread, times } from "../measure/numbers.js";
import { version } from "../measure/packages.js";

const [JOBS, ROUNDS] = [10_000, 3];
/** The most bytes of a job. */
const GOAL = 4_000;

const names = {
  ours: ["midjourney-wasm, `imagine`", "midjourney-wasm"],
  fal: ["fal, `subscribe`", "@fal-ai/client"],
  replicate: ["replicate, `run`", "replicate"],
};

const run = async ({ say }) => {
  const taken = await inTurn(
    Object.keys(names),
    ROUNDS,
    (name) => told("held.js", [name, String(JOBS)], ["--expose-gc"]),
    150_000,
  );
  const of = (name, figure) => taken[name].map(figure);
  const rows = Object.entries(names).map(([name, [label, packageName]]) => {
    const bytes = of(name, (one) => one.bytes);
    const middle = (figure) => median(of(name, figure));
    return [
      label,
      version(packageName),
      count(median(bytes)),
      spread(bytes),
      count(middle((one) => one.external)),
      ...["opening", "settling"].map((what) => round(middle((one) => one[what].cpu) / 1000)),
      round(middle((one) => one.settling.wall) / 1000),
    ];
  });
  for (const row of rows) say(row.join("  "));
  const [ours, fal] = ["ours", "fal"].map((name) => median(of(name, (one) => one.bytes)));
  return {
    part: "memory",
    title: "Memory",
    says:
      `${count(JOBS)} jobs at once, each submitted and waiting, in Node ${process.versions.node} and a process of its own for each run; the gateway is a \`fetch\` in that process, ` +
      "and answers at once. Memory is what the heap and all outside of it, the WebAssembly's memory included, has grown by after a collection, for each job. Then all " +
      "tasks finish and all pauses end: settling is from there to the last job. In both times is what the gateway in the process takes. " +
      `Median of ${taken.ours.length} runs in turn; the spread is the middle half.`,
    tables: [
      {
        title: "",
        columns: [
          "client",
          "version",
          "bytes per job",
          "spread",
          "of which outside of the heap",
          "CPU to submit all, s",
          "CPU to settle all, s",
          "time to settle all, s",
        ],
        rows,
      },
    ],
    goals: [
      {
        goal: `at most ${count(GOAL)} bytes per job`,
        measured: `${count(ours)} bytes, ${times(ours / fal)} fal`,
        met: ours <= GOAL,
      },
    ],
    plots: [],
  };
};

export default { name: "memory", run };
