import { cp } from "node:fs/promises";
import { builds } from "../../cells/bundles.js";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const build = async (folder, out) => {
    await app.exec(app.bin("esbuild"), [`${folder}/main.js`, "--bundle", "--minify", "--format=esm", `--outdir=${out}`]);
    await cp(app.path(folder, "index.html"), app.path(out, "index.html"));
    // It emits JavaScript only.
    if (folder === "slim") await cp(app.path("node_modules/midjourney-wasm/client.wasm"), app.path(out, "client.wasm"));
  };
  return builds(app, { where: "esbuild", version: await app.version("esbuild"), build });
};
