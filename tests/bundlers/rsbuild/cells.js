import { builds } from "../../cells/bundles.js";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Rsbuild", await app.version("@rsbuild/core")];
  // It writes a page of its own.
  const entry = (folder) => ({ ENTRY: `./${folder}/main.js` });

  const serve = async () => {
    const port = String(await app.port());
    await app.start(app.bin("rsbuild"), ["dev", "--host", "127.0.0.1", "--port", port], { ready: /built in/, env: entry(".") });
    app.walked(await app.outcomeOfPage("chromium", `http://127.0.0.1:${port}/`));
  };

  const build = (folder, out) => app.exec(app.bin("rsbuild"), ["build", "--dist-path", out], { env: entry(folder) });

  return [{ where, version, how: "dev server", run: serve }, ...builds(app, { where, version, build })];
};
