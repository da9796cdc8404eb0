// midjourney-wasm/sandbox: the sandbox gateway in the program itself, and `npx midjourney-wasm sandbox`. What the gateway replies is
// tested with the sandbox.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { getEventListeners } from "node:events";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BEGIN, Clock } from "../support/clock.js";
import { ConfigError, Midjourney, isError, packageUrl, rejection } from "../support/package.js";
import { run, runModule, start } from "../support/programs.js";
import { AUTH, DIALECTS, serveSandbox } from "../support/sandbox.js";

const entry = new URL("sandbox.node.js", packageUrl).href;
const { createSandbox } = await import(entry);
const wasm = await readFile(new URL("sandbox.wasm", packageUrl));
const bin = fileURLToPath(new URL("bin.mjs", packageUrl));

const baseUrl = "https://sandbox";
const IMAGINE = `${baseUrl}/mj/submit/imagine`;
const json = { "content-type": "application/json" };
const post = (prompt, more) => ({ method: "POST", headers: json, body: JSON.stringify({ prompt }), ...more });

/** Lets a test happen on a virtual clock. @param {(clock: Clock, pass: (job: PromiseLike<any>) => Promise<any>) => Promise<void>} act */
const onClock = async (act) => {
  const clock = new Clock();
  /** Lets time pass until the promise has settled. */
  const pass = async (/** @type {PromiseLike<any>} */ job) => {
    let isOver = false;
    const settle = () => void (isOver = true);
    job.then(settle, settle);
    assert.ok(await clock.pass(3_600_000, () => isOver), "it never settles");
    return job;
  };
  try {
    await act(clock, pass);
    assert.equal(clock.timers, 0, "a timer is left");
  } finally {
    clock.end();
  }
};

// The client's WebAssembly is instantiated before any clock is faked.
await new Midjourney({ baseUrl }).ready;

test("the same options, requests and times give the same responses, and another seed gives others", async () => {
  const walk = async (seed) => {
    let time = BEGIN;
    const { fetch } = createSandbox({ seed, now: () => (time += 1000) });
    const submitted = await (await fetch(IMAGINE, post("black cat"))).text();
    time += 60_000;
    const { result } = JSON.parse(submitted);
    const task = await (await fetch(`${baseUrl}/mj/task/${result}/fetch`)).text();
    const [, picture] = /"imageUrl":"(.*?)"/.exec(task) ?? [];
    const bytes = Buffer.from(await (await fetch(picture)).arrayBuffer());
    return { submitted, task, picture: bytes.toString("base64") };
  };
  const once = await walk(7);
  assert.deepEqual(await walk(7), once);
  assert.notEqual((await walk(8)).picture, once.picture);
});

test("a whole journey takes no time on a virtual clock", () =>
  onClock(async (clock, pass) => {
    const sandbox = createSandbox();
    const mj = new Midjourney({ baseUrl, fetch: sandbox.fetch });
    const seen = [];
    const cat = await pass(mj.imagine("black cat", { onProgress: (task) => seen.push(task.progress) }));
    const big = await pass(mj.action(cat, "U2"));
    assert.deepEqual([cat.status, big.status, seen.at(-1)], ["SUCCESS", "SUCCESS", 100]);
    assert.ok(seen.length > 3 && clock.now - BEGIN >= 15_000);
    assert.ok(big.imageUrl.startsWith(`${baseUrl}/sandbox/picture/`), big.imageUrl);
    const picture = await sandbox.fetch(big.imageUrl);
    assert.equal(picture.headers.get("content-type"), "image/png");
    assert.equal(String(new Uint8Array(await picture.arrayBuffer()).subarray(1, 4)), "80,78,71");
  }));

