// How often a browser sends one submit by itself, and what lowers that: an experiment, not a race.

import { launchChromium, launchFirefox } from "../measure/browsers.js";
import { kept } from "../measure/kept.js";

/** @typedef {import("../measure/kept.js").Protocol} Protocol */

/** The most connections that a browser has to one server by HTTP/1.1. */
const MOST = 6;

/** @type {{ title: string, protocol: Protocol, sameOrigin?: boolean }[]} */
const PLACES = [
  { title: "HTTP/1.1, another origin", protocol: "HTTP/1.1" },
  { title: "HTTP/1.1, TLS, another origin", protocol: "HTTP/1.1, TLS" },
  { title: "HTTP/1.1, the page's origin", protocol: "HTTP/1.1", sameOrigin: true },
  { title: "HTTP/2, another origin", protocol: "HTTP/2" },
  { title: "HTTP/2, the page's origin", protocol: "HTTP/2", sameOrigin: true },
];

const omit = { credentials: "omit" };

/** What is tried, with the connections that are idle. */
const TRIALS = [
  ...[0, 1, 2, MOST].map((idle) => ({ title: `after ${idle} GETs at once`, idle })),
  { title: 'the same, `cache: "no-store"`', idle: MOST, init: { cache: "no-store" } },
  { title: 'the same, `cache: "reload"`', idle: MOST, init: { cache: "reload" } },
  { title: "the same, `keepalive: true`", idle: MOST, init: { keepalive: true } },
  { title: 'the same, `priority: "high"`', idle: MOST, init: { priority: "high" } },
  { title: "the same, a GET just before", idle: MOST, first: true },
  { title: 'the same, GETs with `credentials: "omit"`', idle: MOST, reads: omit },
  { title: "the same, the body a stream", idle: MOST, isStream: true },
];

const says = `A browser keeps connections open. If one of them dies before a byte of the response, the browser takes the server for one that closed
an idle connection, and sends the request again by itself, a POST too: on the next connection that it has kept, and at last on a new one. No page sees that. Here a
page sends some GETs at once, so that as many connections are kept, and then one POST; the gateway reads the POST and closes, or resets, its
connection, each time. The figures say how often that one POST arrives at the gateway (the most of both deaths). 0 means that the browser refuses to send it.`;

const run = async ({ say }) => {
  const tables = [];
  for (const [name, launch] of Object.entries({ Chromium: launchChromium, Firefox: launchFirefox })) {
    const browser = await launch();
    const page = await kept(browser);
    const rows = [];
    for (const { title, ...trial } of TRIALS) {
      const counts = [];
      for (const { protocol, sameOrigin } of PLACES) counts.push(String(await page.count({ protocol, sameOrigin, ...trial })));
      rows.push([title, ...counts]);
      say(`${name}: ${rows.at(-1)?.join(" | ")}`);
    }
    const columns = ["one POST", ...PLACES.map(({ title }) => title)];
    tables.push({ title: `${name} ${browser.version()}`, columns, rows });
    page.close();
    await browser.close();
  }
  return { part: "repetition", title: "One submit, sent again by the browser", says, tables, goals: [], plots: [] };
};

export default { name: "repetition", run };
