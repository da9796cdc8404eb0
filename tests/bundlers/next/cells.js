import { rm } from "node:fs/promises";
import { ask, builtOnce, everyWay, onlyImports } from "../../cells/frameworks.js";

/** @param {import("../../cells/app.js").App} app */
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
    "client component": async (url) => app.walked(await app.outcomeOfPage("chromium", url)),
    /** No browser opens it: the server imports the package and makes a client, and that is all. */
    "client component rendered on the server": (url) =>
      onlyImports(
        () => part(url, /imagine is a function.*instantiated: (\w+)/),
        () => route("/node")(url),
      ),
    "route handler": route("/node"),
    "edge route": route("/edge/route"),
    "edge page": async (url) =>
      app.walked(JSON.parse(await part(`${url}/edge/page`, /<script type="application\/json">(.*?)<\/script>/))),
  };

  return everyWay({ where: "Next", version: await app.version("next") }, ways, acts, (what, way) => {
    // Its dev server fails likewise.
    if (way === "build --webpack" && what === "edge route") {
      app.skip("Next with webpack runs no edge route at all: route_client-reference-manifest.js is missing");
    }
  });
};
