/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const node = app.node(24);
  const version = `@cloudflare/vitest-plugin ${await app.version("@cloudflare/vitest-plugin")}`;
  const run = async () => {
    if (!(await app.versionOf(node))) app.skip("npm has no Node 24 for this system");
    // What wrangler keeps in the user's home stays with the app.
    const env = { XDG_CONFIG_HOME: app.path(".config") };
    app.walked(app.outcomeOfText(await app.exec(node, ["node_modules/vitest/vitest.mjs", "run"], { env })));
  };
  return [{ where: "Cloudflare Workers in Vitest", version, run }];
};
