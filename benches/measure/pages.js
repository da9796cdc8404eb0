// Starting a client in a page of Chromium, as on a first visit: a fresh context with an empty cache each time, one bundled script, and
// a server on the same origin that compresses by gzip -9. The DevTools protocol slows down the network and the main thread.

import { readFile } from "node:fs/promises";
import { listen } from "./arrivals.js";
import { launchChromium } from "./browsers.js";
import { bundle, installed } from "./packages.js";

/** Bits per second in both directions, and the milliseconds that each response is late. */
export const NETWORKS = {
  "no throttling": undefined,
  "Fast 4G": { speed: 9_000_000, latency: 60 },
  "Slow 4G": { speed: 1_600_000, latency: 150 },
};

const TRACED = ["blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"];

/** @typedef {{ network: keyof typeof NETWORKS, cpu: number }} Condition */

const html = (name) => `<!doctype html>
<title>Bench</title>
<link rel="icon" href="data:,">
<script type="module" src="/${name}.js"></script>`;

/** The page's script: it makes the client and submits one job, to the gateway that the fragment of the page's URL names. */
const script = (name) => `
  import { run } from "./measure/jobs/${name}.js";
  run(location.origin + "/" + location.hash.slice(1)).catch(() => {});`;

/**
 * The longest task of the main thread from the start of the navigation until the first request, in milliseconds. It is read from a trace,
 * since a page is told of tasks over 50 ms only.
 */
const longest = (/** @type {any[]} */ events, page, gateway) => {
  const start = events.find(({ name, args }) => name === "navigationStart" && args.data.documentLoaderURL === page);
  const sent = events.find(({ name, args }) => name === "ResourceSendRequest" && args.data.url.startsWith(`${gateway}/`));
  const tasks = events.filter(
    ({ name, pid, tid, ts }) => name === "RunTask" && pid === start.pid && tid === start.tid && ts >= start.ts && ts <= sent.ts,
  );
  return Math.max(...tasks.map(({ dur }) => dur / 1000));
};

const slowDown = async (devtools, { network, cpu }) => {
  const { speed, latency } = NETWORKS[network] ?? {};
  if (speed) {
    const throughput = speed / 8;
    const rates = { downloadThroughput: throughput, uploadThroughput: throughput };
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency, ...rates });
  }
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
};

/** @param {string[]} names of the clients */
export const pages = async (names) => {
  const files = {
    "/client.wasm": { type: "application/wasm", content: await readFile(installed("midjourney-wasm/client.wasm")) },
  };
  for (const name of names) {
    files[`/${name}`] = { type: "text/html", content: html(name) };
    files[`/${name}.js`] = { type: "text/javascript", content: await bundle(script(name)) };
  }
  const { url, bytes, fresh, close } = await listen(files);
  const browser = await launchChromium();

  /** Opens a new page in which `measure` visits the client's page. */
  const inPage = async (/** @type {string} */ name, /** @type {Condition} */ condition, measure) => {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const failed = new Promise((_, reject) => page.once("pageerror", reject));
      failed.catch(() => {});
      await slowDown(await context.newCDPSession(page), condition);
      const { gateway, asked } = fresh();
      const address = `${url}/${name}#${gateway.slice(url.length + 1)}`;
      /** Gives when the first request came. */
      const visit = async () => {
        await page.goto(address, { waitUntil: "commit" });
        return Promise.race([asked, failed]);
      };
      return await measure(page, visit, { address, gateway });
    } finally {
      await context.close();
    }
  };

  return {
    version: browser.version(),
    /** What the script is on the wire; the slim entry has its wasm beside it. @param {string} name */
    bytes: (name) => bytes(`/${name}.js`) + (name === "slim" ? bytes("/client.wasm") : 0),
    /** The milliseconds from the start of the navigation to the first request at the gateway. */
    start: (/** @type {string} */ name, /** @type {Condition} */ condition) =>
      inPage(name, condition, async (page, visit) => {
        const { wall } = await visit();
        return wall - (await page.evaluate(() => Date.now() - performance.now()));
      }),
    longestTask: (/** @type {string} */ name, /** @type {Condition} */ condition) =>
      inPage(name, condition, async (page, visit, { address, gateway }) => {
        await browser.startTracing(page, { categories: TRACED });
        await visit();
        // The task that sent the request may still run: this is answered by the next one.
        await page.evaluate(() => {});
        return longest(JSON.parse(String(await browser.stopTracing())).traceEvents, address, gateway);
      }),
    close: async () => {
      await browser.close();
      close();
    },
  };
};
