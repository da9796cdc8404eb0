/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const node = app.node(24);
  const version = await app.version("vitest");
  return ["node", "jsdom"].map((environment) => {
    const run = async () => {
      await app.needs(node, "Node 24");
      const args = ["node_modules/vitest/vitest.mjs", "run", `--environment=${environment}`];
      app.walked(app.outcomeOfText(await app.exec(node, args)));
    };
    return { where: "Vitest", version, how: `environment ${environment}`, run };
  });
};
