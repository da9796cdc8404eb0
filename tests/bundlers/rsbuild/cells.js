import { builds, develops } from "../../cells/bundles.js";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Rsbuild", await app.version("@rsbuild/core")];
  // It writes a page of its own.
  const entry = (folder) => ({ ENTRY: `./${folder}/main.js` });

  const args = (port) => ["dev", "--host", "127.0.0.1", "--port", port];
  const serve = () => app.server(app.bin("rsbuild"), args, { ready: /built in/, env: () => entry(".") });

  const build = (folder, out) => app.exec(app.bin("rsbuild"), ["build", "--dist-path", out], { env: entry(folder) });

  return [develops(app, { where, version, serve }), ...builds(app, { where, version, build })];
};
