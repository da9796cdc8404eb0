import { builds } from "../../cells/bundles.js";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Parcel", await app.version("parcel")];

  const serve = async () => {
    const port = String(await app.port());
    const args = ["serve", "index.html", "--host", "127.0.0.1", "--port", port, "--dist-dir", "out/dev", "--no-cache"];
    await app.start(app.bin("parcel"), args, { ready: /Built in/ });
    app.walked(await app.outcomeOfPage("chromium", `http://127.0.0.1:${port}/index.html`));
  };

  const build = (folder, out) =>
    app.exec(app.bin("parcel"), ["build", `${folder}/index.html`, "--dist-dir", out, "--no-source-maps", "--no-cache"]);

  return [{ where, version, how: "dev server", run: serve }, ...builds(app, { where, version, build })];
};
