#!/usr/bin/env node
// `npx midjourney-wasm sandbox`: the sandbox gateway over HTTP, on this machine only.

import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { DIALECTS } from "./sandbox-options.js";
import { createSandbox } from "./sandbox.node.js";

const HELP = `A midjourney-proxy compatible gateway to develop and test against, on 127.0.0.1.

Usage: npx midjourney-wasm sandbox [--port N] [--dialect D]

  --port N      port to listen on (default 8787; 0 finds a free one)
  --dialect D   ${DIALECTS.slice(0, -1).join(", ")} or ${DIALECTS.at(-1)} (default guide)
`;

/** @param {string} sentence */
const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

/** Reads the command line. */
const read = () => {
  try {
    const options = /** @type {const} */ ({
      port: { type: "string" },
      dialect: { type: "string" },
      help: { type: "boolean", short: "h" },
    });
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) return undefined;
    if (positionals.join(" ") !== "sandbox") throw new Error("The command is: npx midjourney-wasm sandbox");
    const { dialect = "guide", port = "8787" } = values;
    if (!DIALECTS.includes(dialect)) throw new Error(`There is no dialect ${dialect}; there are ${DIALECTS.join(", ")}.`);
    if (!/^\d+$/.test(port) || Number(port) > 65535) throw new Error(`--port must be a number from 0 to 65535, not ${port}.`);
    return { dialect, port: Number(port) };
  } catch (/** @type {any} */ error) {
    return fail(`${error.message}\n--help shows what there is.`);
  }
};

/** @param {string} url */
const example = (url) => `Try it: npm install midjourney-wasm, then in cat.mjs

  import { Midjourney } from "midjourney-wasm";

  const mj = new Midjourney({ baseUrl: "${url}", apiKey: "any key", mode: "fast" });
  const cat = await mj.imagine("black cat", { onProgress: (task) => console.log(task.status, task.progress) });
  console.log(cat.imageUrl);

Ctrl-C ends it.`;

/** @param {{ dialect: any, port: number }} options */
const serve = ({ dialect, port }) => {
  const sandbox = createSandbox({ dialect });

  const server = createServer(async (request, response) => {
    const { method = "GET", headers, url = "/" } = request;
    const left = new AbortController();
    response.on("close", () => left.abort());
    try {
      const hasBody = method !== "GET" && method !== "HEAD";
      const answer = await sandbox.fetch(`http://127.0.0.1:${headers.host?.split(":")[1] ?? 80}${url}`, {
        method,
        headers: /** @type {any} */ (headers),
        body: hasBody ? await buffer(request) : null,
        signal: left.signal,
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.flushHeaders();
      for await (const piece of answer.body ?? []) response.write(piece);
      response.end();
    } catch {
      // What was written of a response is sent before its connection breaks.
      if (response.headersSent) request.socket.destroySoon();
      else request.socket.resetAndDestroy();
    }
  });
  server.on("error", (/** @type {any} */ error) =>
    fail(
      error.code === "EADDRINUSE"
        ? `Port ${port} is taken by another program: stop that, or choose another port with --port N (0 finds a free one).`
        : `Cannot listen on port ${port}: ${error.message}.`,
    ),
  );
  server.listen(port, "127.0.0.1", () => {
    const { port: own } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const url = `http://127.0.0.1:${own}`;
    console.log(`listening on ${url}\n\n${example(url)}`);
  });
};

const options = read();
if (options) serve(options);
else console.log(HELP);
