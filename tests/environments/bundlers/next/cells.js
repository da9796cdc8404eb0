import { cp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { ask, builtOnce, everyWay, onlyImports } from "../../harness/frameworks.js";
import { holdsNoWasm } from "../../harness/programs.js";

/** @param {import("../../harness/app.js").App} app */
export const cells = async (app) => {
  const serve = (command, env) =>
    app.server(app.bin("next"), (port) => [command, "--hostname", "127.0.0.1", "--port", port], {
      ready: /Ready in/,
      env: () => env,
    });
  const develops = (env) => async () => {
    // What it has kept is of another tarball, or another sandbox.
    await rm(app.path(env.OUT), { recursive: true, force: true });
    return serve("dev", env);
  };
  const builds = (env, options = []) => {
    const build = builtOnce(app, env.OUT, () => app.exec(app.bin("next"), ["build", ...options], { env }));
    return async () => {
      await build();
      return serve("start", env);
    };
  };
  const EDGE_ROUTES = "1";
  const ways = {
    build: builds({ OUT: "out/build", EDGE_ROUTES }),
    "dev server": develops({ OUT: "out/dev", EDGE_ROUTES }),
    "build --webpack": builds({ OUT: "out/build-webpack" }, ["--webpack"]),
  };

  const part = async (url, pattern) => {
    // React puts comments between texts.
    const html = (await ask(url)).text.replaceAll("<!-- -->", "");
    const match = pattern.exec(html);
    if (!match) throw new Error(`there is no ${pattern} in\n${html}`);
    return match[1];
  };
  const route = (path) => async (url) => app.walked(JSON.parse((await ask(`${url}${path}`)).text));
  const acts = {
    /** No browser opens it: the server imports the package and makes a client, and that is all. So it is the first. */
    "client component rendered on the server": (url) =>
      onlyImports(
        () => part(url, /imagine is a function.*instantiated: (\w+)/),
        () => route("/node")(url),
      ),
    "client component": async (url) => app.walked(await app.outcomeOfPage("chromium", url)),
    "route handler": route("/node"),
    "edge route": route("/edge/route"),
    "edge page": async (url) =>
      app.walked(JSON.parse(await part(`${url}/edge/page`, /<script type="application\/json">(.*?)<\/script>/))),
  };

  const framework = { where: "Next", version: await app.version("next") };
  const pages = everyWay(app, framework, ways, acts, (what, way) => {
    // Its dev server fails likewise.
    if (way === "build --webpack" && what === "edge route") {
      app.skip("Next with webpack runs no edge route at all: route_client-reference-manifest.js is missing");
    }
  });
  // The edge's wasm is meant to be there.
  const emits = async () => {
    for (const out of ["out/build", "out/build-webpack"]) {
      for (const folder of ["server", "static"]) await holdsNoWasm(app.path(out, folder), /\/server\/edge/);
    }
  };
  return [
    ...pages,
    { ...framework, how: "builds without a file of client.wasm for Node", run: emits },
    {
      ...framework,
      how: "import of a traced copy",
      run: async () => app.walked(app.outcomeOfText(await traced(app, "given/program.js"))),
    },
    { ...framework, how: "require() of a traced copy", run: () => traced(app, "traced.cjs").then(() => {}) },
  ];
};

/**
 * What Next deploys of packages that it does not bundle: a copy of the files which @vercel/nft says that a program needs. All that
 * Node loads must be among them, and client.wasm. Gives what the program printed.
 * @param {import("../../harness/app.js").App} app
 * @param {string} program
 */
const traced = async (app, program) => {
  const { nodeFileTrace } = createRequire(app.path("package.json"))("next/dist/compiled/@vercel/nft");
  const { fileList } = await nodeFileTrace([app.path(program)], { base: app.folder });
  const out = "out/traced";
  await rm(app.path(out), { recursive: true, force: true });
  // Not with a link or a folder above that would serve as well.
  for (const file of fileList) await cp(app.path(file), app.path(out, file));
  await writeFile(app.path(out, "node_modules/midjourney-wasm/client.inline.js"), `export default "";\n`);
  return app.exec(process.execPath, [app.path(out, program)]);
};
