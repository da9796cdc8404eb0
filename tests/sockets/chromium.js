// Chromium as a place where the package is used: a page of another origin than the gateway's.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { after } from "node:test";
import { chromium as browsers } from "@playwright/test";
import { packageUrl } from "../package/setup.js";

const executablePath = process.env.CHROMIUM ?? assert.fail("CHROMIUM must be the path of a Chromium");

/** Serves the package's files, and those of this folder below `/tests/`; everything else is an empty page. */
const serve = async () => {
  const server = createServer(async ({ url }, response) => {
    const [, folder, name] = /^\/(tests\/)?([\w-]+\.js)$/.exec(url) ?? [];
    if (!name) return void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>tests</title>");
    const source = await readFile(new URL(name, folder ? import.meta.url : packageUrl));
    response.writeHead(200, { "content-type": "text/javascript" }).end(source);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
};

const server = await serve();
const browser = await browsers.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
after(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
});

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
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
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
