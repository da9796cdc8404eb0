/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const node = app.node(24);
  const version = await app.version("vitest");
  const ways = [
    { environment: "node", pool: "forks" },
    { environment: "jsdom", pool: "forks" },
    { environment: "node", pool: "vmThreads" },
  ];
  return ways.map(({ environment, pool }) => {
    const run = async () => {
      await app.needs(node, "Node 24");
      const args = ["node_modules/vitest/vitest.mjs", "run", `--environment=${environment}`, `--pool=${pool}`];
      app.walked(app.outcomeOfText(await app.exec(node, args)));
    };
    return { where: "Vitest", version, how: `environment ${environment}${pool === "forks" ? "" : `, ${pool}`}`, run };
  });
};
