// Chromium as a place where the package is used: a page of another origin than the gateway's.

import { fileURLToPath } from "node:url";
import { after } from "node:test";
import { closeBrowsers, launched } from "../support/browsers.js";
import { serveFiles } from "../support/files.js";
import { packageUrl } from "../support/package.js";

/** The folder of a module. @param {string} url */
const folder = (url) => fileURLToPath(new URL(".", url)).replace(/[\\/]$/, "");

/** The package's files, and those of this folder below `/tests/`. */
const server = await serveFiles({ "/": folder(packageUrl), "/tests/": folder(import.meta.url) });
const browser = await launched("chromium");
after(closeBrowsers);

/** What a page does before anything else: it counts its timers. */
const countTimers = () => {
  const open = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = (act, ...rest) => {
    const id = set(
      () => {
        open.delete(id);
        act();
      },
      ...rest,
    );
    open.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    open.delete(id);
    clear(id);
  };
  globalThis.openTimers = () => open.size;
};

/** Of a request that fails the browser writes into the console, whatever the program makes of it. */
const isOfRequest = (text) => /^Failed to load resource|^Access to fetch at/.test(text);

/** Opens a page. */
export const openPage = async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !isOfRequest(message.text())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`uncaught: ${error.stack || error}`));
  const heard = { report: () => {} };
  await page.exposeFunction("report", (what) => heard.report(what));
  await page.addInitScript(countTimers);
  await page.addInitScript(() => {
    Math.random = () => 0;
  });
  await page.goto(`${server.url}/tests/page.html`);
  return {
    name: "Chromium",
    page,
    play: (plan, report = () => {}) => {
      heard.report = report;
      return page.evaluate(async (plan) => {
        const [library, { play }] = await Promise.all([import("/index.js"), import("/tests/play.js")]);
        const played = await play(library, plan, globalThis.report);
        return { ...played, timers: globalThis.openTimers() };
      }, plan);
    },
    /** Switches the network off, or on again. */
    setOffline: (isOffline) => context.setOffline(isOffline),
    /** What was wrong in the page since this was last asked. */
    wrong: () => wrong.splice(0),
  };
};
