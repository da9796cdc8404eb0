// A gateway that notes when the first request comes to each of its paths, by the system's monotonic clock and by the time of day. It
// never responds, so that a client has nothing else to do.

import { once } from "node:events";
import { createServer } from "node:http";
import { hrtime } from "node:process";
import { gzipSync } from "node:zlib";

/** @param {Record<string, { type: string, content: string | Uint8Array }>} [files] what it serves besides, by path, compressed by gzip -9 */
export const listen = async (files = {}) => {
  const served = new Map(
    Object.entries(files).map(([path, { type, content }]) => [path, { type, gzip: gzipSync(content, { level: 9 }) }]),
  );
  /** Who waits for a first segment of a path. @type {Map<string, (at: { monotonic: bigint, wall: number }) => void>} */
  const waiting = new Map();
  const server = createServer((request, response) => {
    const at = { monotonic: hrtime.bigint(), wall: Date.now() };
    const file = served.get(request.url);
    if (file) return response.writeHead(200, { "content-type": file.type, "content-encoding": "gzip" }).end(file.gzip);
    const [, first] = request.url.split("/");
    waiting.get(first)?.(at);
    waiting.delete(first);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  let number = 0;
  return {
    url,
    /** How many bytes a file of `files` is on the wire. @param {string} path */
    bytes: (path) => served.get(path).gzip.length,
    /** A gateway without requests so far, and a promise of when the first one comes. */
    fresh: () => {
      const path = `run${number++}`;
      const asked = new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("no request came within 30 s")), 30_000);
        waiting.set(path, (at) => {
          clearTimeout(timer);
          resolve(at);
        });
      });
      return { gateway: `${url}/${path}`, asked };
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
