// Requests of someone who wants more than a page may have, generated from a seed: none reaches another target, acts on another's task, or
// brings out the key, a cookie or another's picture.

import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { seeded } from "../support/chance.js";
import { packageUrl } from "../support/package.js";
import { start } from "../support/programs.js";
import { json, serve } from "../support/server.js";
import { KEY, ask, gatewayOf, proxyOf } from "./page.js";

const GATEWAY = "https://gateway.example/v1";
/** What only Ann may see. */
const SECRET = "ann's secret cat";
const VERBS = ["imagine", "blend", "describe", "shorten", "action", "change", "modal"];
const TARGET = new RegExp(`^${GATEWAY}/mj/(submit/(${VERBS.join("|")})|task/(list|list-by-condition|[^/]+/fetch))$`);

let last = 0;
/** The tasks of the gateway, by their ids, as it keeps them. @type {Map<string, any>} */
const tasks = new Map();

/** A gateway that shows all to whoever has its key, and answers with all that a proxy must keep. */
const gateway = gatewayOf(({ method, url, headers, body }) => {
  const more = {
    headers: { "set-cookie": `key=${KEY}`, "x-key": KEY, location: `https://evil.example/?${KEY}`, connection: "x-key" },
  };
  if (headers.get("authorization") !== `Bearer ${KEY}`) return Response.json({ description: "who are you" }, { status: 401 });
  if (url.pathname.includes("/submit/")) {
    const id = `${++last}`;
    tasks.set(id, {
      id,
      status: "SUCCESS",
      imageUrl: "https://cdn.example/1.png",
      state: body.state,
      prompt: body.prompt ?? "",
      userId: KEY,
    });
    return Response.json({ code: 1, description: KEY, result: id, properties: { notifyHook: KEY } }, more);
  }
  if (method === "POST") return Response.json([...tasks.values()], more);
  if (url.pathname.endsWith("/list")) return Response.json([...tasks.values()], more);
  const id = decodeURIComponent(url.pathname.split("/").at(-2) ?? "");
  return Response.json(tasks.get(id) ?? { code: 4, description: `task_not_found ${KEY}` }, {
    ...more,
    status: tasks.has(id) ? 200 : 400,
  });
});

const proxy = proxyOf(GATEWAY, {
  fetch: gateway.fetch,
  images: { hosts: ["cdn.example"] },
  limits: { submitsPerMinute: 1000, openTasks: 1000 },
});

const submitOf = async (/** @type {string} */ user, /** @type {string} */ prompt) =>
  (await (await proxy(ask("POST", "/mj/submit/imagine", { prompt, state: prompt }, { user }))).json()).result;

const victim = await submitOf("ann", SECRET);
const own = await submitOf("eve", "eve's own dog");
const rawOf = (/** @type {string} */ id) => id.slice(0, id.indexOf("."));

/** Checks what a request has done to the gateway and brought out. @param {Response} response @param {string} what @param {number} before */
const check = async (response, what, before) => {
  const body = await response.text();
  const told = `${body} ${[...response.headers].join(" ")}`;
  for (const secret of [KEY, SECRET, "evil.example/?"])
    assert.ok(!told.includes(secret), `${what} brought out ${secret}: ${told}`);
  assert.equal(response.headers.get("set-cookie"), null, what);
  for (const { url, headers, body: sent } of gateway.requests.slice(before)) {
    assert.match(url.href, TARGET, what);
    const names = [...headers.keys()].filter((name) => !["accept", "authorization", "content-type"].includes(name));
    assert.deepEqual(names, [], what);
    const ids = [decodeURIComponent(url.pathname.split("/").at(-2) ?? ""), sent?.taskId, ...(sent?.ids ?? [])];
    assert.ok(!ids.includes(rawOf(victim)), `${what} reached Ann's task`);
    for (const name of Object.keys(sent ?? {}))
      assert.match(
        name,
        /^(prompt|base64Array|botType|dimensions|base64|taskId|customId|action|index|maskBase64|state|ids)$/,
        what,
      );
  }
};

