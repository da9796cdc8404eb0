import { versionOf } from "../../cells/browsers.js";

const NAMES = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKitGTK" };

/** @param {import("../../cells/app.js").App} app */
export const cells = async (app) => {
  const all = [];
  for (const [browser, where] of Object.entries(NAMES)) {
    const version = await versionOf(browser);
    const run = async () => app.walked(await app.outcomeOfPage(browser, `${await app.serve(".")}/index.html`));
    all.push({ where, version, how: "page without a bundler", run });
  }
  return all;
};
