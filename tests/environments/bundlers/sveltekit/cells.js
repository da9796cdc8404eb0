import { acts, builtOnce, everyWay } from "../../harness/frameworks.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const node = app.node(24);
  const vite = app.path("node_modules/vite/bin/vite.js");
  const build = builtOnce(app, "build", () => app.exec(node, [vite, "build"]));
  const ways = {
    build: async () => {
      await build();
      const env = (port) => ({ HOST: "127.0.0.1", PORT: port });
      return app.server(node, () => ["build/index.js"], { ready: /Listening on/, env });
    },
    "dev server": () =>
      // --force: what was bundled of the dependencies for another tarball is not to be used.
      app.server(node, (port) => [vite, "--host", "127.0.0.1", "--port", port, "--strictPort", "--force"], { ready: /ready in/ }),
  };
  const framework = { where: "SvelteKit", version: await app.version("@sveltejs/kit") };
  return everyWay(app, framework, ways, acts(app, "page"), () => app.needs(node, "Node 24"));
};
