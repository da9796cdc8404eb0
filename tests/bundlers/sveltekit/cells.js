import { rm } from "node:fs/promises";

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const [where, version] = ["SvelteKit", await app.version("@sveltejs/kit")];
  const node = app.node(24);
  const vite = app.path("node_modules/vite/bin/vite.js");

  const build = async () => {
    await rm(app.path("build"), { recursive: true, force: true });
    await app.exec(node, [vite, "build"]);
  };
  /** It is built once per run. @type {Promise<void> | undefined} */
  let built;

  // Each starts a server, and gives its address.
  const ways = {
    build: async () => {
      await (built ??= build());
      const port = String(await app.port());
      const url = `http://127.0.0.1:${port}`;
      await app.start(node, ["build/index.js"], { ready: /Listening on/, env: { HOST: "127.0.0.1", PORT: port } });
      return url;
    },
    "dev server": async () => {
      const port = String(await app.port());
      // --force: what was bundled of the dependencies for another tarball is not to be used.
      const args = [vite, "--host", "127.0.0.1", "--port", port, "--strictPort", "--force"];
      await app.start(node, args, { ready: /ready in/ });
      return `http://127.0.0.1:${port}`;
    },
  };

  const ask = async (url) => {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} was answered with HTTP ${response.status}\n${text}`);
    return { text, instantiated: response.headers.get("x-instantiated") };
  };
  const expect = (instantiated, count, what) => {
    if (instantiated !== `${count}`) throw new Error(`${what} instantiates: ${instantiated}`);
  };

  const acts = {
    page: async (url) => app.walked(await app.outcomeOfPage("chromium", url)),
    /** No browser opens it: the server imports the package and makes a client, and that is all. */
    "page rendered on the server": async (url) => {
      const { text, instantiated } = await ask(url);
      if (!text.includes("imagine is a function")) throw new Error(`it is not rendered on the server\n${text}`);
      expect(instantiated, 0, "rendering the page");
      // It does count.
      expect((await ask(`${url}/walk`)).instantiated, 1, "a walk on the server");
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