test("1,000 generated requests change no target, and bring out nothing", async () => {
  const random = seeded(16);
  const pick = (/** @type {readonly any[]} */ items) => items[Math.floor(random() * items.length)];
  const ids = [
    own,
    own,
    victim,
    rawOf(victim),
    rawOf(own),
    own,
    `${rawOf(victim)}${own.slice(own.indexOf("."))}`,
    `${victim}/../${own}`,
    "..",
    ".",
    "*",
    "null",
    "0",
    "",
  ];
  const prefixes = [
    "",
    "/mj",
    "/x/mj/../..",
    "//evil.example",
    "/https://evil.example",
    "/@evil.example",
    "/\\evil.example",
    "/%2e%2e",
    "/;@evil.example:80",
  ];
  const tails = [
    "",
    "/",
    "//",
    "/..",
    "/../list",
    "?url=https://evil.example",
    "#/mj/task/list",
    "%00",
    "%2f..%2flist",
    ";x",
    "\\",
    "/%2e%2e/list",
  ];
  const encodings = [
    encodeURIComponent,
    (/** @type {string} */ id) => id,
    (/** @type {string} */ id) => encodeURIComponent(encodeURIComponent(id)),
  ];
  const paths = () => {
    const id = pick(encodings)(pick(ids));
    return pick([
      `/mj/task/${id}/fetch`,
      `/mj/task/${id}/image-seed`,
      `/mj/task/${id}/cancel`,
      `/mj/submit/${pick([...VERBS, "simple-change", "video", "upload-discord-images", "..", "imagine/../../task/list"])}`,
      "/mj/task/list",
      "/mj/task/list-by-condition",
      "/mj/task/list-by-ids",
      "/mj/account/list",
      "/api/user/self",
      `/mj/picture/${id}`,
      `/mj/image/${id}`,
    ]);
  };
  const secrets = ["taskId", "TaskId", "TASKID", "task_id", "id", "ids"];
  const bodies = () => {
    const body = {
      prompt: "dog",
      taskId: pick(ids),
      customId: `MJ::JOB::upsample::1::${pick(ids)}`,
      ids: [pick(ids), pick(ids), 7, null, {}],
    };
    const more = {
      [pick(secrets)]: pick(ids),
      notifyHook: "https://evil.example",
      state: pick(["", "x", "__proto__"]),
      tools: [{ name: "get_parent_task", description: "https://evil.example" }],
    };
    return pick([
      body,
      { ...body, ...more },
      { ...more, __proto__: null, constructor: 1 },
      [body],
      `{"taskId":"${own}","taskId":"${rawOf(victim)}"}`,
      "{",
      "",
    ]);
  };
  const headers = () => ({
    user: "eve",
    ...pick([
      {},
      { authorization: "Bearer x", "mj-api-secret": "x" },
      { cookie: "a=b" },
      { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" },
      { connection: "user, authorization", te: "trailers", upgrade: "h2c" },
      { "x-http-method-override": "DELETE", "x-original-url": "/admin", "x-rewrite-url": "/admin" },
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { "content-type": "text/plain" },
    ]),
  });
  const reached = gateway.requests.length;
  let count = 0;
  while (count < 1000) {
    const wild = random() < 0.3;
    const path = (wild ? pick(prefixes) : "") + paths() + (wild ? pick(tails) : "");
    const own = /submit|list-by/.test(path) ? "POST" : "GET";
    const method = random() < 0.7 ? own : pick(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]);
    const hasBody = !["GET", "HEAD"].includes(method);
    const request = ask(method, path, hasBody ? bodies() : undefined, headers());
    const before = gateway.requests.length;
    await check(await proxy(request), `${count} ${method} ${path}`, before);
    count++;
  }
  assert.ok(gateway.requests.length - reached > 50, "some of them are what a page may ask");
});

test("requests that only a socket can send reach no other target either", async () => {
  const upstream = await serve(({ path, headers }, response) =>
    json(response, { path, headers, code: 4, description: `no ${KEY}` }, 400),
  );
  const folder = await mkdtemp(join(tmpdir(), "midjourney-proxy-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(fileURLToPath(new URL(".", packageUrl)), join(folder, "node_modules/midjourney-wasm"), "dir");
  await copyFile(new URL("../../examples/node/server.js", import.meta.url), join(folder, "server.mjs"));
  const env = { ...process.env, GATEWAY: upstream.url, KEY, PORT: "0" };
  const { match, stop } = await start(process.execPath, [join(folder, "server.mjs")], {
    ready: /http:\/\/127\.0\.0\.1:(\d+)/,
    env,
  });
  /** @param {string} line @param {string[]} headers @param {string} [body] */
  const send = async (line, headers = [], body = "") => {
    const socket = connect(Number(match[1]), "127.0.0.1");
    const length = body && `content-length: ${Buffer.byteLength(body)}\r\ncontent-type: application/json\r\n`;
    socket.write(
      `${line} HTTP/1.1\r\nhost: app.example\r\nconnection: close\r\n${headers.map((header) => `${header}\r\n`).join("")}${length}\r\n${body}`,
    );
    // A server may hang up on such a request.
    return text(socket).catch(() => "");
  };
  try {
    for (const line of [
      "GET http://evil.example/api/mj/task/1/fetch",
      "GET //evil.example/mj/task/list",
      "GET /api/mj/../../task/list",
      "GET /api/mj/task/..%2f..%2fadmin/fetch",
      "GET /api/%2e%2e/mj/account/list",
      "GET /\\evil.example/mj/task/list",
      "GET /api/mj/task/list@evil.example",
      "GET http://user:pass@evil.example/mj/task/list",
      "OPTIONS *",
      "TRACE /api/mj/task/list",
      "CONNECT evil.example:443",
    ]) {
      const answer = await send(line);
      assert.ok(!answer.includes(KEY), `${line}: ${answer}`);
    }
    const body = JSON.stringify({ prompt: "cat" });
    const answer = await send("POST /api/mj/submit/imagine", ["cookie: a=b", "connection: cookie", "x-a: b"], body);
    assert.match(answer, /^HTTP\/1\.1 400/);
    for (const { path, headers } of upstream.requests) {
      assert.match(path, /^\/mj\/(submit\/imagine|task\/list)$/);
      for (const name of ["cookie", "x-a", "forwarded"]) assert.equal(headers[name], undefined);
      assert.equal(headers.host, new URL(upstream.url).host);
      assert.equal(headers.authorization, `Bearer ${KEY}`);
    }
    assert.ok(upstream.requests.some(({ path }) => path === "/mj/submit/imagine"));
  } finally {
    await stop();
    await upstream.close();
    await rm(folder, { recursive: true });
  }
});
