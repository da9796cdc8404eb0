import { builds, develops } from "../../harness/bundles.js";
import { bundled } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Rsbuild", await app.version("@rsbuild/core")];
  // It writes a page of its own.
  const entry = (folder) => ({ ENTRY: `./${folder}/main.js` });

  const args = (port) => ["dev", "--host", "127.0.0.1", "--port", port];
  const serve = () => app.server(app.bin("rsbuild"), args, { ready: /built in/, env: () => entry(".") });

  const build = (folder, out) => app.exec(app.bin("rsbuild"), ["build", "--dist-path", out], { env: entry(folder) });

  const program = async (entry, out) => {
    await app.exec(app.bin("rsbuild"), ["build", "--dist-path", out], { env: { ENTRY: `./${entry}`, TARGET: "node" } });
    return `${out}/index.js`;
  };

  return [
    develops(app, { where, version, serve }),
    ...builds(app, { where, version, build }),
    bundled(app, { where, version, build: program }),
  ];
};
