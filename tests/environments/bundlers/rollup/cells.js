import { cp } from "node:fs/promises";
import { builds } from "../../harness/bundles.js";
import { bundled } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const build = async (folder, out) => {
    await app.exec(app.bin("rollup"), [`${folder}/main.js`, "-d", out, "-p", "node-resolve", "-p", "terser"]);
    await cp(app.path(folder, "index.html"), app.path(out, "index.html"));
    // It emits JavaScript only.
    if (folder === "slim") await cp(app.path("node_modules/midjourney-wasm/client.wasm"), app.path(out, "client.wasm"));
  };
  const [where, version] = ["Rollup", await app.version("rollup")];

  const program = async (entry, out) => {
    await app.exec(app.bin("rollup"), [entry, "-d", out, "-p", 'node-resolve={exportConditions:["node"]}']);
    return `${out}/program.js`;
  };
  return [...builds(app, { where, version, build }), bundled(app, { where, version, build: program })];
};
