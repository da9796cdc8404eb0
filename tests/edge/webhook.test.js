// The receiver of a gateway's webhooks: forged, replayed, expired, reordered, duplicate and oversized ones, and a gateway that fails.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { mock, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  BadResponseError,
  ConfigError,
  isError,
  Midjourney,
  NetworkError,
  packageUrl,
  quick,
  rejection,
  rejects,
  sandbox,
  TaskNotFoundError,
  TimeoutError,
  ValidationError,
} from "../support/package.js";

const { createNotifyHook } = await import(new URL("webhook.js", packageUrl));
const { Delivered } = await import(new URL("webhook-news.js", packageUrl));
const { createError } = await import(new URL("errors.js", packageUrl));

const SECRET = "0123456789abcdef0123456789abcdef";
const KEY = "sk-of-the-tests";
const BASE = "https://app.example/hook";
const ID = "1320098173412546";
const STATE = "order 17";

/** A task as the client reads it, and the body of a gateway's call with the same news. */
const task = (status, progress, own) => ({ id: ID, state: STATE, status, progress, ...own });
const body = ({ progress, ...own }) => ({ ...own, progress: `${progress}%`, failReason: null });
const half = task("IN_PROGRESS", 50);
const end = task("SUCCESS", 100, { imageUrl: "https://cdn.example/cat.png" });

/** A client whose gateway has one task, as the test sets it, and counts the reads. */
const reader = (now) => {
  const client = {
    now,
    reads: 0,
    fetch: async (id) => {
      client.reads++;
      if (id === ID && client.now) return client.now;
      throw createError({ code: "task_not_found", message: `Task ${id} was not found; the key is ${KEY}.` });
    },
  };
  return client;
};

/** A hook of a client, and `call`: what it makes of a gateway's call to the URL that it signed. */
const receiver = async (client, options) => {
  const hook = createNotifyHook({ secret: SECRET, client, ...options });
  const url = await hook.url(BASE, STATE);
  const call = (sent, to = url) => hook.handle(new Request(to, { method: "POST", body: JSON.stringify(sent), duplex: "half" }));
  return { ...hook, url: hook.url, signed: url, call };
};

/** The status of the response and what was delivered; and checks what holds for every response. */
const seen = async ({ response, task: delivered }) => {
  assert.equal(response.headers.get("cache-control"), "no-store");
  const text = await response.text();
  assert.ok(text.length < 60 && !text.includes(KEY) && !text.includes(SECRET) && !text.includes(STATE), text);
  return [response.status, delivered && `${delivered.status} ${delivered.progress}`];
};

test("a call delivers the task as the client reads it, and nothing of the body", async () => {
  const { call } = await receiver(reader(end));
  const result = await call({ ...body(end), imageUrl: "https://evil.example/x.png" });
  assert.equal(result.task, end);
  assert.deepEqual(await seen(result), [200, "SUCCESS 100"]);
});

test("a hook arrives while the job polls: both have the same end", async () => {
  const gateway = await sandbox();
  const mj = gateway.client();
  const hook = createNotifyHook({ secret: SECRET, client: mj });
  const state = "猫 🐈 %2B {x} & more";
  const notifyHook = await hook.url(BASE, state);
  // The sandbox calls nobody. A gateway posts what it returns to a read.
  const call = async () => {
    const read = await fetch(`${gateway.url}/mj/task/${await job.id}/fetch`, { headers: { authorization: `Bearer ${KEY}` } });
    const raw = await read.text();
    return hook.handle(new Request(JSON.parse(raw).properties.notifyHook, { method: "POST", body: raw }));
  };
  const job = mj.imagine(quick, { notifyHook, state });
  const results = [await call()];
  const cat = await job;
  results.push(await call(), await call());
  assert.deepEqual(
    results.map(({ response }) => response.status),
    [200, 200, 200],
  );
  // The first call may be early enough for a progress, or bring the end already.
  const ends = results.map((result) => result.task).filter((delivered) => delivered?.status === "SUCCESS");
  assert.deepEqual(ends, [cat]);
});

test("a URL has only characters that survive a gateway's template", async () => {
  const hook = createNotifyHook({ secret: SECRET, client: reader() });
  for (const state of ["s", "a/b?c=d&e", "猫".repeat(255), "%2B{y}", "ÿ>~?".repeat(20)]) {
    for (const base of [BASE, new URL(BASE), "http://localhost:8080", "https://münchen.example/a-b_c.~?x=1&y=2"]) {
      const url = await hook.url(base, state);
      assert.match(url, /^https?:\/\/[\w.:-]+\/[\w.~-]*\?(x=1&y=2&)?hook=[\w.-]+$/);
    }
  }
});

