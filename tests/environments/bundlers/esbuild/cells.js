import { cp } from "node:fs/promises";
import { builds } from "../../harness/bundles.js";
import { bundled } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const build = async (folder, out) => {
    await app.exec(app.bin("esbuild"), [`${folder}/main.js`, "--bundle", "--minify", "--format=esm", `--outdir=${out}`]);
    await cp(app.path(folder, "index.html"), app.path(out, "index.html"));
    // It emits JavaScript only.
    if (folder === "slim") await cp(app.path("node_modules/midjourney-wasm/client.wasm"), app.path(out, "client.wasm"));
  };
  const [where, version] = ["esbuild", await app.version("esbuild")];

  const program = (format, extension) => async (entry, out) => {
    const path = `${out}/program.${extension}`;
    await app.exec(app.bin("esbuild"), [entry, "--bundle", "--platform=node", `--format=${format}`, `--outfile=${path}`]);
    return path;
  };
  return [
    ...builds(app, { where, version, build }),
    bundled(app, { where, version, build: program("esm", "mjs") }),
    bundled(app, { where, version, how: "build for Node, as CommonJS", build: program("cjs", "cjs") }),
  ];
};
