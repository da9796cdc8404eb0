// From a picture's bytes to the body of its submit: ours against the quickest way of each platform.

import { count, inTurn, median, round, spread, times } from "../measure/numbers.js";
import { version } from "../measure/packages.js";
import { runtimes } from "../measure/runtimes.js";

const ROUNDS = 12;
/** Sizes in bytes, and how many of them make one figure: clocks are coarse. */
const SIZES = [
  [100_000, 30],
  [1_000_000, 5],
  [5_000_000, 2],
  [10_000_000, 1],
  [20_000_000, 1],
];
const FORMS = { bytes: "Uint8Array", blob: "Blob" };
const GOAL = 0.8;
/** The goal is for the encoding: of smaller pictures the checks around it take as long. */
const JUDGED_FROM = 1_000_000;
const PATIENCE = 30_000;

const sizeOf = (bytes) => (bytes < 1_000_000 ? `${bytes / 1000} kB` : `${bytes / 1_000_000} MB`);

const inRuntime = async (name, say) => {
  const runtime = await runtimes[name]();
  try {
    const cells = SIZES.flatMap(([size, repeats]) => Object.keys(FORMS).map((form) => ({ size, form, repeats })));
    // All ways with one picture, then all with the next, round after round.
    const taken = await inTurn(
      ["all"],
      ROUNDS,
      async () => {
        const figures = [];
        for (const { size, form, repeats } of cells) {
          figures.push(await inTurn(runtime.encoders, 1, (way) => runtime.encode(way, form, size, repeats)));
        }
        return figures;
      },
      PATIENCE,
    );
    // The first round compiles.
    const rounds = taken.all.slice(1);
    const rows = [];
    const ratios = cells.map(({ size, form }, cell) => {
      const of = (way) => rounds.flatMap((figures) => figures[cell][way]);
      const others = runtime.encoders.filter((way) => way !== "ours");
      const best = others.reduce((least, other) => (median(of(other)) < median(of(least)) ? other : least));
      const [ours, theirs] = [of("ours"), of(best)];
      const ratio = median(theirs) / median(ours);
      const figures = [round(median(ours)), spread(ours), best, round(median(theirs)), spread(theirs), round(ratio)];
      rows.push([sizeOf(size), FORMS[form], ...figures]);
      say(`${name}  ${rows.at(-1).join("  ")}`);
      return ratio;
    });
    const judged = ratios.filter((_, cell) => cells[cell].size >= JUDGED_FROM);
    const title = `${name} ${runtime.version}`;
    const table = {
      title,
      columns: ["picture", "given as", "ours, ms", "spread", "quickest way", "ms", "spread", "its time / ours"],
      rows,
    };
    const goal = {
      goal: `at least ${GOAL} × the platform's best, pictures from ${sizeOf(JUDGED_FROM)}, ${name}`,
      measured: `${times(Math.min(...judged))} to ${times(Math.max(...judged))}`,
      met: Math.min(...judged) >= GOAL,
    };
    return { table, goal };
  } finally {
    await runtime.close();
  }
};

const run = async ({ say }) => {
  const found = [];
  for (const name of Object.keys(runtimes)) found.push(await inRuntime(name, say));
  return {
    part: "pictures",
    title: "Pictures",
    says:
      `A picture's bytes to the body of \`describe\`: base64 in a data URL in JSON. midjourney-wasm ${version("midjourney-wasm")} from the call to where its \`fetch\` ` +
      `option is given the body, all checks included; the platform's ways make the same body. The goal is for pictures from ${sizeOf(JUDGED_FROM)}. ` +
      "Tried are `Buffer`, `FileReader`, `Uint8Array.prototype.toBase64` and " +
      `\`btoa\` in pieces of 32 kB, where the platform has them. Of up to ${count(ROUNDS - 1)} rounds in turn, after one that compiles; the spread is the middle half.`,
    tables: found.map(({ table }) => table),
    goals: found.map(({ goal }) => goal),
    plots: [],
  };
};

export default { name: "pictures", run };