test("only the signed URL counts: no letter of it can be changed, and no other secret made it", async () => {
  const client = reader(end);
  const { call, signed } = await receiver(client);
  const [, expires, state, mac] = /hook=(.+)\.(.+)\.(.+)$/.exec(signed);
  const later = (Number.parseInt(expires, 36) + 1).toString(36);
  const other = await receiver(client, { secret: SECRET.replace("0", "1") });
  const forged = {
    "another state": `${expires}.${Buffer.from("order 18").toString("base64url")}.${mac}`,
    "a later end": `${later}.${state}.${mac}`,
    "no signature": `${expires}.${state}`,
    "an empty one": `${expires}.${state}.`,
    "a cut one": `${expires}.${state}.${mac.slice(0, -1)}`,
    "a changed one": `${expires}.${state}.${mac.startsWith("A") ? "B" : "A"}${mac.slice(1)}`,
    "more after it": `${expires}.${state}.${mac}.x`,
    "no base64": `${expires}.${state}.${"*".repeat(43)}`,
  };
  for (const [name, token] of Object.entries(forged)) {
    assert.deepEqual(await seen(await call(body(end), `${BASE}?hook=${token}`)), [401, null], name);
  }
  assert.deepEqual(await seen(await call(body(end), other.signed)), [401, null]);
  for (const url of [BASE, `${BASE}?hook=`, `${BASE}?other=1`])
    assert.deepEqual(await seen(await call(body(end), url)), [404, null]);
  assert.equal(client.reads, 0);
  assert.deepEqual(await seen(await call(body(end))), [200, "SUCCESS 100"]);
});

test("a URL expires", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_741_531_578_038 });
  for (const [options, ttl] of [
    [{}, 86_400_000],
    [{ ttl: 1000.5 }, 1001],
  ]) {
    const { call } = await receiver(reader(end), options);
    context.mock.timers.setTime(Date.now() + ttl);
    assert.deepEqual(await seen(await call(body(end))), [401, null]);
    context.mock.timers.setTime(Date.now() - 1);
    assert.deepEqual(await seen(await call(body(end))), [200, "SUCCESS 100"]);
  }
});

test("the task must have the signed state: a call does not bring another one's", async () => {
  for (const state of ["order 18", undefined]) {
    const client = reader({ ...end, state });
    const { call } = await receiver(client);
    assert.deepEqual(await seen(await call(body(end))), [401, null]);
    // It did not count: a relay stores the state late.
    client.now = end;
    assert.deepEqual(await seen(await call(body(end))), [200, "SUCCESS 100"]);
  }
});

test("news come in order and once; what is known is not read again", async () => {
  const client = reader();
  const { call } = await receiver(client);
  for (const [sent, now, wanted, reads] of [
    [task("SUBMITTED", 0), task("SUBMITTED", 0), "SUBMITTED 0", 1],
    [task("NOT_START", 0), half, null, 0],
    [task("MODAL", 0), task("MODAL", 0), "MODAL 0", 1],
    [task("SUBMITTED", 0), half, null, 0],
    [half, half, "IN_PROGRESS 50", 1],
    [half, half, null, 0],
    [task("IN_PROGRESS", 31.7), half, null, 0],
    // The task is further than the call.
    [task("IN_PROGRESS", 60), task("IN_PROGRESS", 70), "IN_PROGRESS 70", 1],
    [task("IN_PROGRESS", 65), task("IN_PROGRESS", 70), null, 0],
    // Not understood, so the task has to show it.
    [task("IN_PROGRESS", "waiting "), task("IN_PROGRESS", 75), "IN_PROGRESS 75", 1],
    [{ ...half, status: "PAUSED" }, task("UNKNOWN", 80), "UNKNOWN 80", 1],
    [{ ...half, status: null }, task("IN_PROGRESS", 80), null, 1],
    [{ ...half, status: "constructor" }, task("IN_PROGRESS", 80), null, 1],
    // The gateway calls before it stores the end.
    [end, task("IN_PROGRESS", 90), "IN_PROGRESS 90", 1],
    [end, task("IN_PROGRESS", 90), null, 1],
    [end, end, "SUCCESS 100", 1],
    [end, end, null, 0],
    [task("FAILURE", 0), task("FAILURE", 0), null, 0],
    [half, end, null, 0],
  ]) {
    const before = client.reads;
    client.now = now;
    assert.deepEqual(await seen(await call(body(sent))), [200, wanted], `${sent.status} ${sent.progress}`);
    assert.equal(client.reads - before, reads, `${sent.status} ${sent.progress}`);
  }
});

