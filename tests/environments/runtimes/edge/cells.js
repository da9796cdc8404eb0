/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const version = `edge-runtime ${await app.version("edge-runtime")}`;
  const cell = (how, realm) => {
    const run = async () => app.walked(app.outcomeOfText(await app.exec(process.execPath, ["platform.mjs", realm])));
    return { where: "Vercel Edge", version, how, run };
  };
  return [cell("a module of its own realm", "own"), cell("a module of another realm, compiling forbidden", "foreign")];
};
