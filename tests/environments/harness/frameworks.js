// What the frameworks share: apps that run on both sides of the wire, built and in development.

import { rm } from "node:fs/promises";

/**
 * A cell for each act, in each way of running the app: one server for each way, which meets the acts in their order.
 * @param {import("./app.js").App} app
 * @param {{ where: string, version: string }} framework
 * @param {Record<string, () => Promise<string>>} ways each starts a server, and gives its address
 * @param {Record<string, (url: string) => Promise<void>>} acts
 * @param {(what: string, way: string) => unknown} [check] ends a cell that cannot be had
 */
export const everyWay = (app, { where, version }, ways, acts, check = () => {}) =>
  Object.entries(ways).flatMap(([way, start]) => {
    const server = app.shared(start);
    return Object.entries(acts).map(([what, act]) => {
      const run = async () => {
        await check(what, way);
        await act(await server());
      };
      return { where, version, how: `${what}, ${way}`, run };
    });
  });

/**
 * Builds into a folder of the app's, once per run: what is there is of another tarball, or another sandbox.
 * @param {import("./app.js").App} app
 * @param {string} out
 * @param {() => Promise<unknown>} build
 */
export const builtOnce = (app, out, build) => {
  const make = async () => {
    await rm(app.path(out), { recursive: true, force: true });
    await build();
  };
  /** @type {Promise<void> | undefined} */
  let built;
  return () => (built ??= make());
};

/** What a server answers, and what given/counted.js has counted there, where it tells that. @param {string} url */
export const ask = async (url) => {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} was answered with HTTP ${response.status}\n${text}`);
  return { text, instantiated: response.headers.get("x-instantiated") };
};

/**
 * Fails unless rendering a page that imports the package and makes a client instantiates nothing; a walk then shows that it is
 * counted.
 * @param {() => Promise<string | null>} count renders the page, and gives the count
 * @param {() => Promise<unknown>} walk on the same server
 */
export const onlyImports = async (count, walk) => {
  await count();
  const before = await count();
  await walk();
  const counts = `${before}, ${await count()}`;
  if (counts !== "0, 1") throw new Error(`after the page, and a walk after it, this was instantiated: ${counts}`);
};

/**
 * The acts of an app whose page renders the client's method and whose /walk walks on the server.
 * @param {import("./app.js").App} app
 * @param {string} page what its page is called
 */
export const acts = (app, page) => {
  const count = async (url) => {
    const { text, instantiated } = await ask(url);
    if (!text.includes("imagine is a function")) throw new Error(`it is not rendered on the server\n${text}`);
    return instantiated;
  };
  return {
    /** No browser opens it: the server imports the package and makes a client, and that is all. So it is the first. */
    "page rendered on the server": (url) =>
      onlyImports(
        () => count(url),
        () => ask(`${url}/walk`),
      ),
    [page]: async (url) => app.walked(await app.outcomeOfPage("chromium", url)),
    endpoint: async (url) => app.walked(JSON.parse((await ask(`${url}/walk`)).text)),
  };
};
