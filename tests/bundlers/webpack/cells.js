import { cp } from "node:fs/promises";
import { builds } from "../../cells/bundles.js";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["webpack", await app.version("webpack")];

  const serve = async () => {
    const port = String(await app.port());
    const args = [
      "serve",
      "--mode",
      "development",
      "--entry",
      "./main.js",
      "--static",
      ".",
      "--host",
      "127.0.0.1",
      "--port",
      port,
    ];
    await app.start(app.bin("webpack"), args, { ready: /compiled successfully/ });
    app.walked(await app.outcomeOfPage("chromium", `http://127.0.0.1:${port}/index.html`));
  };

  const build = async (folder, out) => {
    await app.exec(app.bin("webpack"), ["build", "--mode", "production", "--entry", `./${folder}/main.js`, "-o", out]);
    await cp(app.path(folder, "index.html"), app.path(out, "index.html"));
  };

  return [{ where, version, how: "dev server", run: serve }, ...builds(app, { where, version, build })];
};
