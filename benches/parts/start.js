// The time to the first request where nothing is warm: what a client's start adds to a first picture, in a page, in Node and in workerd.

import { jobs } from "../measure/jobs.js";
import { count, inTurn, median, round, spread, times } from "../measure/numbers.js";
import { version } from "../measure/packages.js";
import { NETWORKS, pages } from "../measure/pages.js";
import { places } from "../measure/starts.js";

const ROUNDS = 15;
const TRACES = 5;
/** What each measurement may take in all, in milliseconds, before it makes do with fewer rounds. */
const PATIENCE = { pages: 420_000, traces: 60_000, places: 90_000 };

/** The slim entry is for pages: in Node and workerd the wasm is a file of its own anyway. */
const CLIENTS = ["ours", "replicate", "fal", "openai", "byHand"];
const IN_PAGES = ["ours", "slim", ...CLIENTS.slice(1)];

/** The most that ours may take, as a multiple of fal by the network, whatever the CPU, and of replicate elsewhere. */
const TIMES_FAL = { "no throttling": 1.1, "Fast 4G": 1.2, "Slow 4G": 1.5 };
const AIM = { "Slow 4G": 1.35 };
const TIMES_REPLICATE = 1.2;
/** The longest task that a main thread may have without throttling, in milliseconds. */
const LONGEST_TASK = 50;

const CONDITIONS = Object.keys(NETWORKS).flatMap((network) => [1, 4].map((cpu) => ({ network, cpu })));
const nameOf = ({ network, cpu }) => `${network}, ${cpu}× CPU`;

const inChromium = async (say) => {
  const { start, longestTask, bytes, version: chromium, close } = await pages(IN_PAGES);
  try {
    // The first visits are not counted: the browser still loads its own files.
    for (const client of IN_PAGES) await start(client, CONDITIONS[0]);
    const visits = new Map(
      CONDITIONS.flatMap((condition) =>
        IN_PAGES.map((client) => [`${client}, ${nameOf(condition)}`, () => start(client, condition)]),
      ),
    );
    const taken = await inTurn([...visits.keys()], ROUNDS, (name) => visits.get(name)(), PATIENCE.pages);
    const tasks = await inTurn(IN_PAGES, TRACES, (client) => longestTask(client, CONDITIONS[0]), PATIENCE.traces);
    const of = (client, condition) => taken[`${client}, ${nameOf(condition)}`];
    const rows = IN_PAGES.map((client) => {
      const [label, ...packages] = jobs[client];
      const figures = [...CONDITIONS.map((condition) => of(client, condition)), tasks[client]].map(median);
      return [label, version(...packages), count(bytes(client)), ...figures.map((figure) => round(figure))];
    });
    const ratios = CONDITIONS.map((condition) => {
      const [ours, slim, fal] = ["ours", "slim", "fal"].map((client) => of(client, condition));
      const [limit, aim] = [TIMES_FAL, AIM].map((all) => all[condition.network]);
      return {
        name: nameOf(condition),
        ours,
        fal,
        ratio: median(ours) / median(fal),
        slim: median(slim) / median(fal),
        limit,
        aim,
      };
    });
    const beside = ratios.map(({ name, ours, fal, ratio, slim, limit }) => {
      const figures = [ours, fal].flatMap((figures) => [round(median(figures)), spread(figures)]);
      return [name, ...figures, round(ratio), String(limit), round(slim)];
    });
    for (const row of [...rows, ...beside]) say(row.join("  "));
    const longest = median(tasks.ours);
    return {
      where: `Chromium ${chromium}`,
      visits: of("ours", CONDITIONS[0]).length,
      traces: tasks.ours.length,
      tables: [
        {
          title: "In Chromium, ms",
          columns: ["client", "version", "bytes", ...CONDITIONS.map(nameOf), "longest task"],
          rows,
        },
        {
          title: "In Chromium, beside fal",
          columns: ["throttling", "ours, ms", "spread", "fal, ms", "spread", "× fal", "at most", "/slim × fal"],
          rows: beside,
        },
      ],
      goals: [
        ...ratios.map(({ name, ratio, limit, aim }) => ({
          goal: `at most ${limit} × fal, Chromium, ${name}${aim ? ` (aim: ${aim} ×)` : ""}`,
          measured: times(ratio),
          met: ratio <= limit,
        })),
        {
          goal: `no task of the main thread over ${LONGEST_TASK} ms, Chromium, ${nameOf(CONDITIONS[0])}`,
          measured: `${round(longest)} ms, ${times(longest / median(tasks.fal))} fal`,
          met: longest <= LONGEST_TASK,
        },
      ],
    };
  } finally {
    await close();
  }
};

const inPlace = async (name, say) => {
  const place = await places[name](CLIENTS);
  try {
    // The first of each is not counted: its files come from the disk.
    for (const client of CLIENTS) await place.start(client);
    const taken = await inTurn(CLIENTS, ROUNDS, place.start, PATIENCE.places);
    const ratio = (client) => median(taken[client]) / median(taken.replicate);
    const rows = CLIENTS.map((client) => {
      const [label, ...packages] = jobs[client];
      const figures = taken[client];
      return [name, label, version(...packages), round(median(figures)), spread(figures), round(ratio(client))];
    });
    for (const row of rows) say(row.join("  "));
    const goal = {
      goal: `at most ${TIMES_REPLICATE} × replicate, ${name}`,
      measured: times(ratio("ours")),
      met: ratio("ours") <= TIMES_REPLICATE,
    };
    return { rows, goal, where: `${name} ${place.version}` };
  } finally {
    place.close();
  }
};

const says = (chromium, elsewhere) => `
The time to the first request at a server on 127.0.0.1, in ${[chromium, ...elsewhere].map(({ where }) => where).join(", ")}; all clients take turns, and the spread
is the middle half.

In Chromium from the start of the navigation, in a fresh context with an empty cache, the medians of ${chromium.visits} visits. The page has one script, bundled and
minified by esbuild ${version("esbuild")}, which makes the client and submits one job to the page's own origin; the server compresses by \`gzip -9\`, and *bytes* is what comes of
the script. DevTools' protocol slows down the CPU four times, and the network: ${Object.entries(NETWORKS)
  .flatMap(([name, slow]) => (slow ? [`${name} is ${slow.speed / 1e6} Mbit/s and ${slow.latency} ms a response`] : []))
  .join(", ")}. The longest task of the main thread until the first request is read from traces of
${chromium.traces} more visits without throttling.

In Node from before the import in a fresh process, the packages as they are installed; in workerd from the dispatch of a request to a fresh process, whose handler
imports the bundled client. Medians of up to ${ROUNDS} starts.`;

const run = async ({ say }) => {
  const chromium = await inChromium(say);
  const elsewhere = [];
  for (const name of Object.keys(places)) elsewhere.push(await inPlace(name, say));
  return {
    part: "start",
    title: "Start",
    says: says(chromium, elsewhere),
    tables: [
      ...chromium.tables,
      {
        title: "In Node and workerd",
        columns: ["runtime", "client", "version", "ms", "spread", "× replicate"],
        rows: elsewhere.flatMap(({ rows }) => rows),
      },
    ],
    goals: [...chromium.goals, ...elsewhere.map(({ goal }) => goal)],
    plots: [],
  };
};

export default { name: "start", run };
