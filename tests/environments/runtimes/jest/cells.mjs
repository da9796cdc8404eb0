import { build } from "esbuild";

/** What the harness gives is ESM, which Jest does not read; the package is required as Jest finds it. @param {string} folder */
const givenAsCommonJs = (folder) =>
  build({
    stdin: {
      contents: ["example", "journey", "report", "where"].map((name) => `export * from "./${name}.js";`).join("\n"),
      resolveDir: folder,
    },
    outfile: `${folder}/all.cjs`,
    bundle: true,
    format: "cjs",
    external: ["midjourney-wasm"],
    logLevel: "error",
  });

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const version = await app.version("jest");
  return [20, 24].map((major) => {
    const run = async () => {
      const node = app.node(major);
      await app.needs(node, `Node ${major}`);
      await givenAsCommonJs(app.path("given"));
      app.walked(app.outcomeOfText(await app.exec(node, ["node_modules/jest/bin/jest.js", "--env=node"])));
    };
    return { where: "Jest", version, how: `require() on Node ${major}`, run };
  });
};
