// The demo page in front of a real gateway: the page and the package's proxy on one origin, for pages of that origin only.

import assert from "node:assert/strict";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../support/programs.js";
import { serveSandbox } from "../support/sandbox.js";
import { KEY } from "./page.js";

const gateway = await serveSandbox("--key", KEY);
const program = fileURLToPath(new URL("../../xtask/demo.mjs", import.meta.url));
const env = { ...process.env, GATEWAY: gateway.url, MIDJOURNEY_KEY: KEY, MODE: "fast", PORT: "0" };
const { match, stop } = await start(process.execPath, [program], { ready: /listening on http:\/\/127\.0\.0\.1:(\d+)/, env });
after(stop);
const port = Number(match[1]);

/** @param {string} method @param {string} path @param {Record<string, string>} [headers] @param {string} [body] */
const ask = (method, path, headers = {}, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path, headers: { "content-type": "application/json", ...headers } },
      async (response) => resolve({ status: response.statusCode, body: await text(response) }),
    );
    sent.on("error", reject).end(body);
  });

const submit = (/** @type {Record<string, string>} */ headers) =>
  ask("POST", "/turbo/mj/submit/imagine", headers, '{"prompt":"cat"}');

test("only pages of this very server spend the key", async () => {
  const own = `127.0.0.1:${port}`;
  for (const headers of [
    {},
    { host: own, origin: `http://${own}`, "sec-fetch-site": "same-origin" },
    { host: `localhost:${port}`, origin: `http://localhost:${port}` },
  ]) {
    const { status, body } = await submit(headers);
    assert.equal(status, 200, body);
    assert.equal(JSON.parse(body).code, 1);
  }
  for (const headers of [
    { origin: "https://evil.example" },
    { host: own, origin: "http://127.0.0.1:3000" },
    { host: own, origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
  ]) {
    assert.equal((await submit(headers)).status, 401, JSON.stringify(headers));
  }
  const lines = await gateway.lines();
  assert.deepEqual(lines, Array(3).fill("POST /fast/mj/submit/imagine"), "in the mode of the command, whatever the page says");
});

test("the page and the package are served, and no file beside them", async () => {
  assert.match((await ask("GET", "/")).body, /<title>/);
  assert.match((await ask("GET", "/midjourney-wasm/index.js")).body, /Midjourney/);
  for (const path of [
    "/../Cargo.toml",
    "/%2e%2e/Cargo.toml",
    "/..%2fCargo.toml",
    "/midjourney-wasm/../../Cargo.toml",
    "/midjourney-wasm/..%2f..%2fCargo.toml",
    "/%00",
    "/%zz",
  ]) {
    const { status, body } = await ask("GET", path);
    assert.notEqual(status, 200, `${path}: ${body}`);
  }
});
