// A static file server, as dumb as they come: no bundler, nothing rewritten.

import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { serve } from "./server.js";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/**
 * Serves folders on a free port of this machine.
 * @param {Record<string, string>} folders by the path that they are served below, `/` for all other paths
 * @param {{ headers?: Record<string, string> }} [options] headers of every answer
 */
export const serveFiles = (folders, { headers = {} } = {}) =>
  serve(async ({ path }, response) => {
    const { pathname } = new URL(path, "http://localhost");
    const below = Object.keys(folders).find((name) => name !== "/" && pathname.startsWith(name)) ?? "/";
    const name = decodeURIComponent(pathname.slice(below.length) || "index.html");
    const folder = folders[below] ?? "";
    const file = join(folder, normalize(name.endsWith("/") ? `${name}index.html` : name));
    const body = file.startsWith(folder + sep) ? await readFile(file).catch(() => undefined) : undefined;
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(body ? 200 : 404, { ...headers, "content-type": body ? type : "text/plain" });
    response.end(body ?? `there is no ${pathname}`);
  });
