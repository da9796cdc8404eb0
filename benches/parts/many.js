// Many tasks at once, by one client: how often it asks, how soon it tells of each picture, and how much it has to read for that.

import { plans } from "../model/plan.js";
import { run } from "../model/run.js";
import { count, lost, seconds, size, sum, versions } from "../model/shown.js";
import { loops, peers } from "../peers/index.js";
import { plot } from "../plots/many.js";

/** How many tasks at once, and how often with others: more often where it takes little time. */
const SIZES = [
  { tasks: 1, runs: 20 },
  { tasks: 10, runs: 10 },
  { tasks: 100, runs: 3 },
  { tasks: 1_000, runs: 1 },
];
/** Our own is measured at least so often, since the goals are its. */
const OURS = 5;

const says = `Many tasks at once: one client is given 1, 10, 100 or 1,000 of them in the same moment, each of 48 to 72 s. Else as above:
the same model, the same clients with their defaults, and the requests after the submits. The figures are the medians of
${SIZES.map(({ tasks, runs }) => `${runs} ${runs === 1 ? "run" : "runs"} with ${count(tasks)}`).join(", ")}, and of at least ${OURS} of
midjourney-wasm; a run always has the same tasks for all. *Not told of* counts the tasks that a client gave up, or that it had not told of
15 minutes after the start. \`midjourney\` sends all its requests one after the other, and does not find a picture any more that 50
messages have followed.`;

const columns = ["client", "version", "requests", "mean delay", "worst delay", "bytes read", "not told of"];

const GOALS = [
  { tasks: 10, reads: 32 },
  { tasks: 1_000, reads: 60 },
];
const MEAN = 800;

/** @param {Map<number, import("../model/shown.js").Sum>} ours */
const judge = (ours) => {
  const most = Math.max(...[...ours.values()].map(({ mean }) => mean ?? Infinity));
  const each = [...ours].map(([tasks, { reads }]) => `${count(reads / tasks)} with ${count(tasks)}`);
  const tried = `That is, for each task: ${each.join(", ")}.`;
  return [
    ...GOALS.map(({ tasks, reads }) => {
      const measured = ours.get(tasks)?.reads ?? NaN;
      const goal = `${count(tasks)} tasks: at most ${reads} requests`;
      return { goal, measured: count(measured), met: measured <= reads, tried };
    }),
    { goal: "mean delay at most 0.8 s, however many", measured: seconds(most), met: most <= MEAN, tried },
  ];
};

/** @param {{ say: (line: string) => void }} context */
const all = async ({ say }) => {
  const tables = [];
  const points = [];
  const ours = new Map();
  for (const { tasks, runs } of SIZES) {
    const rows = [];
    for (const peer of [...peers, ...loops]) {
      const done = [];
      const times = peer === peers[0] ? Math.max(runs, OURS) : runs;
      for (let seed = 1; seed <= times; seed++) done.push(await run(peer, plans({ seed, count: tasks, spread: 0.2 }), seed));
      const figures = sum(done);
      if (peer === peers[0]) ours.set(tasks, figures);
      const delays = [seconds(figures.mean), seconds(figures.worst)];
      rows.push([peer.name, versions(peer), count(figures.reads), ...delays, size(figures.bytes), lost(figures)]);
      say(`${tasks}: ${rows.at(-1)?.join(" | ")}`);
      points.push({ client: peer.name, tasks, requests: figures.reads, delay: (figures.mean ?? NaN) / 1000 });
    }
    tables.push({ title: tasks === 1 ? "1 task" : `${count(tasks)} tasks at once`, columns, rows });
  }
  return { part: "many", title: "Many tasks at once", says, tables, goals: judge(ours), plots: [plot(points, GOALS)] };
};

export default { name: "many", run: all };
