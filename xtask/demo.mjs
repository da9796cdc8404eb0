// The demo page and a real gateway behind the package's proxy, on one origin of this machine: `cargo xtask demo --gateway`.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createProxy } from "../pkg/proxy.js";

const { GATEWAY, MIDJOURNEY_KEY, AUTH, MODE, PORT } = process.env;
const folderOf = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
const FOLDERS = { "/midjourney-wasm/": folderOf("pkg"), "/": folderOf("www") };

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * Lets pages of this very server in. Another page on the web can send requests here too, and a name that it owns can be made to mean
 * this machine.
 * @param {Request} request
 */
const isOwn = ({ headers }) => {
  const host = headers.get("host") ?? "";
  const site = headers.get("sec-fetch-site") ?? "none";
  return (
    /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) &&
    (headers.get("origin") ?? `http://${host}`) === `http://${host}` &&
    ["same-origin", "none"].includes(site)
  );
};

const proxy = createProxy({
  baseUrl: GATEWAY ?? "",
  apiKey: MIDJOURNEY_KEY ?? "",
  auth: /** @type {any} */ (AUTH ?? "bearer"),
  mode: MODE ?? "",
  authorize: (request) => (isOwn(request) ? { id: "demo" } : null),
  limits: { submitsPerMinute: 60, openTasks: 60 },
  images: true,
});

/** @param {string} path */
const fileOf = async (path) => {
  const [prefix, folder] = Object.entries(FOLDERS).find(([name]) => path.startsWith(name)) ?? ["/", FOLDERS["/"]];
  const name = normalize(decodeURIComponent(path.slice(prefix.length)) || "index.html");
  const file = join(folder, name);
  const body = file.startsWith(folder) && !name.startsWith(`..${sep}`) ? await readFile(file).catch(() => undefined) : undefined;
  if (!body) return new Response("There is no such file.", { status: 404 });
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  return new Response(body, {
    headers: { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
};

const server = createServer(async (incoming, outgoing) => {
  const { method = "GET", url = "/", headers } = incoming;
  try {
    const body = method === "GET" || method === "HEAD" ? null : Readable.toWeb(incoming);
    const init = /** @type {RequestInit} */ ({ method, headers: /** @type {any} */ (headers), body, duplex: "half" });
    const request = new Request(`http://127.0.0.1${url}`, init);
    const { pathname } = new URL(request.url);
    const response = await (pathname.includes("/mj/") ? proxy(request) : fileOf(pathname));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    console.error(error);
    outgoing.writeHead(500).end();
  }
});

server.listen(Number(PORT), "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`listening on http://127.0.0.1:${port}`);
});

// Whoever has started this ends it by closing its input.
process.stdin.resume().on("end", () => process.exit());
