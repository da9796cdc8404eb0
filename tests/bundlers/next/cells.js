import { rm } from "node:fs/promises";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Next", await app.version("next")];

  /** Starts a server in the app's output, and gives its address. */
  const serve = async (command, env) => {
    const port = String(await app.port());
    await app.start(app.bin("next"), [command, "--hostname", "127.0.0.1", "--port", port], { ready: /Ready in/, env });
    return `http://127.0.0.1:${port}`;
  };
  // What it has kept is of another tarball, or another sandbox.
  const forget = ({ OUT }) => rm(app.path(OUT), { recursive: true, force: true });

  const develops = (env) => async () => {
    await forget(env);
    return serve("dev", env);
  };
  const builds = (env, options = []) => {
    const build = async () => {
      await forget(env);
      await app.exec(app.bin("next"), ["build", ...options], { env });
    };
    /** It is built once per run. @type {Promise<void> | undefined} */
    let built;
    return async () => {
      await (built ??= build());
      return serve("start", env);
    };
  };

  const read = async (url) => {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} was answered with HTTP ${response.status}\n${text}`);
    return text;
  };
  const part = async (url, pattern) => {
    // React puts comments between texts.
    const html = (await read(url)).replaceAll("<!-- -->", "");
    const match = pattern.exec(html);
    if (!match) throw new Error(`there is no ${pattern} in\n${html}`);
    return match[1];
  };

  const client = async (url) => app.walked(await app.outcomeOfPage("chromium", url));
  const routeHandler = async (url) => app.walked(JSON.parse(await read(`${url}/node`)));
  const edgeRoute = async (url) => app.walked(JSON.parse(await read(`${url}/edge/route`)));
  const edgePage = async (url) =>
    app.walked(JSON.parse(await part(`${url}/edge/page`, /<script type="application\/json">(.*?)<\/script>/)));

  /** No browser opens it: the server imports the package and makes a client, and that is all. */
  const rendered = async (url) => {
    const count = () => part(url, /imagine is a function.*instantiated: (\w+)/);
    await count();
    const before = await count();
    if (before !== "0") throw new Error(`rendering the component instantiates: ${before}`);
    // It does count.
    await routeHandler(url);
    const after = await count();
    if (after !== "1") throw new Error(`a walk on the server instantiates: ${after}`);
  };

  const acts = {
    "client component": client,
    "client component rendered on the server": rendered,
    "route handler": routeHandler,
    "edge route": edgeRoute,
    "edge page": edgePage,
  };
  const EDGE_ROUTES = "1";
  const ways = {
    build: builds({ OUT: "out/build", EDGE_ROUTES }),
    "dev server": develops({ OUT: "out/dev", EDGE_ROUTES }),
    "build --webpack": builds({ OUT: "out/build-webpack" }, ["--webpack"]),
  };
  const all = [];
  for (const [way, start] of Object.entries(ways)) {
    for (const [what, act] of Object.entries(acts)) {
      const run = async () => {
        // Its dev server fails likewise.
        if (way === "build --webpack" && what === "edge route") {
          app.skip("Next with webpack runs no edge route at all: route_client-reference-manifest.js is missing");
        }
        await act(await start());
      };
      all.push({ where, version, how: `${what}, ${way}`, run });
    }
  }
  return all;
};
