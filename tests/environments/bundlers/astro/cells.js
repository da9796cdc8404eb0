import { acts, builtOnce, everyWay } from "../../harness/frameworks.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const node = app.node(24);
  const astro = app.path("node_modules/astro/bin/astro.mjs");
  const build = builtOnce(app, "dist", () => app.exec(node, [astro, "build"]));
  const ways = {
    build: async () => {
      await build();
      const env = (port) => ({ HOST: "127.0.0.1", PORT: port });
      return app.server(node, () => ["dist/server/entry.mjs"], { ready: /Server listening on/, env });
    },
    "dev server": () =>
      // --force: what was bundled of the dependencies for another tarball is not to be used.
      app.server(node, (port) => [astro, "dev", "--host", "127.0.0.1", "--port", port, "--force"], { ready: /ready in/ }),
  };
  const framework = { where: "Astro", version: await app.version("astro") };
  return everyWay(app, framework, ways, acts(app, "script of a page"), () => app.needs(node, "Node 24"));
};
