// From the import of a client, where nothing is warm, to its first request at the gateway: what a cold start adds to a first picture.

import { jobs } from "../measure/jobs.js";
import { inTurn, median, round, spread, times } from "../measure/numbers.js";
import { version } from "../measure/packages.js";
import { places } from "../measure/starts.js";

const [ROUNDS, SPLITS] = [15, 5];
const CLIENTS = ["ours", "slim", "replicate", "fal", "openai", "byHand"];
/** What a Worker does not have: its entry is the slim one already. */
const isHere = (place, name) => place !== "workerd" || name !== "slim";
const GOAL = 1.5;

/** By the runtime: why it is missed, and what was tried. */
const TRIED = {
  Node: "There is nothing to inflate, as the file is read; compiling it and the first call are what is left.",
  workerd:
    "There is nothing to inflate, but the WebAssembly's functions are compiled as they are first called, and the first call goes through most of them.",
  Chromium: "The second table shows what inflating, compiling and the first call take.",
};

const inPlace = async (name, say) => {
  const names = CLIENTS.filter((client) => isHere(name, client));
  const place = await places[name](names);
  try {
    // The first of each is not counted: the files come from the disk, and the browser has a first page.
    for (const client of names) await place.start(client);
    const taken = await inTurn(names, ROUNDS, place.start, 90_000);
    const ratio = (client) => median(taken[client]) / median(taken.replicate);
    const rows = names.map((client) => {
      const [label, ...packages] = jobs[client];
      const figures = taken[client];
      return [name, label, version(...packages), round(median(figures)), spread(figures), round(ratio(client))];
    });
    for (const row of rows) say(row.join("  "));
    const split = place.split && (await inTurn(["ours", "slim"], SPLITS, place.split));
    const steps = Object.entries(split ?? {}).map(([client, figures]) => {
      const medians = Object.keys(figures[0]).map((step) => round(median(figures.map((one) => one[step]))));
      return [name, jobs[client][0], ...medians];
    });
    for (const row of steps) say(row.join("  "));
    const goal = {
      goal: `at most ${GOAL} × replicate, ${name}`,
      measured: times(ratio("ours")) + (names.includes("slim") ? `; /slim ${times(ratio("slim"))}` : ""),
      met: ratio("ours") <= GOAL,
      tried: TRIED[name],
    };
    return { rows, steps, goal, where: `${name} ${place.version}` };
  } finally {
    await place.close();
  }
};

const run = async ({ say }) => {
  const found = [];
  for (const name of Object.keys(places)) found.push(await inPlace(name, say));
  return {
    part: "start",
    title: "Start",
    says:
      `From before the import to the arrival of the first request at a server on 127.0.0.1, in ${found.map(({ where }) => where).join(", ")}: in Node a fresh process, the packages ` +
      "as they are installed; in workerd a fresh process with the client bundled, from the dispatch of a request whose handler imports the client; in Chromium a fresh context, with " +
      `the client bundled and loaded from the same server. Medians of ${ROUNDS} starts in turn; the spread is the middle half. The second table has the steps of ` +
      "ours, of other runs: the last one ends where `fetch` is called.",
    tables: [
      {
        title: "",
        columns: ["runtime", "client", "version", "ms", "spread", "× replicate"],
        rows: found.flatMap(({ rows }) => rows),
      },
      {
        title: "What ours is made of, ms",
        columns: ["runtime", "client", "import", "inflate or read", "compile", "instantiate", "first call"],
        rows: found.flatMap(({ steps }) => steps),
      },
    ],
    goals: found.map(({ goal }) => goal),
    plots: [],
  };
};

export default { name: "start", run };
