import { builds } from "../../cells/bundles.js";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const all = [];
  for (const major of [5, 6, 7, 8]) {
    const [where, version] = ["Vite", await app.version(`vite-${major}`)];
    const program = app.path(`node_modules/vite-${major}/bin/vite.js`);

    const build = (folder, out) => app.exec(process.execPath, [program, "build", folder, "--outDir", app.path(out)]);

    const walk = async (page) => {
      const port = String(await app.port());
      // --force: what was bundled of the dependencies for another tarball, or by another Vite, is not to be used.
      const args = [program, "--host", "127.0.0.1", "--port", port, "--strictPort", "--force"];
      await app.start(process.execPath, args, { ready: /ready in/ });
      app.walked(await app.outcomeOfPage("chromium", `http://127.0.0.1:${port}${page}`));
    };
    all.push({ where, version, how: "dev server", run: () => walk("/index.html") });
    all.push({ where, version, how: "dev server with /slim", run: () => walk("/slim/index.html") });
    all.push(...builds(app, { where, version, build }));
  }
  return all;
};
