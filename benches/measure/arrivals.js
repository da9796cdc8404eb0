// A gateway that notes when the first request comes to each of its paths, by the system's monotonic clock. What it answers is of no use.

import { once } from "node:events";
import { createServer } from "node:http";
import { hrtime } from "node:process";

/** @param {Record<string, { type: string, content: string | Uint8Array }>} [files] what it serves besides, by path */
export const listen = async (files = {}) => {
  /** Who waits for a first segment of a path. @type {Map<string, (at: { monotonic: bigint, wall: number }) => void>} */
  const waiting = new Map();
  const server = createServer((request, response) => {
    const at = { monotonic: hrtime.bigint(), wall: Date.now() };
    const [, first] = request.url.split("/");
    waiting.get(first)?.(at);
    waiting.delete(first);
    const file = files[request.url];
    response.setHeader("content-type", file?.type ?? "application/json").end(file?.content ?? "{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  let number = 0;
  return {
    url,
    /** A gateway that nobody knows yet, and a promise of when it is asked the first time. */
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
