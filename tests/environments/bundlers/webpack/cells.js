import { cp } from "node:fs/promises";
import { builds, develops } from "../../harness/bundles.js";
import { bundled } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["webpack", await app.version("webpack")];

  const args = ["serve", "--mode", "development", "--entry", "./main.js", "--static", ".", "--host", "127.0.0.1", "--port"];
  const serve = () => app.server(app.bin("webpack"), (port) => [...args, port], { ready: /compiled successfully/ });

  const build = async (folder, out) => {
    await app.exec(app.bin("webpack"), ["build", "--mode", "production", "--entry", `./${folder}/main.js`, "-o", out]);
    await cp(app.path(folder, "index.html"), app.path(out, "index.html"));
  };

  const program = async (entry, out) => {
    const args = ["build", "--mode", "production", "--target", "node", "--entry", `./${entry}`, "-o", out];
    await app.exec(app.bin("webpack"), [...args, "--output-filename", "main.cjs"]);
    return `${out}/main.cjs`;
  };

  return [
    develops(app, { where, version, serve }),
    ...builds(app, { where, version, build }),
    bundled(app, { where, version, build: program }),
  ];
};