// In a process of its own each, where the sandbox is not instantiated yet.
for (const [what, options, step] of [
  ["what Vitest fakes, in one step", { toNotFake: ["nextTick", "queueMicrotask"] }, 20_000],
  ["all that can be faked, as Jest does, in small steps", {}, 1000],
]) {
  test(`fake timers work: ${what}`, async () => {
    const script = `
      import FakeTimers from ${JSON.stringify(import.meta.resolve("@sinonjs/fake-timers"))};
      const [, client, entry] = process.argv;
      const { Midjourney } = await import(client);
      const { createSandbox } = await import(entry);
      const { fetch, submits } = createSandbox();
      const mj = new Midjourney({ baseUrl: "https://sandbox", fetch });
      await mj.ready;
      const clock = FakeTimers.install(${JSON.stringify(options)});
      let done;
      mj.imagine("black cat").then(({ status }) => (done = status), (error) => (done = String(error)));
      for (let step = 0; step < ${60_000 / step} && !done; step++) await clock.tickAsync(${step});
      clock.uninstall();
      console.log(done, submits.length);
    `;
    assert.equal(await runModule(script, [packageUrl, entry]), "SUCCESS 1\n");
  });
}

for (const dialect of DIALECTS) {
  test(`the dialect ${dialect} takes a submit, without a key and with one`, async () => {
    const { fetch, submits } = createSandbox({ dialect });
    for (const apiKey of [undefined, "sk-1"]) {
      const mj = new Midjourney({ baseUrl, fetch, apiKey, auth: AUTH[dialect] ?? "bearer" });
      assert.ok((await mj.submit.imagine("black cat")).id);
    }
    assert.equal(submits.length, 2);
    const closed = createSandbox({ dialect, apiKey: "sk-right" });
    const wrong = await rejection(
      new Midjourney({ baseUrl, fetch: closed.fetch, apiKey: "sk-wrong", auth: AUTH[dialect] ?? "bearer" }).imagine("black cat"),
    );
    assert.equal(wrong.name, "AuthError");
  });
}

test("faults come by request, and can be replaced", async () => {
  const first = { method: "POST", path: "/submit/imagine", nth: 1, status: 429, retryAfter: 1 };
  const sandbox = createSandbox({ faults: [first] });
  const statuses = async () => [
    (await sandbox.fetch(IMAGINE, post("a"))).status,
    (await sandbox.fetch(IMAGINE, post("b"))).status,
  ];
  assert.deepEqual(await statuses(), [429, 200]);
  sandbox.faults([{ nth: 2, status: 500, after: true }]);
  assert.deepEqual(await statuses(), [200, 500]);
  // The last was done all the same.
  assert.deepEqual(
    sandbox.submits.map(({ prompt }) => prompt),
    ["b", "a", "b"],
  );
  sandbox.reset();
  assert.deepEqual([sandbox.requests, sandbox.submits], [[], []]);
  assert.deepEqual(await statuses(), [429, 200]);
});

test("a page cannot read a response that is hidden from it", async (t) => {
  const { fetch } = createSandbox({ faults: [{ status: 502, cors: false }] });
  assert.equal((await fetch(IMAGINE, post("a"))).status, 502);
  globalThis.location = { href: "https://app.example/" };
  t.after(() => delete globalThis.location);
  await assert.rejects(fetch(IMAGINE, post("a")), TypeError);
});

test("an abort rejects at once with its reason, and leaves nothing", () =>
  onClock(async (clock, pass) => {
    for (const fault of [{ delayMs: 60_000 }, { hang: true }, { body: "x".repeat(40), slow: 60_000 }]) {
      const { fetch, requests } = createSandbox({ faults: [fault] });
      const controller = new AbortController();
      const { signal } = controller;
      const reason = new Error("no more");
      const text = fetch(IMAGINE, post("cat", { signal })).then((response) => response.text());
      text.catch(() => {});
      await clock.quiet();
      assert.equal(requests.length, 1);
      controller.abort(reason);
      const now = clock.now;
      assert.equal(await pass(rejection(text)), reason, JSON.stringify(fault));
      assert.equal(clock.now, now);
      assert.equal(clock.timers, 0);
      assert.deepEqual(getEventListeners(signal, "abort"), []);
      assert.equal(await rejection(fetch(IMAGINE, post("cat", { signal }))), reason);
      assert.equal(requests.length, 1, "a request that is aborted before arrives nowhere");
    }
  }));

