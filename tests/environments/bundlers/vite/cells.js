import { builds, develops } from "../../harness/bundles.js";
import { bundled } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const all = [];
  for (const major of app.isSweep ? [5, 6, 7, 8] : [8]) {
    const [where, version] = ["Vite", await app.version(`vite-${major}`)];
    const program = app.path(`node_modules/vite-${major}/bin/vite.js`);

    const build = (folder, out) => app.exec(process.execPath, [program, "build", folder, "--outDir", app.path(out)]);

    // --force: what was bundled of the dependencies for another tarball, or by another Vite, is not to be used.
    const args = [program, "--host", "127.0.0.1", "--strictPort", "--force", "--port"];
    const serve = () => app.server(process.execPath, (port) => [...args, port], { ready: /ready in/ });
    all.push(develops(app, { where, version, serve }));
    all.push(develops(app, { where, version, serve, how: "dev server with /slim", page: "/slim/index.html" }));
    all.push(...builds(app, { where, version, build }));

    const bundle = async (entry, out) => {
      await app.exec(process.execPath, [program, "build", "--config", "ssr.config.js", "--ssr", entry, "--outDir", out]);
      return `${out}/program.js`;
    };
    all.push(bundled(app, { where, version, how: "build for a server", build: bundle }));
  }
  return all;
};
