// The page: what was asked for and what came of it first, then a section for each part.

/**
 * What a part gives.
 * @typedef Part
 * @property {string} part
 * @property {string} title
 * @property {string} says
 * @property {{ title: string, columns: string[], rows: string[][] }[]} tables
 * @property {{ goal: string, measured: string, met: boolean, tried?: string }[]} goals
 * @property {{ file: string, alt: string }[]} plots
 */

/** @param {boolean} met */
const word = (met) => (met ? "met" : "**missed**");

/** A table is as wide as its cells say; what is a figure stands on the right. @param {string[]} columns @param {string[][]} rows */
const table = (columns, rows) => {
  const wrong = rows.find((row) => row.length !== columns.length || row.some((cell) => typeof cell !== "string"));
  if (wrong) throw new Error(`this row is not of ${columns.join(", ")}: ${JSON.stringify(wrong)}`);
  const figures = columns.map((_, at) => at > 0 && rows.every((row) => /^[\d–]|^$/.test(row[at])));
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = columns.map((_, at) => (figures[at] ? "---:" : "---"));
  return [line(columns), line(rule), ...rows.map(line)].join("\n");
};

/** How GitHub names a heading in a link. @param {string} title */
const anchor = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** @param {Part} part */
const section = ({ title, says, tables, goals, plots }) => [
  `## ${title}`,
  says.trim(),
  ...plots.map(({ file, alt }) => `![${alt}](plots/${file}.svg)`),
  ...tables.flatMap(({ title: name, columns, rows }) => [...(name ? [`### ${name}`] : []), table(columns, rows)]),
  ...goals
    .filter(({ met }) => !met)
    .map(({ goal, measured, tried }) => `**Missed**: ${goal}; measured: ${measured}. ${tried?.trim() ?? ""}`.trim()),
];

/** @param {Part[]} parts @param {{ commit: string, date: string, machine: string }} made */
export const page = (parts, { commit, date, machine }) => {
  const goals = parts.flatMap(({ title, goals }) =>
    goals.map(({ goal, measured, met }) => [`[${title}](#${anchor(title)})`, goal, measured, word(met)]),
  );
  const missed = goals.filter((row) => row[3] !== "met").length;
  return `${[
    "# Benchmarks",
    `Commit ${commit}, ${date}, ${machine}. Written by \`benches/write.js\` from the results of \`benches/run.js\`: no figure on this page is written by hand.`,
    `What was asked for: ${goals.length} goals, of which ${goals.length - missed} are met and ${missed} missed. What was tried for a missed one stands in its section or in [decisions.md](decisions.md).`,
    table(["benchmark", "asked for", "measured", "goal"], goals),
    ...parts.flatMap(section),
  ].join("\n\n")}\n`;
};
