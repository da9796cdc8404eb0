// A gateway that responds to a GET, and kills the connection of every POST before a byte of the response. Browsers keep connections open,
// and send a request that such a one lost once more by themselves: `kept` counts how often one POST arrives.

import { once } from "node:events";
import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import { generate } from "selfsigned";

const PAGE = '<!doctype html><title>Bench</title><link rel="icon" href="data:,">';
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "*", "cache-control": "no-store" };

/** How a connection dies. */
const DEATHS = {
  closed: (socket) => socket.destroy(),
  reset: (socket) => socket.resetAndDestroy(),
};

/** The scheme and the kind of server of each protocol. */
const SERVERS = {
  "HTTP/1.1": ["http", () => createServer({ keepAliveTimeout: 60_000 })],
  "HTTP/1.1, TLS": ["https", (pair) => createTlsServer({ ...pair, keepAliveTimeout: 60_000 })],
  "HTTP/2": ["https", (pair) => createSecureServer(pair)],
};

/** @typedef {keyof typeof SERVERS} Protocol */
/** @typedef {keyof typeof DEATHS} Death */

/** What a page sends besides a plain POST with `init`: GETs before it, all at once, and a body that is a stream. */
const send = async ({ url, idle, reads, first, init, isStream }) => {
  // Without the cache, which would let one GET wait for the other.
  const get = (count) => fetch(`${url}/${count}`, { cache: "no-store", ...reads }).then((response) => response.text());
  await Promise.all(Array.from({ length: idle }, () => get(idle)));
  // Until the connections are back in the browser's pool, which no page is told of.
  await new Promise((done) => setTimeout(done, 100));
  if (first) await get(1);
  const body = isStream ? new Blob(["{}"]).stream() : "{}";
  return fetch(url, { method: "POST", body, ...(isStream && { duplex: "half" }), ...init }).then(
    () => "answered",
    () => "failed",
  );
};

/** Starts a gateway. @param {Protocol} protocol */
const listen = async (protocol, pair) => {
  const [scheme, create] = SERVERS[protocol];
  const server = create(pair);
  /** The GETs that wait for others: each has then a connection of its own. */
  let waiting = [];
  const heard = { posts: 0, death: /** @type {Death} */ ("closed") };
  const sockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  };
  server.on("connection", keep).on("session", (session) => session.on("error", () => {}));
  server.on("request", (request, response) => {
    if (request.method === "GET") {
      waiting.push(response);
      if (waiting.length < Number(request.url.slice(1))) return;
      for (const one of waiting) one.writeHead(200, { ...CORS, "content-type": "text/html" }).end(PAGE);
      waiting = [];
    } else if (request.method === "OPTIONS") {
      response.writeHead(204, CORS).end();
    } else {
      request.resume().on("end", () => {
        heard.posts += 1;
        // Not `request.socket`: TLS and HTTP/2 wrap the one that can be reset.
        const { remotePort } = request.socket;
        DEATHS[heard.death]([...sockets].find((socket) => socket.remotePort === remotePort));
      });
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `${scheme}://127.0.0.1:${server.address().port}`, heard, close };
};

/** @param {import("@playwright/test").Browser} browser */
export const kept = async (browser) => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }]);
  const page = await listen("HTTP/1.1", {});
  const gateways = {};
  for (const protocol of Object.keys(SERVERS)) gateways[protocol] = await listen(protocol, { key, cert });
  return {
    /**
     * How often a POST arrives that a page sends after `idle` GETs at once; the most of all deaths of its connection.
     * @param {{ protocol: Protocol, sameOrigin?: boolean, idle: number, reads?: object, first?: boolean, init?: object, isStream?: boolean }} plan
     */
    count: async ({ protocol, sameOrigin, ...plan }) => {
      const { url, heard } = gateways[protocol];
      let most = 0;
      for (const death of /** @type {Death[]} */ (Object.keys(DEATHS))) {
        const context = await browser.newContext({ ignoreHTTPSErrors: true });
        const tab = await context.newPage();
        await tab.goto(`${sameOrigin ? url : page.url}/1`);
        Object.assign(heard, { posts: 0, death });
        const told = await tab.evaluate(send, { url, ...plan });
        if (told !== "failed") throw new Error(`the POST was ${told}, although its connection was ${death}`);
        most = Math.max(most, heard.posts);
        await context.close();
      }
      return most;
    },
    close: () => {
      for (const gateway of [page, ...Object.values(gateways)]) gateway.close();
    },
  };
};
