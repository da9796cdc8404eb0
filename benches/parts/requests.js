// One task: how often a client asks, and how soon after the picture is there it tells of it.

import { plans } from "../model/plan.js";
import { run } from "../model/run.js";
import { count, half, lost, seconds, size, sum, versions } from "../model/shown.js";
import { loops, peers } from "../peers/index.js";
import { paced } from "../peers/ours.js";
import { plot } from "../plots/requests.js";

/** @typedef {import("../model/run.js").Peer} Peer */
/** @typedef {import("../model/shown.js").Sum} Sum */

/** So many tasks of each length in seconds, the same ones for every client. */
const TASKS = new Map([
  [60, 200],
  [20, 100],
  [180, 50],
]);
const GOAL = { reads: 17, mean: 600 };

const says = `One task of about a minute, then of 20 s and of 180 s: how many requests a client makes after its submit, and how long after
the picture is there its promise resolves. Every client is the real package with its default options and its own poll loop; only \`fetch\`
and the clock are not real. All of them are given the same tasks by one model, ${[...TASKS].map(([length, tasks]) => `${tasks} of ${length} s`).join(", ")}: a queue of up to 3 s, then
Midjourney's figures 0, 15, 31, 46, 62, 78, 93 %, each of which takes some 12 % longer than the one before, and all of which scatter
(log-normal, 0.25). A request takes 80 ms. Each service tells of these tasks in its own protocol, and the bytes are those of its answers.

\`replicate\` runs with \`wait: { mode: "poll" }\`: by default it asks its server to hold back the answer to the submit for up to a minute,
which no gateway does. \`openai\` has no poll helper for pictures; \`vectorStores.files.createAndPoll\` is the loop that all its helpers
share. \`ai\` downloads the picture before it tells of it; downloads count neither as requests nor as bytes. \`midjourney\` runs without its
WebSocket, in a channel that is in use, of which it reads the last 50 messages each time. The copied loops stand for what web apps write
by hand. *Gave up* counts the tasks that a client left by a limit of its own.`;

const columns = ["client", "version", "requests", "middle half", "submits", "mean delay", "worst delay", "bytes read", "gave up"];

/** @param {Peer} peer @param {number} length @param {number} tasks */
const measure = async (peer, length, tasks) => {
  const runs = [];
  for (let seed = 1; seed <= tasks; seed++) runs.push(await run(peer, plans({ seed, seconds: length }), seed));
  return { ...sum(runs), half: half(runs.map(({ reads }) => reads)) };
};

/** @param {Sum & { half: string }} sum */
const delays = ({ mean, worst, bytes }) => [seconds(mean), seconds(worst), size(bytes)];

/** @param {{ name: string, sum: Sum }[]} found those of 60 s, our own first */
const judge = ([ours, ...others]) => {
  const mean = ours.sum.mean ?? Infinity;
  const better = others.filter(({ sum }) => sum.reads < ours.sum.reads && sum.mean !== undefined && sum.mean < mean);
  return [
    {
      goal: "a task of 60 s: at most 17 requests and 0.6 s mean delay",
      measured: `${count(ours.sum.reads)} requests, ${seconds(mean)}`,
      met: ours.sum.reads <= GOAL.reads && mean <= GOAL.mean,
      tried: "Fewer requests cost delay and the other way round: the last table shows what the option `poll.min` buys.",
    },
    {
      goal: "no other client is better in both",
      measured: better.length ? better.map(({ name }) => name).join(", ") : "none",
      met: better.length === 0,
      tried: "",
    },
  ];
};

/** @param {{ say: (line: string) => void }} context */
const all = async ({ say }) => {
  const tables = [];
  const points = [];
  /** @type {ReturnType<typeof judge>} */
  let goals = [];
  for (const [length, tasks] of TASKS) {
    const found = [];
    const rows = [];
    for (const peer of [...peers, ...loops]) {
      const sum = await measure(peer, length, tasks);
      rows.push([peer.name, versions(peer), count(sum.reads), sum.half, count(sum.submits), ...delays(sum), lost(sum)]);
      say(`${length} s: ${rows.at(-1)?.join(" | ")}`);
      found.push({ name: peer.name, sum });
      if (sum.mean !== undefined) points.push({ client: peer.name, length, requests: sum.reads, delay: sum.mean / 1000 });
    }
    if (length === 60) goals = judge(found.slice(0, peers.length));
    tables.push({ title: `A task of ${length} s`, columns, rows });
  }
  const rows = [];
  for (const min of [500, 1000, 1500, 2000]) {
    const sum = await measure(paced(`poll.min ${min}`, { min }), 60, TASKS.get(60) ?? 0);
    rows.push([`${count(min)} ms`, count(sum.reads), sum.half, ...delays(sum)]);
    say(`poll.min ${rows.at(-1)?.join(" | ")}`);
  }
  const title = "midjourney-wasm with another `poll.min`, a task of 60 s";
  tables.push({ title, columns: ["poll.min", ...columns.slice(2, 4), ...columns.slice(5, 8)], rows });
  return { part: "requests", title: "One task: requests and delay", says, tables, goals, plots: [plot(points, GOAL)] };
};

export default { name: "requests", run: all };