test("a request that is over listens to its signal no more", async () => {
  const { signal } = new AbortController();
  await createSandbox().fetch(IMAGINE, post("cat", { signal }));
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("requests and submits keep account in the order of arrival", async () => {
  const { fetch, requests, submits } = createSandbox({ now: () => BEGIN });
  const both = Promise.all([
    fetch(IMAGINE, { ...post("one"), headers: { ...json, authorization: "Bearer sk-1" } }),
    fetch(new Request(`${baseUrl}/fast/mj/submit/shorten?a=b`, post("two"))),
  ]);
  await both;
  await fetch(IMAGINE, post("a nude statue"));
  await fetch(`${baseUrl}/mj/task/list`);
  await fetch(`${baseUrl}/sandbox/log`);
  assert.deepEqual(
    requests.map(({ method, path, status, at }) => [method, path, status, at]),
    [
      ["POST", "/mj/submit/imagine", 200, BEGIN],
      ["POST", "/fast/mj/submit/shorten?a=b", 200, BEGIN],
      ["POST", "/mj/submit/imagine", 200, BEGIN],
      ["GET", "/mj/task/list", 404, BEGIN],
    ],
  );
  assert.deepEqual(requests[0].headers, { ...json, authorization: "Bearer sk-1" });
  assert.deepEqual([requests[0].body, requests[3].body], ['{"prompt":"one"}', undefined]);
  assert.deepEqual(
    submits.map(({ verb, prompt, body, at }) => [verb, prompt, body, at]),
    [
      ["imagine", "one", { prompt: "one" }, BEGIN],
      ["shorten", "two", { prompt: "two" }, BEGIN],
    ],
  );
  for (const { taskId } of submits) assert.equal((await fetch(`${baseUrl}/mj/task/${taskId}/fetch`)).status, 200);
});

test("a bad option is refused at once, by its name", () => {
  for (const [options, field, part] of [
    ["guide", "options", "must be an object"],
    [{ sede: 1 }, "sede", 'There is no option "sede"; there are seed, dialect'],
    [{ seed: -1 }, "seed", "must be a whole number from 0"],
    [{ seed: "1" }, "seed", "must be a whole number"],
    [{ dialect: "midjourney" }, "dialect", '"guide", "novicezk", "plus", "trueai", "new-api"'],
    [{ durationMs: 0 }, "durationMs", "must be a whole number from 1"],
    [{ concurrency: 0.5 }, "concurrency", "whole number"],
    [{ queue: -1 }, "queue", "whole number"],
    [{ remix: "no" }, "remix", "true or false"],
    [{ apiKey: 1 }, "apiKey", "must be a string"],
    [{ refreshMs: null }, "refreshMs", "whole number"],
    [{ now: 5 }, "now", "must be a function"],
    [{ wasm: 5 }, "wasm", "sandbox.wasm"],
    [{ faults: {} }, "faults", "must be a list"],
    [{ faults: [{ status: 500 }, { staus: 500 }] }, "faults[1].staus", 'There is no option "faults[1].staus"'],
    [{ faults: [{ path: "/fetch" }] }, "faults[0]", "must say what it does"],
    [{ faults: [{ status: 100 }] }, "faults[0].status", "from 200 to 599"],
    [{ faults: [{ status: 500, nth: "x" }] }, "faults[0].nth", "a number or a list of numbers"],
    [{ faults: [{ slow: { byte: 1 } }] }, "faults[0].slow", "milliseconds"],
    [{ faults: [{ cut: -1 }] }, "faults[0].cut", "true, false or a number"],
    [{ faults: [{ headers: { a: 1 } }] }, "faults[0].headers", "an object of strings"],
    [{ faults: [{ retryAfter: [] }] }, "faults[0].retryAfter", "seconds or an HTTP date"],
  ]) {
    const error = caught(() => createSandbox(options));
    isError(error, ConfigError, { code: "config", field });
    assert.ok(error.message.includes(part), error.message);
  }
});

/** What a function throws. */
const caught = (act) => {
  try {
    act();
  } catch (error) {
    return error;
  }
};

test("what only the gateway can check is refused by the first request", async () => {
  const { fetch } = createSandbox({ faults: [{ headers: { "Content-Length": "9" } }] });
  const error = await rejection(fetch(IMAGINE, post("cat")));
  assert.deepEqual([error.code, error.field], ["config", "faults"]);
  assert.match(error.message, /header Content-Length cannot be sent/);
  const clockless = createSandbox({ now: () => NaN });
  assert.equal((await rejection(clockless.fetch(IMAGINE, post("cat")))).field, "now");
});

test("a page can show the pictures: imageUrl makes object URLs of them", () =>
  onClock(async (clock, pass) => {
    const { fetch, imageUrl, reset } = createSandbox();
    const mj = new Midjourney({ baseUrl, fetch, imageUrl });
    const cat = await pass(mj.imagine("black cat --ar 3:2"));
    assert.match(cat.imageUrl, /^blob:/);
    const real = `${baseUrl}/sandbox/picture/${cat.id}.png`;
    assert.equal(imageUrl(real), cat.imageUrl);
    const bytes = async (/** @type {Promise<any>} */ response) => Buffer.from(await (await response).arrayBuffer());
    const { resolveObjectURL } = await import("node:buffer");
    assert.deepEqual(await bytes(resolveObjectURL(cat.imageUrl)), await bytes(fetch(real)));
    for (const other of ["https://cdn.example/cat.png", `${baseUrl}/sandbox/picture/1.png`]) assert.equal(imageUrl(other), other);
    reset();
    assert.equal(resolveObjectURL(cat.imageUrl), undefined);
  }));

test("the WebAssembly may be given, and its absence is explained", async () => {
  for (const given of [wasm, WebAssembly.compile(wasm), new Response(wasm)]) {
    assert.equal((await createSandbox({ wasm: given }).fetch(`${baseUrl}/sandbox/log`)).status, 200);
  }
  const missing = createSandbox({ wasm: new Response("<!doctype html>") });
  const error = await rejection(missing.fetch(IMAGINE, post("cat")));
  assert.equal(error.code, "wasm_unavailable");
  assert.match(error.hint, /createSandbox\(\{ wasm \}\)/);
});

test("the example of the documentation works", async () => {
  const text = await readFile(new URL("../../docs/sandbox.md", import.meta.url), "utf8");
  const [, example] = /^## In your own tests\n[^]*?```js\n([^]*?)```/m.exec(text) ?? [];
  const cwd = fileURLToPath(new URL("../../", packageUrl));
  await run(process.execPath, ["--input-type=module", "--eval", example], { cwd });
});

test("CommonJS has it too", async () => {
  const script = `
    const { createSandbox } = require("midjourney-wasm/sandbox");
    createSandbox().fetch("https://sandbox/sandbox/log").then((response) => console.log(response.status));
  `;
  const cwd = fileURLToPath(new URL("../../", packageUrl));
  const { stdout } = await run(process.execPath, ["--no-experimental-require-module", "--eval", script], { cwd });
  assert.equal(stdout, "200\n");
});

test("a program ends by itself, whatever hangs in the sandbox", async () => {
  const script = `
    const { createSandbox } = await import(process.argv[1]);
    const { fetch } = createSandbox({ faults: [{ nth: 1, hang: true }] });
    fetch("https://sandbox/mj/task/list").catch(() => {});
    console.log((await fetch("https://sandbox/mj/task/list")).status);
  `;
  assert.equal(await runModule(script, [entry]), "404\n");
});

test("the client's entries never load it", async () => {
  const graph = async (/** @type {string} */ file, /** @type {Set<string>} */ all = new Set()) => {
    if (all.has(file)) return all;
    all.add(file);
    const text = file.endsWith(".js") ? await readFile(new URL(file, packageUrl), "utf8") : "";
    for (const [, , next] of text.matchAll(/^(import|export)\b[^"]*"\.\/(.*?)(\?.*)?";$/gm)) await graph(next, all);
    return all;
  };
  for (const file of ["index.js", "node.js", "workerd.js", "edge.js", "slim.js"]) {
    const all = [...(await graph(file))];
    assert.ok(all.includes("errors.js"), file);
    assert.deepEqual(
      all.filter((name) => /sandbox|deliver/.test(name)),
      [],
      file,
    );
  }
  assert.ok((await graph("sandbox.node.js")).has("sandbox.glue.js"));
});

// The tests by HTTP come last: its own timers would meet a virtual clock.

/** What a client sees of a `fetch`: all of its response, or how it fails. */
const seen = async (fetch, url) => {
  const signal = AbortSignal.timeout(1500);
  try {
    const response = await fetch(url, { headers: { authorization: "Bearer any" }, signal });
    const { status, headers } = response;
    const kept = ["content-type", "content-length", "retry-after", "x-test", "access-control-allow-origin"];
    const body = await response.text().catch((error) => error.name);
    return { status, headers: kept.map((name) => headers.get(name)), body };
  } catch (error) {
    return error.name;
  }
};

test("each fault reaches a client as it does over HTTP", async (t) => {
  const served = await serveSandbox();
  t.after(served.stop);
  const task = "/mj/task/1/fetch";
  for (const fault of [
    { status: 503, body: { error: "busy" }, retryAfter: 2, headers: { "x-test": "ä" } },
    { status: 204 },
    { html: true, cors: false },
    { empty: true, contentType: "text/plain" },
    { reset: true },
    { hang: true },
    { cut: true },
    { cut: 7 },
    { body: "x".repeat(40), slow: 10 },
    { body: "x".repeat(40), slow: { bytes: 20, everyMs: 1 }, cut: 30 },
    { delayMs: 30 },
  ]) {
    await served.faults(fault);
    const { fetch } = createSandbox({ faults: [fault] });
    const [local, remote] = await Promise.all([seen(fetch, baseUrl + task), seen(globalThis.fetch, served.url + task)]);
    assert.deepEqual(local, remote, JSON.stringify(fault));
  }
});

test("npx midjourney-wasm sandbox serves it", async (t) => {
  const { match, stop } = await start(process.execPath, [bin, "sandbox", "--port", "0"], {
    ready: /^listening on (http:\/\/127\.0\.0\.1:(\d+))$/m,
  });
  t.after(stop);
  const [, url, port] = match;
  const mj = new Midjourney({ baseUrl: url, apiKey: "any key", mode: "fast", poll: { min: 20, max: 50 } });
  const cat = await mj.imagine("black cat sandbox:fast");
  assert.ok(cat.imageUrl.startsWith(`${url}/sandbox/picture/`));
  assert.equal((await fetch(cat.imageUrl)).headers.get("content-type"), "image/png");
  // Broken connections are broken here too.
  const faults = async (/** @type {object} */ fault) => {
    await fetch(`${url}/sandbox/faults`, { method: "POST", body: JSON.stringify([fault]) });
    return seen(fetch, `${url}/mj/task/list`);
  };
  assert.equal(await faults({ reset: true }), "TypeError");
  assert.deepEqual(await faults({ body: "x".repeat(40), cut: 30 }).then(({ status, body }) => [status, body]), [
    200,
    "TypeError",
  ]);
  const taken = spawnSync(process.execPath, [bin, "sandbox", "--port", port], { encoding: "utf8" });
  assert.deepEqual([taken.status, taken.stderr.includes(`Port ${port} is taken`)], [1, true]);
});

test("npx midjourney-wasm names what is wrong with its arguments", () => {
  for (const [args, status, part] of [
    [["sandbox", "--dialect", "x"], 1, "there are guide, novicezk, plus, trueai, new-api"],
    [["sandbox", "--port", "x"], 1, "--port must be a number from 0 to 65535"],
    [["sandbox", "--port", "99999"], 1, "--port must be"],
    [["sandbox", "--nosuch"], 1, "--nosuch"],
    [[], 1, "npx midjourney-wasm sandbox"],
    [["--help"], 0, "--dialect D"],
  ]) {
    const { status: code, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
    assert.equal(code, status, stderr);
    assert.ok((stdout + stderr).includes(part), stdout + stderr);
  }
});