test("every end is delivered, also before any progress", async () => {
  for (const status of ["SUCCESS", "FAILURE", "CANCEL"]) {
    const { call } = await receiver(reader(task(status, 0)));
    assert.deepEqual(await seen(await call(body(task(status, 0)))), [200, `${status} 0`]);
  }
});

/** A client whose reads end when the test says so, in any order. */
const held = () => {
  const open = [];
  return { open, fetch: () => new Promise((resolve) => open.push(resolve)) };
};

/** Lets real work go on until a condition holds. */
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

test("of calls that overlap one delivers the end, and a slow read brings nothing old", async () => {
  const client = held();
  const { call } = await receiver(client);
  const calls = [half, end, end].map((news) => call(body(news)));
  await until(() => client.open.length === 3);
  client.open[1](end);
  client.open[2](end);
  await Promise.all([calls[1], calls[2]]);
  client.open[0](half);
  const delivered = (await Promise.all(calls)).map((result) => result.task?.status ?? null);
  assert.deepEqual(delivered.toSorted(), ["SUCCESS", null, null]);
  assert.equal(delivered[0], null);
});

test("a call waits for no other call: in Workers that may have ended", async () => {
  const client = held();
  const { call } = await receiver(client);
  const first = call(body(end));
  const second = call(body(end));
  await until(() => client.open.length === 2);
  client.open[1](end);
  assert.deepEqual(await seen(await second), [200, "SUCCESS 100"]);
  client.open[0](end);
  assert.deepEqual(await seen(await first), [200, null]);
});

test("a store lets all isolates know; what it does not keep was not delivered", async () => {
  const kept = new Map();
  const ttls = [];
  let isBroken = false;
  const store = {
    get: async (key) => kept.get(key) ?? null,
    set: async (key, value, { ttl }) => {
      if (isBroken) throw new Error("The store is down.");
      ttls.push(ttl);
      kept.set(key, value);
    },
  };
  const client = reader(half);
  const [one, two] = [await receiver(client, { store, ttl: 5000 }), await receiver(client, { store, ttl: 5000 })];
  assert.deepEqual(await seen(await one.call(body(half))), [200, "IN_PROGRESS 50"]);
  assert.deepEqual(await seen(await two.call(body(half))), [200, null]);
  assert.equal(client.reads, 1);
  assert.ok([...kept.keys()][0].endsWith(ID));
  // The gateway's copy is older than what another isolate has delivered.
  client.now = task("IN_PROGRESS", 40);
  assert.deepEqual(await seen(await two.call(body(task("IN_PROGRESS", 60)))), [200, null]);
  client.now = end;
  isBroken = true;
  assert.equal((await rejection(one.call(body(end)))).message, "The store is down.");
  isBroken = false;
  assert.deepEqual(await seen(await one.call(body(end))), [200, "SUCCESS 100"]);
  assert.deepEqual(await seen(await two.call(body(end))), [200, null]);
  assert.deepEqual(ttls, [5000, 5000]);
});

test("the memory holds 10,000 tasks, and each until it is too old", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 0 });
  const memory = new Delivered(1000);
  for (let id = 0; id <= 10_000; id++) memory.raise(`${id}`, 1);
  assert.deepEqual(
    ["0", "1", "10000"].map((id) => memory.rank(id)),
    [-1, 1, 1],
  );
  memory.raise("1", 2);
  memory.raise("new", 1);
  assert.deepEqual(
    ["1", "2", "3"].map((id) => memory.rank(id)),
    [2, -1, 1],
    "the one that was raised last stays",
  );
  memory.lower("1", 1);
  assert.equal(memory.rank("1"), 2, "an older delivery that failed takes nothing back");
  context.mock.timers.setTime(1000);
  assert.equal(memory.rank("1"), -1);
});

test("only a POST of a task is one", async () => {
  const client = reader(end);
  const { handle, call, signed } = await receiver(client);
  const send = async (sent, init) =>
    seen(await handle(new Request(signed, { method: "POST", body: sent, duplex: "half", ...init })));
  for (const method of ["GET", "HEAD", "PUT"]) {
    const { response } = await handle(new Request(signed, { method }));
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
  }
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("The connection broke.")) });
  const odd = '{"status":"SUBMITTED","progress":{"toString":1},"id":"1"}';
  for (const none of [
    "",
    "<html>",
    "null",
    "5",
    "[]",
    "{}",
    '{"id":""}',
    '{"id":{}}',
    '{"id":1.5}',
    odd,
    `{"id":"${"9".repeat(129)}"}`,
    broken,
  ]) {
    assert.deepEqual(await send(none), [400, null], `${none}`);
  }
  assert.deepEqual(await seen(await call(body(end), `${signed}`.replace("?", "?hook=x&"))), [200, "SUCCESS 100"]);
  assert.equal(client.reads, 1);
});

