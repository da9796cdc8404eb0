// A list of a thousand tasks in one answer: its time against `JSON.parse`, and whether every digit arrives.

import process from "node:process";
import { told } from "../measure/child.js";
import { count, median, round, spread, times } from "../measure/numbers.js";
import { version } from "../measure/packages.js";

const [TASKS, ROUNDS] = [1_000, 15];
const GOAL = 6;

const names = {
  ours: ["midjourney-wasm, `fetch(ids)`", () => version("midjourney-wasm")],
  parse: ["`JSON.parse` of the text", () => ""],
  read: ["`response.json()`", () => ""],
};

const run = async ({ say }) => {
  const { taken, bytes, digits } = await told("decode.js", [String(TASKS), String(ROUNDS)]);
  const ratio = (name) => median(taken[name]) / median(taken.parse);
  const rows = Object.entries(names).map(([name, [label, version]]) => {
    const exact = name === "ours" ? digits.ours : digits.parse;
    return [label, version(), round(median(taken[name])), spread(taken[name]), round(ratio(name)), exact.join(", ")];
  });
  for (const row of rows) say(row.join("  "));
  const isExact = String(digits.ours) === String(digits.sent);
  return {
    part: "decode",
    title: "Decoding",
    says:
      `An answer of ${count(TASKS)} finished tasks (${count(bytes)} bytes), to the tasks, in Node ${process.versions.node}; the answer comes from a ` +
      `\`fetch\` in the same process. ${taken.ours.length} rounds in which all take turns; the spread is the middle half. In the text the ids of Discord are the numbers ` +
      `${digits.sent.join(" and ")}: the last column says what they have become.`,
    tables: [{ title: "", columns: ["decoder", "version", "ms", "spread", "× `JSON.parse`", "Discord's ids"], rows }],
    goals: [
      {
        goal: `at most ${GOAL} × \`JSON.parse\`, exact`,
        measured: `${times(ratio("ours"))}, ${isExact ? "exact" : "not exact"}`,
        met: ratio("ours") <= GOAL && isExact,
      },
    ],
    plots: [],
  };
};

export default { name: "decode", run };
