import { bundled } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const program = app.path("node_modules/@oven/bun-linux-x64/bin/bun");
  const version = await app.versionOf(program);
  const all = [];
  for (const [how, file] of [
    ["import", "import.mjs"],
    ["require()", "require.cjs"],
  ]) {
    const run = async () => {
      if (!version) app.skip("npm has no Bun for this system");
      app.walked(app.outcomeOfText(await app.exec(program, ["--no-install", file])));
    };
    all.push({ where: "Bun", version: version ?? "1", how, run });
  }
  const build = async (entry, out) => {
    await app.exec(program, ["build", "--target=bun", entry, "--outdir", out]);
    return `${out}/program.js`;
  };
  const cell = bundled(app, { where: "Bun", version: version ?? "1", how: "build", program, build });
  const run = async () => {
    if (!version) app.skip("npm has no Bun for this system");
    await cell.run();
  };
  all.push({ ...cell, run });
  return all;
};