test("an ID that is a number is its digits, unless it has lost some", async () => {
  for (const [id, status, reads] of [
    [ID, 200, 1],
    ["9007199254740993", 400, 0],
    ["1e300", 400, 0],
  ]) {
    const client = reader(end);
    const { handle, signed } = await receiver(client);
    const { response } = await handle(new Request(signed, { method: "POST", body: `{"id":${id},"status":"SUCCESS"}` }));
    assert.deepEqual([response.status, client.reads], [status, reads], id);
  }
});

test("a body is read up to a mebibyte, whatever its length is said to be", async () => {
  const { handle, signed } = await receiver(reader(end));
  const LIMIT = 1 << 20;
  let taken = 0;
  let isCancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => {
      taken += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
    cancel: () => void (isCancelled = true),
  });
  const send = (sent) =>
    handle(new Request(signed, { method: "POST", body: sent, duplex: "half", headers: { "content-length": "9" } }));
  assert.deepEqual(await seen(await send(endless)), [413, null]);
  assert.ok(isCancelled && taken <= LIMIT + 4 * 65_536, `${taken}`);
  const text = JSON.stringify(body(end));
  assert.deepEqual(await seen(await send(text.padEnd(LIMIT + 1))), [413, null]);
  assert.deepEqual(await seen(await send(text.padEnd(LIMIT))), [200, "SUCCESS 100"]);
});

/** A hook whose client is a real one, of a gateway that responds so. */
const behind = (respond) =>
  receiver(new Midjourney({ baseUrl: "https://gateway.example", apiKey: KEY, maxRetries: 0, fetch: async () => respond() }));

test("a gateway that is down, answers HTML or knows no such task: it is said, and does not count as delivered", async () => {
  const page = { status: 200, headers: { "content-type": "text/html" } };
  for (const [status, respond, errorClass, code] of [
    [502, () => Promise.reject(new TypeError("fetch failed")), NetworkError, "network"],
    [502, () => new Response("<!doctype html>", page), BadResponseError, "bad_response"],
    [404, () => new Response(null, { status: 404 }), TaskNotFoundError, "task_not_found"],
  ]) {
    let isUp = false;
    const { call } = await behind(() => (isUp ? Response.json(body(end)) : respond()));
    const result = await call(body(end));
    isError(result.error, errorClass, { code });
    assert.deepEqual(await seen(result), [status, null]);
    isUp = true;
    assert.deepEqual(await seen(await call(body(end))), [200, "SUCCESS 100"]);
  }
  const { call } = await behind(() => assert.fail("a path is no ID"));
  assert.deepEqual(await seen(await call({ ...body(end), id: "../../admin" })), [400, null]);
});

test("a slow gateway has 10 seconds, also if it asks to wait for longer", async () => {
  for (const respond of [
    () => new Promise(() => {}),
    () => new Response("{}", { status: 429, headers: { "retry-after": "60" } }),
  ]) {
    let asked = 0;
    const fetch = async () => (asked++, respond());
    const client = new Midjourney({ baseUrl: "https://gateway.example", apiKey: KEY, fetch });
    await client.ready;
    const { call } = await receiver(client);
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const calling = call(body(end));
      await until(() => asked > 0);
      mock.timers.tick(10_000);
      const result = await calling;
      isError(result.error, TimeoutError, { code: "request_timeout", taskId: ID });
      assert.deepEqual(await seen(result), [502, null]);
    } finally {
      mock.timers.reset();
    }
  }
});

test("after a read no timer is left", async (context) => {
  const set = context.mock.method(globalThis, "setTimeout");
  const clear = context.mock.method(globalThis, "clearTimeout");
  const { call } = await receiver(reader(end));
  await call(body(end));
  assert.equal(set.mock.callCount(), 1);
  assert.equal(clear.mock.calls[0].arguments[0], set.mock.calls[0].result);
});

