import { builds, develops } from "../../harness/bundles.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Parcel", await app.version("parcel")];

  const args = ["serve", "index.html", "--host", "127.0.0.1", "--dist-dir", "out/dev", "--no-cache", "--port"];
  const serve = () => app.server(app.bin("parcel"), (port) => [...args, port], { ready: /Built in/ });

  const build = (folder, out) =>
    app.exec(app.bin("parcel"), ["build", `${folder}/index.html`, "--dist-dir", out, "--no-source-maps", "--no-cache"]);

  return [develops(app, { where, version, serve }), ...builds(app, { where, version, build })];
};
