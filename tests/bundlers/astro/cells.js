import { rm } from "node:fs/promises";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["Astro", await app.version("astro")];
  const node = app.node(24);
  const astro = app.path("node_modules/astro/bin/astro.mjs");

  const build = async () => {
    await rm(app.path("dist"), { recursive: true, force: true });
    await app.exec(node, [astro, "build"]);
  };
  /** It is built once per run. @type {Promise<void> | undefined} */
  let built;

  // Each starts a server, and gives its address.
  const ways = {
    build: async () => {
      await (built ??= build());
      const port = String(await app.port());
      await app.start(node, ["dist/server/entry.mjs"], { ready: /Server listening on/, env: { HOST: "127.0.0.1", PORT: port } });
      return `http://127.0.0.1:${port}`;
    },
    "dev server": async () => {
      const port = String(await app.port());
      // --force: what was bundled of the dependencies for another tarball is not to be used.
      await app.start(node, [astro, "dev", "--host", "127.0.0.1", "--port", port, "--force"], { ready: /ready in/ });
      return `http://127.0.0.1:${port}`;
    },
  };

  const ask = async (url) => {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} was answered with HTTP ${response.status}\n${text}`);
    return { text, instantiated: response.headers.get("x-instantiated") };
  };
  const acts = {
    "script of a page": async (url) => app.walked(await app.outcomeOfPage("chromium", url)),
    /** No browser opens it: the server imports the package and makes a client, and that is all. */
    "page rendered on the server": async (url) => {
      const { text, instantiated } = await ask(url);
      if (!text.includes("imagine is a function")) throw new Error(`it is not rendered on the server\n${text}`);
      // A walk shows that it does count, and that it was not done before the count began.
      const counts = `${instantiated}, ${(await ask(`${url}/walk`)).instantiated}`;
      if (counts !== "0, 1") throw new Error(`after the page, and a walk after it, this was instantiated: ${counts}`);
    },
    endpoint: async (url) => app.walked(JSON.parse((await ask(`${url}/walk`)).text)),
  };

  const all = [];
  for (const [way, start] of Object.entries(ways)) {
    for (const [what, act] of Object.entries(acts)) {
      const run = async () => {
        if (!(await app.versionOf(node))) app.skip("npm has no Node 24 for this system");
        await act(await start());
      };
      all.push({ where, version, how: `${what}, ${way}`, run });
    }
  }
  return all;
};