test("what the caller's own functions throw is passed on", async () => {
  const reason = new Error("No key.");
  const client = new Midjourney({ baseUrl: "https://gateway.example", apiKey: () => Promise.reject(reason) });
  const { call } = await receiver(client);
  assert.equal(await rejection(call(body(end))), reason);
});

const thrownBy = (act) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return assert.fail("It threw nothing");
};

test("a wrong option is named, with what is allowed", () => {
  const client = reader();
  for (const [options, field, allowed] of [
    [undefined, "secret", /at least 32 characters/],
    [{ client }, "secret", /at least 32 characters/],
    [{ client, secret: SECRET.slice(1) }, "secret", /at least 32 characters/],
    [{ client, secret: new Uint8Array(32) }, "secret", /string/],
    [{ secret: SECRET }, "client", /Midjourney client/],
    [{ secret: SECRET, client: {} }, "client", /Midjourney client/],
    ...[0, -1, NaN, Infinity, "1d", null].map((ttl) => [{ secret: SECRET, client, ttl }, "ttl", /milliseconds above 0/]),
    ...[{}, { get() {} }, 5].map((store) => [{ secret: SECRET, client, store }, "store", /get and set/]),
    [{ secret: SECRET, client, expires: 5 }, "expires", /there are secret, client, ttl, store/],
    ["secret", "options", /object/],
  ]) {
    const error = thrownBy(() => createNotifyHook(options));
    isError(error, ConfigError, { code: "config", field });
    assert.match(error.message, allowed);
    assert.ok(!error.message.includes(SECRET.slice(1)));
  }
});

test("a wrong argument is named, with what is allowed", async () => {
  const { url, handle } = createNotifyHook({ secret: SECRET, client: reader() });
  const bases = [
    "",
    "/hook",
    "app.example/hook",
    "ftp://app.example/",
    "https://user:pw@app.example/",
    "https://app.example/#x",
    null,
    undefined,
  ];
  const escapes = [
    "https://app.example/{id}",
    "https://app.example/a%2Bb",
    "https://app.example/a b",
    "https://app.example/?a={b}",
    "https://app.example/猫",
  ];
  for (const base of [...bases, ...escapes]) {
    const error = await rejects(url(base, STATE), ValidationError, { code: "invalid_input", field: "base" });
    assert.match(error.message, /absolute http\(s\) URL without credentials, fragment and escapes/);
  }
  const { message } = await rejects(url(`${BASE}/${"a".repeat(1950)}`, STATE), ValidationError, { field: "base" });
  assert.match(message, /shorter by \d+ characters.* 2000\.$/);
  for (const state of ["", undefined, 5, "s".repeat(256), "half \ud83d"]) {
    const error = await rejects(url(BASE, state), ValidationError, { code: "invalid_input", field: "state" });
    assert.match(error.message, /string of 1 to 255 characters/);
  }
  const used = new Request(await url(BASE, STATE), { method: "POST", body: "{}" });
  await used.text();
  for (const request of [used, { url: "/hook?hook=x", method: "POST" }, undefined]) {
    const error = await rejects(handle(request), ValidationError, { code: "invalid_input", field: "request" });
    assert.match(error.message, /Request whose body was not read yet/);
  }
});

test("the example of docs/edge.md runs", async (context) => {
  const [docs, example] = await Promise.all(
    ["docs/edge.md", "examples/webhook/worker.js"].map((path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8")),
  );
  assert.ok(docs.includes(`\`\`\`js\n${example}\`\`\`\n`), "docs/edge.md has another text");
  // A program of its own that has the package under its name.
  const folder = await mkdtemp(`${tmpdir()}/webhook-`);
  context.after(() => rm(folder, { recursive: true }));
  await mkdir(`${folder}/node_modules`);
  await symlink(fileURLToPath(new URL(".", packageUrl)), `${folder}/node_modules/midjourney-wasm`, "junction");
  await writeFile(`${folder}/worker.mjs`, example);
  const { default: worker } = await import(pathToFileURL(`${folder}/worker.mjs`).href);

  const gateway = await sandbox();
  const pictures = new Map();
  const env = { GATEWAY: gateway.url, KEY, SECRET, PICTURES: { put: async (name, url) => pictures.set(name, url) } };
  const { id } = await (await worker.fetch(new Request("https://app.example/"), env)).json();
  const cat = await gateway.client().wait(id);
  const post = (sent) =>
    worker.fetch(new Request(cat.properties.notifyHook, { method: "POST", body: JSON.stringify(sent) }), env);
  assert.equal((await post(cat)).status, 200);
  assert.deepEqual([...pictures], [[cat.state, cat.imageUrl]]);
});
