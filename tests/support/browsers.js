// The browsers: Chromium and Firefox through Playwright, and WebKitGTK's own small browser, which needs no driver because a page
// reports by itself.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import playwright from "@playwright/test";
import { run } from "./programs.js";
import { skip } from "./skipped.js";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How Playwright starts those it knows, by the path of the system's own. */
const LAUNCH = {
  chromium: (/** @type {string} */ executablePath) => playwright.chromium.launch({ executablePath, args: QUIET }),
  firefox: (/** @type {string} */ executablePath) => playwright.firefox.launch({ channel: "moz-firefox", executablePath }),
};

/** @typedef {"chromium" | "firefox" | "webkit"} Name */

const program = (/** @type {Name} */ browser) => process.env[browser.toUpperCase()] || skip(`there is no ${browser} here`);

/** Each is started once. @type {Map<Name, Promise<import("@playwright/test").Browser>>} */
const started = new Map();

/** A browser's version, where it is there. @param {Name} browser */
export const versionOf = async (browser) => {
  if (!process.env[browser.toUpperCase()]) return undefined;
  if (browser !== "webkit") return (await launched(browser)).version();
  // Even to say its version it wants a display.
  const { stdout } = await run("xvfb-run", ["-a", program(browser), "--version"]);
  return /\d+(\.\d+)+/.exec(stdout)?.[0];
};

/** A browser that Playwright drives, started when it is first needed. @param {keyof typeof LAUNCH} browser */
export const launched = (browser) => {
  const browsing = started.get(browser) ?? LAUNCH[browser](program(browser));
  started.set(browser, browsing);
  return browsing;
};

/**
 * Opens a page. `trouble` rejects when the page cannot report any more; `close` closes it.
 * @param {Name} browser
 * @param {string} url
 */
export const open = async (browser, url) => (browser === "webkit" ? openWebKit(url) : openDriven(browser, url));

/** So long may a page take to report, in milliseconds: less than a cell may, so that what the page said meanwhile is told. */
const PATIENCE = 90_000;
const silence = `the page reported nothing within ${PATIENCE / 1000} s`;

/** @param {keyof typeof LAUNCH} browser @param {string} url */
const openDriven = async (browser, url) => {
  const context = await (await launched(browser)).newContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const heard = [];
  page.on("console", (message) => heard.push(`console: ${message.text()}`));
  page.on("response", (answer) => answer.status() >= 400 && heard.push(`HTTP ${answer.status()}: ${answer.url()}`));
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const trouble = new Promise((_, reject) => {
    const fail = (/** @type {string} */ what) => reject(new Error([what, ...heard].join("\n")));
    // Firefox also calls it an error when a policy has blocked something, were it only the icon.
    const isPolicy = (/** @type {unknown} */ error) => `${error}`.startsWith("Content-Security-Policy:");
    page.on("pageerror", (error) =>
      isPolicy(error) ? heard.push(`${error}`) : fail(`uncaught in the page: ${error.stack || error}`),
    );
    page.on("crash", () => fail("the page crashed"));
    timer = setTimeout(() => fail(silence), PATIENCE);
  });
  trouble.catch(() => {});
  await page.goto(url);
  const close = () => {
    clearTimeout(timer);
    return context.close();
  };
  return { trouble, close };
};

/** @param {string} url */
const openWebKit = async (url) => {
  const browser = program("webkit");
  const profile = await mkdtemp(join(tmpdir(), "webkit-"));
  const args = ["-a", "-s", "-screen 0 1024x600x24", browser, "--private", url];
  const env = { ...process.env, HOME: profile, XDG_CACHE_HOME: profile, XDG_DATA_HOME: profile };
  const child = spawn("xvfb-run", args, { env, stdio: ["ignore", "ignore", "pipe"], detached: true });
  let printed = "";
  child.stderr.on("data", (piece) => (printed += piece));
  const exit = once(child, "exit");
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const trouble = new Promise((_, reject) => {
    const fail = (/** @type {string} */ what) => reject(new Error(`${what}\n${printed}`));
    exit.then(([code]) => fail(`WebKit ended (${code})`), reject);
    timer = setTimeout(() => fail(silence), PATIENCE);
  });
  trouble.catch(() => {});
  const close = async () => {
    clearTimeout(timer);
    if (child.exitCode === null && child.signalCode === null) process.kill(-(/** @type {number} */ (child.pid)), "SIGTERM");
    await exit;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { trouble, close };
};

/** Ends those that were started. */
export const closeBrowsers = async () => {
  for (const browser of started.values()) await (await browser.catch(() => undefined))?.close();
};
